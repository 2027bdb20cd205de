"""What AWS would ask next follows from what the answer lacks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from abusedesk.model import Measure, Recheck, Text, Trace
from abusedesk.reply import check, draft
from reply import invented_case as case

RECEIPTS = (case.RECEIPT, replace(case.RECEIPT, step=2, action="delete_access_key"))
MEASURE = Measure(id="mfa", text=Text("MFA for all.", "MFA"), state="done", at=case.NOW, evidence=("ev-1",))
OPEN = Recheck(
    question="port_closed",
    target="i-0123456789abcdef0",
    region="us-east-1",
    holds=False,
    why=Text("Open to the whole internet: tcp 22-22.", "x"),
    at=case.NOW,
)
HOST = case.with_cause(case.TRACE, kind="host_compromised_by_bruteforce", credential=None, principal=None)


def noticed(**changes):
    return replace(case.DOSSIER, notice=replace(case.NOTICE, **changes))


def asked(kind="answer", text=None, rechecks=(), **given):
    known = {
        "dossier": case.DOSSIER,
        "trace": case.TRACE,
        "steps": (),
        "receipts": RECEIPTS,
        "measures": (MEASURE,),
        **given,
    }
    at = [known.pop(one) for one in ("dossier", "trace", "steps")]
    letter = draft(*at, case.MAIL, kind=kind, **known)
    letter = letter if text is None else replace(letter, text=text, claims=())
    return [one.en for one in check(letter, *at, case.MAIL, rechecks=rechecks, **known).questions]


def test_a_whole_answer_leaves_no_question():
    assert asked() == []


@pytest.mark.parametrize("kind", ["holding", "extension"])
def test_a_letter_that_asks_for_time_is_asked_nothing(kind):
    assert asked(kind, receipts=(), measures=()) == []


@pytest.mark.parametrize(
    ("given", "question"),
    [
        ({"trace": Trace()}, "What was the root cause, and how do you know?"),
        ({"dossier": noticed(urls=())}, "How was the access key exposed"),
        (
            {"trace": case.with_cause(case.TRACE, kind="stolen_console_password", credential=None)},
            "no second factor?",
        ),
        (
            {"trace": HOST, "dossier": noticed(kind="port_scan", access_keys=(), urls=())},
            None,
        ),
        ({"receipts": (), "measures": ()}, "What have you done to stop the activity?"),
        ({"receipts": (case.RECEIPT,)}, f"When was access key {case.KEY} deleted?"),
        ({"measures": ()}, "What prevents this from happening again?"),
        ({"dossier": noticed(resources=("i-0123456789abcdef0",))}, "What about i-0123456789abcdef0"),
        (
            {"dossier": case.deny_all(case.DOSSIER)},
            "every region, and all other users, roles and access keys?",
        ),
        (
            {"text": f"The key {case.KEY} leaked on 2026-03-03. We deleted it."},
            "every region, and all other users",
        ),
        ({"steps": case.STEPS}, "Have the steps that you promised been done in the meantime?"),
        (
            {"dossier": noticed(kind="ses_complaint"), "steps": case.STEPS},
            "Which of these changes have you already made",
        ),
        (
            {
                "dossier": noticed(kind="ses_bounce"),
                "trace": case.with_cause(case.TRACE, kind="mail_list_quality", credential=None),
            },
            "opt in and opt out?",
        ),
        (
            {"rechecks": (replace(OPEN, holds=None),)},
            "Can you confirm that this is off: i-0123456789abcdef0?",
        ),
    ],
)
def test_what_is_missing_is_asked(given, question):
    found = asked(**given)
    if question is not None:
        assert any(question in one for one in found), found


def test_the_instance_that_is_gone_without_a_cause_is_asked_about_first():
    gone = replace(case.RECEIPT, action="terminate_instance", target="i-0123456789abcdef0")
    first, second, *_ = asked(trace=Trace(), receipts=(gone,))
    assert first.startswith("The instance is gone, but what made it do this")
    assert second.startswith("What was the root cause")


@pytest.mark.parametrize(
    "question",
    ["key_off", "principal_denied", "instance_cut_off", "port_closed", "content_gone", "sending_off"],
)
def test_what_is_still_there_is_asked_about_before_all_else(question):
    found = asked(rechecks=(replace(OPEN, question=question),), measures=(), receipts=())
    assert "i-0123456789abcdef0" in found[0]
    assert found[0].startswith("Why ")


def test_identities_that_the_intruder_made_are_asked_about_until_they_are_deleted():
    made = replace(case.TRACE.affected[0], id=f"{case.USER}-2", type="AWS::IAM::User")
    trace = replace(case.TRACE, affected=(made,))
    assert any(f"{case.USER}-2" in one for one in asked(trace=trace))
    deleted = replace(case.RECEIPT, action="delete_user", target=made.id)
    assert not any(f"{case.USER}-2" in one for one in asked(trace=trace, receipts=(*RECEIPTS, deleted)))


def test_a_dispute_is_asked_for_the_proof_that_it_does_not_give():
    given = {"dossier": case.NOT_OURS_DOSSIER, "trace": case.NOT_OURS_TRACE, "receipts": (), "measures": ()}
    assert not any("not yours at the reported time" in one for one in asked("dispute", **given))
    unshown = case.with_cause(case.NOT_OURS_TRACE, for_=())
    assert any(
        "not yours at the reported time" in one for one in asked("dispute", **{**given, "trace": unshown})
    )
    ours = case.with_cause(case.NOT_OURS_TRACE, kind="authorised_activity")
    assert any("policy for testing" in one for one in asked("dispute", **{**given, "trace": ours}))


def test_a_draft_carries_its_likely_questions():
    letter = draft(case.DOSSIER, case.TRACE, (), case.MAIL, kind="answer")
    assert any("What have you done" in one.en for one in letter.questions)


def test_what_is_still_there_many_times_is_asked_about_once():
    rows = tuple(replace(OPEN, target=f"i-{number:017x}") for number in range(20))
    assert [one for one in asked(rechecks=rows) if "whole internet" in one] == [
        "Why is i-00000000000000000 and 19 more still open to the whole internet?"
    ]


def test_no_more_than_eight_questions_are_told():
    rows = [
        replace(OPEN, question=one)
        for one in (
            "key_off",
            "principal_denied",
            "instance_cut_off",
            "port_closed",
            "content_gone",
            "sending_off",
        )
    ]
    found = asked(rechecks=rows, trace=Trace(), receipts=(), measures=(), text="Hello.")
    assert len(found) == 8
