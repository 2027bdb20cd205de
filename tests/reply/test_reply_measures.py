"""What people do by hand: one list in both languages, and what becomes of it in a letter."""

from __future__ import annotations

import re
import string
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abusedesk.errors import BadInput
from abusedesk.model import Measure, Text
from abusedesk.reply import TOPICS, draft, measure_text, measures
from abusedesk.reply._measures import read, targets_of
from reply import invented_case as case
from reply import invented_matrix as matrix

VAGUE = re.compile(
    r"(?i)\b(?:appropriate|necessary|various|several|some|etc|improv\w+|enhanc\w+|strengthen\w*|proper\w*"
    r"|measures?|steps|issues?|soon|as needed|best practices?|security posture|relevant|certain|may|might)\b"
)
every_measure = pytest.mark.parametrize("identifier", sorted(measures()))


def placeholders(sentence):
    return [name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None]


def flat(text):
    return re.sub(r"\s+", " ", text)


def taken(identifier, target="", **changes):
    """A measure that Hanako did by hand twenty minutes ago."""
    state = changes.get("state", "done")
    made = Measure(
        id=identifier,
        text=measure_text(identifier, target, state == "done"),
        state=state,
        by="Hanako",
        at=case.NOW - timedelta(minutes=20) if state == "done" else None,
        evidence=("journal-7",),
    )
    return replace(made, **changes)


def letter(*taken_measures, kind="exposed_access_key", cause="leaked_access_key", steps=None, **options):
    return draft(
        matrix.dossier(kind, cause),
        matrix.trace(cause),
        matrix.steps(cause) if steps is None else steps,
        case.MAIL,
        **{"kind": "answer", "measures": taken_measures, **options},
    )


def test_there_are_measures_for_every_topic_and_every_root_cause_that_leaves_something_to_do():
    assert len(measures()) >= 50
    assert {one.topic for one in measures().values()} == set(TOPICS)
    helped = {cause for one in measures().values() for cause in one.causes}
    nothing_to_do = {"authorised_activity", "not_ours", "unknown"}
    assert set(matrix.CAUSES) - nothing_to_do <= helped <= set(matrix.CAUSES)


@every_measure
def test_both_languages_have_the_same_placeholders_done_and_planned(identifier):
    facts = measures()[identifier]
    said = [facts.done.en, facts.done.ja, facts.planned.en, facts.planned.ja]
    assert {tuple(placeholders(one)) for one in said} in ({()}, {("target",)})
    if facts.effect:
        assert placeholders(facts.effect.en) == placeholders(facts.effect.ja) == []


@every_measure
def test_the_english_is_plain_concrete_and_says_who(identifier):
    facts = measures()[identifier]
    assert facts.done.en.startswith("We ")
    assert not re.search(r"\b(?:will|plan)\b", facts.done.en.split(":")[0].split(" in writing")[0])
    assert facts.planned.en.startswith("We will ")
    for said in (facts.done.en, facts.planned.en, facts.effect.en if facts.effect else "."):
        assert said.isascii()
        assert said.endswith(".")
        assert VAGUE.findall(said) == []


@every_measure
def test_the_japanese_is_japanese_and_a_whole_sentence(identifier):
    facts = measures()[identifier]
    for said in (facts.done.ja, facts.planned.ja, facts.effect.ja if facts.effect else "。"):
        assert said.endswith("。")
    assert re.search(r"(?:した|ます|です|ません)。$", facts.done.ja)
    assert re.search(r"(?:ます|です)。$", facts.planned.ja)
    assert facts.done != facts.planned


@every_measure
def test_a_measure_takes_its_target_and_gives_it_back(identifier):
    facts = measures()[identifier]
    target = "i-0123456789abcdef0" if facts.takes_target else ""
    for done in (True, False):
        said = measure_text(identifier, target, done)
        assert "{" not in said.en + said.ja
        assert target in said.en
        assert target in said.ja
        state = "done" if done else "promised"
        assert targets_of(Measure(id=identifier, text=said, state=state)) == ((target,) if target else ())


