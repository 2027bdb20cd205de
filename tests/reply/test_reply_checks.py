"""Each check of a letter fires on what it is for and stays quiet on what is right."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from abusedesk.model import Authentic, Claim, Measure, Recheck, Text, Trace
from abusedesk.reply import KEY_IS_GONE, check, draft
from abusedesk.reply._examined import checks, examined
from abusedesk.reply._material import Material
from reply import invented_case as case

RECEIPTS = [case.RECEIPT, replace(case.RECEIPT, step=2, action="delete_access_key")]
MEASURE = Measure(id="mfa", text=Text("MFA for all.", "MFA"), state="done", at=case.NOW, evidence=("ev-1",))
OFF = Recheck(
    question="key_off",
    target=case.KEY,
    region="aws-global",
    holds=True,
    why=Text(KEY_IS_GONE, "x"),
    at=case.NOW,
)


def answer(  # noqa: PLR0917 - as many as a letter is made of
    kind="answer", dossier=case.DOSSIER, trace=case.TRACE, steps=(), receipts=RECEIPTS, measures=(MEASURE,)
):
    return draft(dossier, trace, steps, case.MAIL, kind=kind, receipts=receipts, measures=measures)


def found(letter, **given):
    known = {
        "dossier": case.DOSSIER,
        "trace": case.TRACE,
        "steps": (),
        "mail": case.MAIL,
        "receipts": RECEIPTS,
        "measures": (MEASURE,),
        "rechecks": (OFF,),
        **given,
    }
    return check(letter, **known)


def adding(text, **given):
    """What is found in a good answer to which a person added text."""
    letter = answer()
    return found(replace(letter, text=f"{letter.text}\n{text}\n"), **given)


def noticed(**changes):
    return replace(case.DOSSIER, notice=replace(case.NOTICE, **changes))


def test_a_good_answer_of_ours_passes_every_check():
    assert found(answer()).problems == ()
    assert found(answer()).notes == ()


@pytest.mark.parametrize("kind", ["answer", "holding", "extension", "dispute"])
@pytest.mark.parametrize("steps", [(), case.STEPS])
@pytest.mark.parametrize("trace", [case.TRACE, Trace(), case.with_cause(case.TRACE, confidence=0.2)])
def test_no_sentence_of_a_draft_is_taken_for_a_persons(kind, steps, trace):
    letter = answer(kind, trace=trace, steps=steps)
    seen = examined(letter, Material(dossier=case.DOSSIER, trace=trace, mail=case.MAIL))
    assert seen.written == ()


def test_no_sentence_of_a_dispute_draft_is_taken_for_a_persons():
    letter = answer("dispute", case.NOT_OURS_DOSSIER, case.NOT_OURS_TRACE, receipts=(), measures=())
    material = Material(dossier=case.NOT_OURS_DOSSIER, trace=case.NOT_OURS_TRACE, mail=case.MAIL)
    assert examined(letter, material).written == ()
    assert found(letter, dossier=case.NOT_OURS_DOSSIER, trace=case.NOT_OURS_TRACE).problems == ()


@pytest.mark.parametrize("one", checks().values(), ids=checks())
def test_every_check_says_what_it_asks(one):
    assert one.asks.endswith("?")


# What a person adds to a good answer, and the head of the problem that is told.
ADDED = {
    "secrets": [
        ("The password is 'hunter2-hunter2'.", "password or secret key"),
        ("password=hunter2hunter2", "password or secret key"),
        ("We used wJa1rXUtnFEMI/K7MDENG+bPxRfiCYINVENTED0K for it.", "password or secret key"),
        ("mysql://root:invented-pass@db.example.com/app", "password or secret key"),
        ("Server=db;AccountKey=aW52ZW50ZWQtaW52ZW50ZWQ=;", "password or secret key"),
        ("-----BEGIN RSA PRIVATE KEY-----", "password or secret key"),
        ("IQoJb3JpZ2luX2VjEInventedInventedInventedInvented", "password or secret key"),
        ("The token was ghp_inventedinventedinventedinvented00", "password or secret key"),
        ("eyJhbGciOiJub25lIn0.eyJzdWIiOiJpbnZlbnRlZCJ9.", "password or secret key"),
        ("https://b.s3.amazonaws.com/x?X-Amz-Signature=abcdef0123", "password or secret key"),
    ],
    "internals": [
        ("It is 10.20.30.40.", "private addresses: 10.20.30.40"),
        ("It is db1.prod.internal.", "internal hosts: db1.prod.internal"),
    ],
    "people": [
        ("Ask taro.yamada@example.com.", "people: taro.yamada@example.com"),
        ("Call +81 90-1234-5678.", "people:"),
        ("Call 03-1234-5678.", "people:"),
        ("Call (555) 123-4567.", "people:"),
    ],
    "english": [("調査中です。", "plain English"), ("Мы проверили.", "plain English")],
    "attachments": [
        ("Please see the attached file.", "opens none"),
        ("A screenshot is attached.", "opens none"),
        ("We have attached our logs.", "opens none"),
        ("The log is in the attachment.", "opens none"),
    ],
    "vague_words": [
        ("We will fix the rest as soon as possible.", "Vague words"),
        ("We take security very seriously.", "Vague words"),
        ("Appropriate measures were taken.", "Vague words"),
        ("We will soon look at it.", 'instead: "soon"'),
        ("We improved our security.", "Vague words"),
    ],
    "account": [
        ("This is about our AWS account 999999999999.", "another account than the notice: 999999999999")
    ],
    "promises": [
        ("We will delete all old users.", "without a date"),
        ("All passwords will be changed.", "without a date"),
        ("We will delete all old users by 2026-03-01.", "a day that has passed: 2026-03-01"),
        ("By 1 March 2026 we will enable GuardDuty.", "a day that has passed"),
    ],
    "proof": [
        (
            "We have terminated instance i-00000000000000003.",
            'nothing shows it: "We have terminated instance',
        ),
        ("All passwords have been changed.", "nothing shows it"),
        ("The firewall was updated on 2026-03-05.", "nothing shows it"),
        ("Our team already rebuilt the server.", "nothing shows it"),
        ("Deleted user support-temp.", "nothing shows it"),
        ("The user support-temp no longer exists.", "nothing shows it"),
        ("The intruder came from 198.51.100.99.", "stand in nothing that was read: 198.51.100.99"),
        ("It also touched i-0fffffffffffffff9.", "stand in nothing that was read"),
    ],
}


@pytest.mark.parametrize(("text", "told"), [one for many in ADDED.values() for one in many])
def test_what_a_person_must_not_write_is_told(text, told):
    problems = adding(text).problems
    assert any(told in one for one in problems), problems


QUIET = [
    f"We have deleted access key {case.KEY}.",
    f"We deactivated access key {case.KEY} on 2026-03-05.",
    "MFA is now enabled for all.",
    "We will delete all old users by 2026-03-12 09:00 UTC.",
    "The volume was attached to the instance by the intruder.",
    "Somebody outside of our company created the user.",
    "The intruder deleted the trail.",
    "We have not deleted the instances.",
    "We found a bucket named coming-soon.",
    "Please write to trustandsafety@support.aws.com.",
    "It is arn:aws:iam::111122223333:user/ci.",
    "The address is 203.0.113.77, at 2026-03-05 02:10:09 UTC.",
    "Event 0b5c2c6e-0123-4567-0890-000000000001 shows it.",
    "See the case in the console.",
    'The "administrator" role is the owner’s.',
]


@pytest.mark.parametrize("text", QUIET)
def test_what_a_person_may_write_stands_in_nobodys_way(text):
    assert adding(text).problems == ()


def test_a_deed_told_with_another_verb_than_the_receipts_is_told():
    letter = answer(receipts=[case.RECEIPT])
    letter = replace(letter, text=f"{letter.text}\nWe have deleted access key {case.KEY}.\n")
    assert any(
        "nothing shows it" in one for one in found(letter, receipts=[case.RECEIPT], rechecks=()).problems
    )


def test_a_step_that_was_taken_back_or_failed_proves_nothing():
    for broken in (replace(RECEIPTS[1], reverted=case.NOW), replace(RECEIPTS[1], failed="Denied")):
        letter = replace(answer(), text=f"We deleted access key {case.KEY}.\n", claims=())
        problems = found(letter, receipts=[case.RECEIPT, broken], rechecks=()).problems
        assert any("nothing shows it" in one for one in problems), problems


def test_what_a_measure_says_may_be_said_in_other_order():
    done = replace(MEASURE, text=Text("SSH log-ins with passwords were disabled on the web server.", "x"))
    assert adding("On the web server we disabled SSH log-ins with passwords.", measures=[done]).problems == ()
    promised = replace(done, state="promised", due=case.NOW + timedelta(days=1))
    told = adding(
        "On the web server we disabled SSH log-ins with passwords.", measures=[promised, MEASURE]
    ).problems
    assert any("nothing shows it" in one for one in told)


def test_a_doubt_that_a_person_takes_out_is_told():
    denied = case.deny_all(case.DOSSIER)
    letter = answer(dossier=denied)
    assert "Not confirmed: " in letter.text
    bolder = replace(letter, text=letter.text.replace("Not confirmed: ", "", 1))
    told = [one for one in found(bolder, dossier=denied).problems if "without saying so" in one]
    assert told
    assert not [one for one in found(letter, dossier=denied).problems if "without saying so" in one]


def test_a_claim_without_evidence_is_told():
    letter = answer()
    bare = replace(letter, claims=(*letter.claims, Claim("All is well.", (), "confirmed")))
    assert any('without evidence: "All is well."' in one for one in found(bare).problems)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"subject": "Our answer"}, "subject is not the notice's own"),
        ({"subject": f"Re: {case.NOTICE.subject} "}, "subject is not the notice's own"),
        ({"to": "someone@example.com"}, "not AWS's; check it: someone@example.com"),
        ({"to": "no-reply-aws@amazon.com"}, "takes no mail"),
        ({"text": "Ja, wir haben das gesehen und alles ist nun gut und sicher, weil der Dienst abgeschaltet "
                  "wurde und niemand mehr mit dem alten Kennwort hinein kann, das wir vorher hatten, so wie "
                  "es sein muss.\n"}, "does not seem to be in English"),
        (
            {"text": f"Hello. It is fixed. {case.KEY} ci https://example.com/config.yml\n"},
            "what the root cause was",
        ),
        ({"text": "The root cause is a leaked key.\n"}, "names no credential"),
        ({"text": f"The root cause is the leaked key {case.KEY}.\n"}, "since when"),
        (
            {"text": f"The root cause is the leaked key {case.KEY} since 2026-03-03.\n"},
            "does not say what was done",
        ),
        (
            {"text": f"The root cause is the leaked key {case.KEY}.\n"},
            "not name what was reported: ci, https",
        ),
    ],
)  # fmt: skip
def test_what_a_person_changed_for_the_worse_is_told(changes, told):
    problems = found(replace(answer(), **changes)).problems
    assert any(told in one for one in problems), problems


@pytest.mark.parametrize(
    "subject", [case.NOTICE.subject, f"Re: {case.NOTICE.subject}", f"RE:{case.NOTICE.subject}"]
)
def test_the_subject_may_have_a_re_before_it(subject):
    assert found(replace(answer(), subject=subject)).problems == ()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"dossier": noticed(authentic=Authentic("fail"))}, "failed the check of its sender"),
        ({"dossier": noticed(stage="resolved")}, "no reply is needed"),
        ({"dossier": noticed(account="999999999999")}, "another was investigated"),
        ({"dossier": noticed(kind="copyright")}, "signed by a person"),
        ({"measures": [replace(MEASURE, state="promised")]}, "promised without a date: mfa"),
        (
            {"measures": [replace(MEASURE, state="promised", due=case.NOW - timedelta(days=1))]},
            "has passed: mfa",
        ),
        ({"now": case.NOW + timedelta(days=30)}, "for a day that has passed: 2026-03-08"),
        ({"names": ["Example Shop Ltd"]}, None),
    ],
)
def test_what_the_case_itself_lacks_is_told(given, told):
    problems = found(answer(), **given).problems
    assert any(told in one for one in problems) if told else problems == ()


def test_a_customers_name_is_told_only_where_it_stands():
    assert adding("We are Example Shop Ltd.", names=["Example Shop Ltd"]).problems == (
        'The letter names customers: "Example Shop Ltd"',
    )
    assert adding("It is a restart.", names=["start"]).problems == ()


def test_a_promise_that_was_good_when_it_was_drafted_is_told_when_its_day_has_passed():
    letter = answer("holding", steps=case.STEPS)
    assert found(letter).problems == ()
    late = found(letter, now=case.NOW + timedelta(days=8)).problems
    assert any("a day that has passed" in one for one in late)
    assert not any("by which day the next answer comes" in one for one in late)


@pytest.mark.parametrize(
    "quoted", ["they ask for it until the log ends.", "We will be back. We shall go on until then."]
)
def test_a_line_of_the_story_promises_nothing_by_its_words(quoted):
    entry = replace(case.TRACE.timeline[0], what=Text(quoted, quoted))
    dossier = replace(case.DOSSIER, findings=())
    letter = draft(dossier, replace(case.TRACE, timeline=(entry,)), case.STEPS, case.MAIL)
    assert quoted.split()[-1] in letter.text
    problems = check(letter, dossier, case.TRACE, case.STEPS, case.MAIL, now=case.NOW).problems
    assert not any("a day that has passed" in one for one in problems)


def test_a_holding_letter_without_a_day_is_told():
    letter = replace(answer("holding"), text="We are looking into it and will answer.\n")
    assert any("by which day" in one for one in found(letter).problems)


@pytest.mark.parametrize(
    ("holds", "problems", "notes"),
    [(False, 1, 0), (None, 0, 1), (True, 0, 0)],
)
def test_what_is_still_possible_stands_in_the_way_and_what_was_not_read_is_said(holds, problems, notes):
    row = replace(
        OFF, question="port_closed", target="i-00000000000000000", holds=holds, why=Text("Open: 22.", "x")
    )
    told = found(answer(), rechecks=(OFF, row))
    assert len(told.problems) == problems
    assert len(told.notes) == notes
    if problems:
        assert told.problems == ('The reported abuse is still possible: "Open: 22.", i-00000000000000000',)


def test_many_things_that_are_still_possible_for_one_reason_are_one_problem():
    rows = [
        replace(OFF, target=f"i-{number:017x}", holds=False, why=Text("It runs.", "x"))
        for number in range(12)
    ]
    [told] = found(answer(), rechecks=rows).problems
    assert told.startswith('The reported abuse is still possible: "It runs.", i-00000000000000000, ')
    assert told.endswith("(+3)")


def test_a_step_of_the_plan_against_a_repeat_that_was_done_is_a_measure_against_it():
    done = replace(case.RECEIPT, step=4, action="enable_guardduty", target=case.ACCOUNT)
    bare = found(answer(measures=()), measures=())
    assert any("no measure against a repeat" in one for one in bare.problems)
    told = found(answer(measures=()), measures=(), steps=case.STEPS[3:], receipts=[*RECEIPTS, done])
    assert not any("no measure against a repeat" in one for one in told.problems)


def test_that_nothing_was_read_again_is_said_and_stands_in_nobodys_way():
    told = found(answer(), rechecks=())
    assert told.problems == ()
    assert any("Nothing was read again" in one for one in told.notes)


def test_a_dispute_that_denies_an_address_which_is_held_is_told():
    letter = answer("dispute", case.NOT_OURS_DOSSIER, case.NOT_OURS_TRACE, receipts=(), measures=())
    row = replace(OFF, question="address_not_held", target=case.ADDRESS, holds=False)
    given = {"dossier": case.NOT_OURS_DOSSIER, "trace": case.NOT_OURS_TRACE, "rechecks": (row,)}
    assert found(letter, **given).problems == ()
    denies = replace(letter, text=f"{letter.text}\nWe do not hold {case.ADDRESS}.\n")
    assert any("does, or did" in one or "and it does" in one for one in found(denies, **given).problems)


def test_a_key_that_is_only_off_stands_in_the_way_unless_the_letter_says_when_it_is_deleted():
    letter = answer(receipts=[case.RECEIPT], steps=())
    given = {"receipts": [case.RECEIPT], "rechecks": ()}
    bare = replace(letter, text="\n".join(one for one in letter.text.splitlines() if "delet" not in one))
    assert any("only when the key is deleted" in one for one in found(bare, **given).problems)
    dated = replace(bare, text=f"{bare.text}\n\nWe will delete {case.KEY} by 2026-03-07 09:00 UTC.\n")
    told = found(dated, **given)
    assert not any("only when the key is deleted" in one for one in told.problems)
    assert any("only when the key is deleted" in one for one in told.notes)


def test_how_the_addresses_were_collected_is_asked_where_we_sent_the_mail():
    trace = case.with_cause(case.TRACE, kind="mail_list_quality", credential=None)
    given = {"dossier": noticed(kind="ses_bounce", access_keys=(), iam_users=(), urls=()), "trace": trace}
    letter = answer(dossier=given["dossier"], trace=trace)
    bare = replace(letter, text="The root cause is our list.\n", claims=())
    assert any("addresses were collected" in one for one in found(bare, **given).problems)
    told = replace(bare, text="The root cause is our list. People opt in at https://example.com/in .\n")
    assert not any("addresses were collected" in one for one in found(told, **given).problems)


def test_a_long_letter_is_said_and_stands_in_nobodys_way():
    told = adding("It is as it was before, and that is all that there is to say of it. " * 60)
    assert told.problems == ()
    assert any("600 words" in one for one in told.notes)


def test_what_a_person_wrote_without_evidence_is_named():
    told = adding("The key lay in a notebook of a former member of staff.")
    assert told.problems == ()
    assert any(one.startswith("Written by hand") and "The key lay in a notebook" in one for one in told.notes)


def test_the_same_problem_is_told_once():
    told = adding("We will soon look. Soon. As soon as possible.")
    assert len(set(told.problems)) == len(told.problems)
