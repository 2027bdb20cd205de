"""What every letter to AWS keeps to."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abusedesk.model import Coverage, Dossier, Measure, Text, Trace
from abusedesk.reply import draft, every
from reply import invented_case as case

KINDS = ("answer", "holding", "extension", "dispute")
CASES = {
    "key": (case.DOSSIER, case.TRACE, case.STEPS),
    "not ours": (case.NOT_OURS_DOSSIER, case.NOT_OURS_TRACE, ()),
    "nothing known": (Dossier(notice=case.NOTICE, scope=case.DOSSIER.scope, now=case.NOW), Trace(), ()),
    "all denied": (case.deny_all(case.DOSSIER), case.TRACE, case.STEPS),
}
each_case = pytest.mark.parametrize("which", CASES)
each_kind = pytest.mark.parametrize("kind", KINDS)


def letter(which="key", **options):
    dossier, trace, steps = CASES[which]
    return draft(dossier, trace, steps, case.MAIL, **options)


def flat(text):
    return re.sub(r"\s+", " ", re.sub(r"^- ", "", text, flags=re.MULTILINE)).strip()


def frame_patterns():
    sentences = every()["en"].sentences
    frames = [said for key, said in sentences.items() if key.startswith("frame.")]
    return [
        re.sub(r"\\\{\w+\\\}", r"\\S+(?: [\\d:-]+){0,2}(?: UTC)?", re.escape(said))
        for said in sorted(frames, key=len, reverse=True)
    ]


@each_kind
@each_case
def test_every_sentence_is_a_claim_or_part_of_the_frame(kind, which):
    made = letter(which, kind=kind, receipts=[case.RECEIPT])
    paragraphs = made.text.split("\n\n")
    assert paragraphs[2].startswith("AWS account: ")
    rest = flat("\n\n".join(paragraphs[:2] + paragraphs[3:]))
    for said in sorted((claim.text for claim in made.claims), key=len, reverse=True):
        assert flat(said) in rest
        rest = rest.replace(flat(said), "|", 1)
    for pattern in frame_patterns():
        rest = re.sub(pattern, "|", rest)
    assert re.sub(r"[|\s]", "", rest) == ""


@each_kind
@each_case
def test_a_claim_is_confirmed_only_with_evidence(kind, which):
    made = letter(which, kind=kind, receipts=[case.RECEIPT])
    assert [claim for claim in made.claims if claim.status == "confirmed" and not claim.evidence] == []


@each_case
def test_what_leans_on_the_account_is_not_confirmed_when_everything_was_denied(which):
    dossier, trace, steps = CASES[which]
    for kind in KINDS:
        made = draft(case.deny_all(dossier), trace, steps, case.MAIL, kind=kind)
        sure = [claim for claim in made.claims if claim.status == "confirmed"]
        # What the notice itself says was read in the notice.
        assert [claim.text for claim in sure if case.MAIL.message_id not in claim.evidence] == []


def test_an_unconfirmed_claim_says_so_in_the_letter():
    made = letter("all denied")
    hedged = ("Not confirmed:", "We could not", "By ", "We have changed nothing", "We ask", "You will")
    hedged += ("Step 1", "Step 2", "We treat", "We have no record yet")
    planned = [flat(one) for one in made.text.split("\n\n") if "not done yet; by" in one]
    unsure = [
        claim.text
        for claim in made.claims
        if claim.status == "not_confirmed" and not any(claim.text in one for one in planned)
    ]
    assert [said for said in unsure if not said.startswith(hedged)] == []


@pytest.mark.parametrize("region", case.REGIONS)
@pytest.mark.parametrize("status", ["denied", "failed", "truncated", "delayed"])
def test_no_other_resource_is_claimed_only_when_every_region_was_read(region, status):
    whole = letter()
    assert any("no other resource" in claim.text for claim in whole.claims)
    coverage = tuple(
        replace(one, status=status) if one.region == region and one.collector == "cloudtrail_events" else one
        for one in case.COVERAGE
    )
    made = draft(replace(case.DOSSIER, coverage=coverage), case.TRACE, case.STEPS, case.MAIL)
    assert not any("no other resource" in claim.text for claim in made.claims)
    assert "we cannot rule out" in flat(made.text)
    assert status == "delayed" or region in made.text


def test_a_region_that_was_never_asked_is_not_claimed_either():
    made = draft(replace(case.DOSSIER, coverage=()), case.TRACE, (), case.MAIL)
    assert "no other resource" not in flat(made.text)


@each_kind
@each_case
def test_lines_are_wrapped_but_for_names_that_cannot_be(kind, which):
    made = letter(which, kind=kind)
    assert [line for line in made.text.splitlines() if len(line) > 76 and " " in line.strip("- ")] == []


@each_kind
@each_case
def test_the_letter_is_plain_ascii_and_greets_and_names_the_account(kind, which):
    made = letter(which, kind=kind)
    assert made.text.isascii()
    assert made.text.startswith("Dear AWS Trust & Safety team,\n")
    assert case.ACCOUNT in made.text
    assert "12345678901" in made.text


def test_an_answer_answers_both_questions_under_numbered_headings():
    lines = letter().text.splitlines()
    assert [line for line in lines if re.match(r"\d\. [A-Z ]+$", line)] == [
        "1. ROOT CAUSE",
        "2. WHAT WAS DONE",
    ]
    text = flat(letter().text)
    assert case.KEY in text.split("2. WHAT WAS DONE")[0].split("1. ROOT CAUSE")[1]


def test_every_reported_thing_is_addressed_by_name():
    made = letter()
    section = flat(made.text.split("REPORTED RESOURCES")[1])
    for thing in (case.KEY, "ci", "https://example.com/config.yml"):
        assert any(claim.text.startswith(thing) and claim.text in section for claim in made.claims)


def test_affected_resources_are_listed_by_region_and_a_long_list_is_cut_with_its_count():
    made = letter()
    section = made.text.split("AFFECTED RESOURCES")[1]
    assert section.count("eu-west-1, created:") == 1
    assert section.count("i-0") == 24
    many = tuple(replace(case.TRACE.affected[0], id=f"i-1{number:016x}") for number in range(64))
    cut = draft(case.DOSSIER, replace(case.TRACE, affected=many), case.STEPS, case.MAIL)
    section = cut.text.split("AFFECTED RESOURCES")[1]
    assert section.count("i-1") == 60
    assert "And 4 more, AWS::EC2::Instance: 4" in section


def test_nothing_is_stated_as_done_without_a_receipt():
    made = letter()
    assert "deactivated access key" not in made.text
    assert "We have changed nothing in the account yet" in flat(made.text)
    assert any(problem.startswith("Nothing has been done yet") for problem in made.problems)


def test_a_receipt_is_stated_as_done_with_its_time_and_no_longer_planned():
    made = letter(receipts=[case.RECEIPT])
    assert f"- 2026-03-05 02:05:00 UTC: We deactivated access key {case.KEY}." in made.text
    assert "deactivate access key" not in made.text
    assert not any(problem.startswith("Nothing has been done yet") for problem in made.problems)


@pytest.mark.parametrize("change", [{"applied": None}, {"failed": "AWS refused"}, {"reverted": case.NOW}])
def test_a_step_that_was_not_applied_or_failed_or_was_taken_back_is_not_done(change):
    made = letter(receipts=[replace(case.RECEIPT, **change)])
    assert "\nDone:" not in made.text
    assert "is still active; we will deactivate it by" in flat(made.text)


def test_a_planned_step_has_a_date_ahead():
    text = flat(letter().text)
    dates = re.findall(r"by \w+day, (\d{4}-\d\d-\d\d \d\d:\d\d) UTC", text)
    assert len(dates) >= 3
    assert re.search(r"not done yet; by Sunday, 2026-03-08 03:00 UTC we will: Terminate instances i-0", text)
    assert all(datetime.fromisoformat(one).replace(tzinfo=UTC) > case.NOW for one in dates)


def test_measures_are_done_promised_or_proposed_as_their_state_says():
    measures = [
        Measure(
            id="mfa", text=Text("MFA for all users.", "MFA"), state="done", at=case.NOW, evidence=("ev-1",)
        ),
        Measure(id="word", text=Text("Staff told.", "周知"), state="done", at=case.NOW),
        Measure(
            id="keys",
            text=Text("Keys replaced monthly.", "交換"),
            state="promised",
            due=case.NOW + timedelta(days=9),
        ),
        Measure(id="budget", text=Text("A budget alarm.", "予算"), state="proposed"),
    ]
    made = letter(measures=measures)
    assert '- 2026-03-05 02:10:00 UTC: "MFA for all users."' in made.text
    assert '- Not confirmed: 2026-03-05 02:10:00 UTC: "Staff told."' in made.text
    assert '- By Saturday, 2026-03-14 02:10 UTC: "Keys replaced monthly."' in made.text
    assert "A budget alarm" not in made.text
    assert any(problem.endswith(": word") for problem in made.problems)


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 hypothesis wants naive bounds
    st.none() | st.timedeltas(timedelta(days=-3), timedelta(days=30)),
)
def test_a_holding_letter_names_a_date_ahead_and_before_a_deadline_that_can_be_kept(now, left):
    deadline = None if left is None else now + left
    dossier = replace(case.DOSSIER, now=now, notice=replace(case.NOTICE, deadline=deadline))
    made = draft(dossier, Trace(), (), case.MAIL)
    assert made.kind == "holding"
    found = re.search(r"our next reply by (\w+day), (\d{4}-\d\d-\d\d \d\d:\d\d) UTC", flat(made.text))
    promised = datetime.fromisoformat(found[2]).replace(tzinfo=UTC)
    assert now < promised <= now + timedelta(hours=25)
    assert f"{promised:%A}" == found[1]
    if left is not None and left >= timedelta(hours=4):
        assert promised < deadline


def test_a_promise_before_a_deadline_on_the_hour_leaves_an_hour():
    now = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
    dossier = replace(case.DOSSIER, now=now, notice=replace(case.NOTICE, deadline=now + timedelta(hours=10)))
    assert "by Thursday, 2026-03-05 11:00 UTC" in flat(draft(dossier, Trace(), (), case.MAIL).text)


def test_an_extension_names_its_amount_its_date_and_its_reason():
    text = flat(letter(kind="extension").text)
    assert "We ask for 72 more hours, until Sunday, 2026-03-08 21:10 UTC." in text
    assert "The reason:" in text


def test_a_dispute_gives_our_records_and_asks_whose_the_address_was():
    made = letter("not ours")
    assert made.kind == "dispute"
    text = flat(made.text)
    assert "did not hold 198.51.100.24" in text
    assert '2026-03-04 07:59:00 UTC: "Address 198.51.100.24 was allocated to the account."' in text
    assert "launched on 2026-03-04 08:00:00 UTC" in text
    assert "which account held the address at the reported time" in text


def test_an_address_that_was_never_here_is_disputed_by_all_records_or_not_at_all():
    trace = Trace(root_causes=(replace(case.NOT_OURS_TRACE.root_causes[0], for_=()),))
    made = draft(case.NOT_OURS_DOSSIER, trace, (), case.MAIL)
    assert [one.status for one in made.claims if "did not hold" in one.text] == ["confirmed"]
    coverage = (*case.COVERAGE, Coverage("cloudtrail_objects", "us-east-1", "denied"))
    unread = draft(replace(case.NOT_OURS_DOSSIER, coverage=coverage), trace, (), case.MAIL)
    assert [one.status for one in unread.claims if "did not hold" in one.text] == ["not_confirmed"]


def test_the_instance_that_has_the_address_now_is_not_disowned():
    text = flat(letter("not ours").text)
    assert "i-0123456789abcdef0: it did not have the reported address at the reported time" in text
    assert "198.51.100.24: see the root cause above; it was not ours at the reported time." in text


def test_an_authorised_activity_is_disputed_as_such():
    trace = case.with_cause(case.TRACE, kind="authorised_activity")
    made = draft(case.DOSSIER, trace, (), case.MAIL)
    assert made.kind == "dispute"
    assert "was our own, authorised activity" in flat(made.text)
    assert '- "The key leaked."' in made.text
    assert "which account held" not in flat(made.text)


@pytest.mark.parametrize(
    ("cause", "confidence", "kind"),
    [
        ("leaked_access_key", 0.9, "answer"),
        ("leaked_access_key", 0.49, "holding"),
        ("unknown", 0.9, "holding"),
        ("not_ours", 0.5, "dispute"),
        ("not_ours", 0.3, "holding"),
        ("own_test_against_policy", 0.8, "answer"),
    ],
)
def test_the_kind_follows_the_root_cause_and_its_confidence(cause, confidence, kind):
    trace = case.with_cause(case.TRACE, kind=cause, confidence=confidence)
    assert draft(case.DOSSIER, trace, (), case.MAIL).kind == kind


def test_a_cause_that_the_letters_do_not_know_is_told_in_its_own_words():
    trace = case.with_cause(case.TRACE, kind="some_new_cause")
    assert 'The root cause as we see it: "The key leaked."' in flat(
        draft(case.DOSSIER, trace, (), case.MAIL).text
    )


def test_open_ports_of_the_reported_host_explain_a_break_in():
    trace = Trace(
        root_causes=(
            replace(case.TRACE.root_causes[0], kind="host_compromised_by_bruteforce", credential=None),
        )
    )
    made = draft(case.NOT_OURS_DOSSIER, trace, (), case.MAIL)
    told = [claim for claim in made.claims if "security group" in claim.text]
    assert [(claim.status, "TCP 22" in claim.text, "443" in claim.text) for claim in told] == [
        ("confirmed", True, False)
    ]


def test_a_key_case_confirms_the_three_steps_and_asks_for_the_bill():
    text = flat(letter().text)
    assert "Step 1, the key: access key AKIAINVENTEDKEY00001 is still active" in text
    assert "Step 2, CloudTrail: we read the event history of all enabled regions" in text
    assert "Step 3, unwanted usage: we found 24 resources" in text
    assert "about 321.50 USD" in text
    assert "We ask for a billing adjustment" in text


def test_no_billing_adjustment_is_asked_for_without_cost():
    made = draft(case.DOSSIER, replace(case.TRACE, cost=Trace().cost), (), case.MAIL)
    assert "billing adjustment" not in made.text


def test_a_key_that_is_gone_is_said_to_be_gone_only_when_the_list_was_read():
    other = replace(case.KEY_EVIDENCE, key="AKIAINVENTEDKEY00002")
    dossier = replace(case.DOSSIER, evidence=(*case.HISTORY, other))
    assert "no longer exists in the account" in flat(draft(dossier, case.TRACE, (), case.MAIL).text)
    coverage = (*case.COVERAGE, Coverage("iam_access_keys", "aws-global", "denied"))
    unread = replace(dossier, coverage=coverage)
    assert "could not read the state of access key" in flat(draft(unread, case.TRACE, (), case.MAIL).text)


def test_private_addresses_of_the_intruder_stay_out_of_the_letter():
    assert "203.0.113.77" in letter().text
    assert "10.1.2.3" not in letter().text


@each_kind
@each_case
def test_the_gloss_is_the_same_letter_in_japanese(kind, which):
    made = letter(which, kind=kind, receipts=[case.RECEIPT])
    assert made.gloss_ja.startswith("AWS Trust & Safety チーム 御中")
    assert len(made.gloss_ja.split("\n\n")) == len(made.text.split("\n\n"))
    assert made.gloss_ja.count("\n・") == made.text.count("\n- ")