def test_several_targets_are_listed_and_found_again():
    said = measure_text("deleted_access_key", "AKIA1, AKIA2\nAKIA3")
    assert said.en == "We deleted access key AKIA1, AKIA2, AKIA3."
    taken_ = Measure(id="deleted_access_key", text=said, state="done")
    assert targets_of(taken_) == ("AKIA1", "AKIA2", "AKIA3")


@pytest.mark.parametrize(
    ("identifier", "target", "told"),
    [
        ("no_such_measure", "", "there is no measure 'no_such_measure'"),
        ("deleted_access_key", "", "needs a target"),
        ("deleted_access_key", " , ", "needs a target"),
        ("enabled_mfa", "root", "takes no target"),
    ],
)
def test_a_measure_that_does_not_fit_is_refused_by_name(identifier, target, told):
    with pytest.raises(BadInput, match=told):
        measure_text(identifier, target)


@pytest.mark.parametrize(
    "broken",
    [
        "id = 'x",
        "id = 'x'",
        "id='x'\ntopic='mail'\ncauses=[]\nactions=[]\nprevents=false\ndone='text'\nplanned='text'",
        (
            "id='x'\ntopic='weather'\ncauses=[]\nactions=[]\nprevents=false\n"
            "[done]\nen='a'\nja='b'\n[planned]\nen='a'\nja='b'"
        ),
    ],
)
def test_a_broken_measure_is_refused_by_its_files_name(tmp_path, broken):
    path = tmp_path / "x.toml"
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(BadInput, match=r"x\.toml"):
        read(path)


@given(st.text(min_size=1))
def test_no_target_leaves_ascii_or_its_line_in_english(target):
    try:
        said = measure_text("removed_user", target)
    except BadInput:
        return
    assert said.en.isascii()
    assert said.en.isprintable()
    assert all(one.isprintable() for one in said.ja)


def test_a_target_in_japanese_does_not_reach_aws_and_does_not_go_unnoticed():
    made = letter(taken("removed_user", "経理担当"))
    assert "We deleted IAM user [name not in Latin letters]." in flat(made.text)
    assert "経理担当" not in made.text
    assert "IAM ユーザー 経理担当 を削除しました。" in made.gloss_ja
    assert any("not in Latin letters" in one and "removed_user" in one for one in made.problems)


def test_free_text_in_japanese_does_not_reach_aws_and_does_not_go_unnoticed():
    own = Measure(
        id="own", text=Text("社員に周知しました。", "社員に周知しました。"), state="done", at=case.NOW
    )
    made = letter(
        replace(own, evidence=("ev-1",)), replace(own, id="mixed", text=Text("We told 花子.", "花子"))
    )
    assert made.text.isascii()
    assert "\\u" not in made.text
    assert "We told" not in made.text
    told = [one for one in made.problems if "Measures have no English text" in one]
    assert told
    assert "own" in told[0]
    assert "mixed" in told[0]


def test_what_a_person_did_is_confirmed_on_his_word_with_its_evidence():
    made = letter(taken("enabled_mfa"))
    [claim] = [one for one in made.claims if "multi-factor" in one.text]
    assert (claim.status, claim.word_of, claim.evidence) == ("confirmed", "Hanako", ("journal-7",))
    assert claim.text.startswith("2026-03-05 01:50:00 UTC: We turned on multi-factor authentication")


def test_what_was_read_again_since_is_no_longer_a_persons_word():
    made = letter(taken("enabled_mfa", verified=case.NOW))
    [claim] = [one for one in made.claims if "multi-factor" in one.text]
    assert (claim.status, claim.word_of) == ("confirmed", None)
    assert "measure-enabled_mfa" in claim.evidence


def test_a_persons_word_without_anything_kept_is_not_confirmed():
    made = letter(taken("enabled_mfa", evidence=()))
    [claim] = [one for one in made.claims if "multi-factor" in one.text]
    assert claim.status == "not_confirmed"
    assert claim.text.startswith("As our staff report: ")


def test_words_of_speech_are_one_target_and_ids_are_several():
    assert "on the_web_shop." in measure_text("patched_software", "the web shop").en
    assert "on i-0aaa, i-0bbb." in measure_text("patched_software", "i-0aaa i-0bbb").en
    assert "on the_web_shop, i-0bbb." in measure_text("patched_software", "the web shop, i-0bbb").en


def test_readings_and_receipts_are_nobodys_word():
    made = letter(taken("enabled_mfa"), receipts=matrix.receipts("leaked_access_key"))
    assert {one.word_of for one in made.claims if "multi-factor" not in one.text} == {None}


def test_a_promise_is_planned_by_its_date_and_not_done():
    due = case.NOW + timedelta(days=3)
    made = letter(taken("rotated_all_access_keys", state="promised", due=due))
    text = flat(made.text)
    assert "By Sunday, 2026-03-08 02:10 UTC: We will replace the access keys of every IAM user" in text
    assert "We replaced" not in text


def test_a_promise_without_a_date_is_not_in_the_letter_and_is_told():
    made = letter(taken("rotated_all_access_keys", state="promised"))
    assert "access keys of every IAM user" not in flat(made.text)
    assert any("promised without a date" in one for one in made.problems)


def test_a_promise_that_was_kept_is_no_longer_planned():
    promise = taken("enabled_mfa", state="promised", due=case.NOW + timedelta(days=3))
    made = letter(promise, taken("enabled_mfa"))
    assert "We turned on multi-factor" in flat(made.text)
    assert "We will turn on multi-factor" not in flat(made.text)


def test_a_proposed_measure_is_nobodys_promise():
    made = letter(taken("enabled_mfa", state="proposed"))
    assert "multi-factor" not in made.text


def test_what_was_done_by_hand_is_no_longer_planned_and_the_key_is_said_to_be_gone():
    before, after = letter(), letter(taken("deleted_access_key", case.KEY, at=case.NOW))
    assert f"access key {case.KEY} is still active" in flat(before.text)
    assert f"access key {case.KEY} is still active; we will deactivate it by" in flat(before.text)
    assert f"access key {case.KEY} no longer exists in the account" in flat(after.text)
    assert "we will deactivate it by" not in flat(after.text)
    assert "Deactivate access key" not in flat(after.text)
    assert after.gloss_ja != before.gloss_ja


def test_a_key_that_was_read_as_active_afterwards_is_not_said_to_be_gone():
    made = letter(taken("deleted_access_key", case.KEY, at=case.NOW - timedelta(hours=2)))
    assert f"access key {case.KEY} is still active" in flat(made.text)
    assert "no longer exists" not in made.text


def test_a_measure_upon_another_thing_leaves_the_step_planned():
    made = letter(taken("deleted_access_key", "AKIAINVENTEDKEY00002"))
    assert f"access key {case.KEY} is still active; we will deactivate it by" in flat(made.text)


def test_a_reported_thing_says_when_it_was_dealt_with():
    made = letter(
        taken("terminated_instance", matrix.HOST), kind="port_scan", cause="host_compromised_by_bruteforce"
    )
    section = flat(made.text.split("REPORTED RESOURCES")[1])
    assert f"{matrix.HOST}: dealt with on 2026-03-05 01:50:00 UTC; see section 2." in section


def test_what_is_done_against_a_repeat_is_told_apart_from_what_stops_the_abuse():
    made = letter(taken("enabled_guardduty"), taken("removed_user", "new"))
    stopped = made.text.split("\nDone:")[1].split("Done against a repeat:")[0]
    assert "We deleted IAM user new." in flat(stopped)
    assert "GuardDuty" in made.text.split("Done against a repeat:")[1].split("\n\n")[0]
    assert "GuardDuty" not in stopped


def test_the_same_sentence_of_another_hand_is_quoted():
    free = taken("enabled_mfa", text=Text("MFA is on.\n\n2. WHAT WAS DONE", "MFA"))
    made = letter(free)
    assert '"MFA is on. 2. WHAT WAS DONE"' in flat(made.text)
    assert made.text.splitlines().count("2. WHAT WAS DONE") == 1
