"""What a letter finds wrong with itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from abusedesk.model import Authentic, Coverage, Measure, Reply, Text, Trace
from abusedesk.reply import check, draft
from reply import invented_case as case

RECEIPTS = [case.RECEIPT, replace(case.RECEIPT, step=2, action="delete_access_key")]
MEASURE = Measure(id="mfa", text=Text("MFA for all.", "MFA"), state="done", at=case.NOW, evidence=("ev-1",))


def problems(dossier=case.DOSSIER, trace=case.TRACE, steps=(), mail=case.MAIL, **options):
    options = {"receipts": RECEIPTS, "measures": [MEASURE], "kind": "answer", **options}
    return draft(dossier, trace, steps, mail, **options).problems


def noticed(**changes):
    return replace(case.DOSSIER, notice=replace(case.NOTICE, **changes))


def test_a_complete_answer_has_no_problems():
    assert problems() == ()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"receipts": [], "measures": []}, "Nothing has been done yet"),
        ({"receipts": [case.RECEIPT]}, "only when the key is deleted"),
        (
            {"receipts": [replace(case.RECEIPT, failed="x")]},
            f"Steps failed and must be done again: {case.KEY}",
        ),
        ({"measures": []}, "no measure against a repeat"),
        ({"measures": [replace(MEASURE, evidence=())]}, "without proof; attach a screenshot or file: mfa"),
        ({"measures": [replace(MEASURE, text=Text("", "多要素認証"))]}, "no English text: mfa"),
        ({"steps": case.STEPS}, "check that you can keep them"),
        ({"trace": Trace()}, "root cause is not known"),
        ({"trace": case.with_cause(case.TRACE, confidence=0.4)}, "root cause is uncertain"),
        ({"trace": case.with_cause(case.TRACE, for_=())}, "no evidence behind it"),
        ({"trace": case.with_cause(case.TRACE, credential=None)}, "names no key and owner"),
        ({"dossier": noticed(resources=("i-0123456789abcdef0",))}, "what was reported: i-0123456789abcdef0"),
        ({"dossier": noticed(deadline=case.NOW - timedelta(minutes=1))}, "deadline has passed"),
        ({"dossier": noticed(deadline=case.NOW + timedelta(hours=3))}, "less than four hours"),
        ({"dossier": noticed(authentic=Authentic("fail"))}, "failed the check of its sender"),
        ({"dossier": noticed(authentic=Authentic("unknown"))}, "not proved that AWS sent"),
        ({"dossier": noticed(stage="resolved")}, "no reply is needed"),
        ({"dossier": noticed(stage="denied")}, "new facts"),
        ({"dossier": noticed(kind="public_bucket")}, "asks for no reply"),
        ({"dossier": noticed(kind="ses_bounce")}, "only changes that are already made count"),
        ({"dossier": noticed(kind="copyright")}, "counter-notice"),
        ({"mail": replace(case.MAIL, reply_to="no-reply-aws@amazon.com")}, "answer in the support case"),
        ({"mail": replace(case.MAIL, reply_to="x@example.com")}, "not AWS's"),
        ({"kind": "dispute"}, "does not support a dispute"),
    ],
)
def test_what_is_wrong_is_told(given, told):
    found = problems(**given)
    assert any(told in problem for problem in found), found


def test_unread_coverage_is_told_for_answers_and_disputes():
    coverage = (*case.COVERAGE, Coverage("guardduty", "us-east-1", "denied"))
    told = "Not everything could be read, so the answer is not complete: guardduty/us-east-1"
    assert told in problems(replace(case.DOSSIER, coverage=coverage))
    assert told in problems(replace(case.DOSSIER, coverage=coverage), kind="dispute")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("password: hunter2hunter2", "password or secret key"),
        ("it is wJa1rXUtnFEMI/K7MDENG+bPxRfiCYINVENTED0K now", "password or secret key"),
        ("from 10.20.30.40 to 203.0.113.9", "The letter names private addresses: 10.20.30.40"),
        ("from 172.31.0.9.", "private addresses: 172.31.0.9"),
        ("from fd00:12::9", "private addresses: fd00:12::9"),
        ("on db1.prod.internal", "internal hosts: db1.prod.internal"),
        ("on ip-10-0-1-2", "internal hosts: ip-10-0-1-2"),
        ("調査中です", "plain English"),
    ],
)
def test_what_must_not_leave_the_house_is_told_in_a_letter_that_a_person_changed(text, told):
    found = check(Reply(text=text), case.DOSSIER, case.TRACE, (), case.MAIL).problems
    assert any(told in problem for problem in found), found


@pytest.mark.parametrize(
    "text",
    [
        "sha256 " + "0123456789abcdef" * 4,
        "git 0123456789abcdef0123456789abcdef01234567",
        "arn:aws:iam::111122223333:role/service-role/SomeQuiteLongRoleNameThat9Goes0On",
        "203.0.113.9 and 2001:db8::1, version 1.10.0.0.1",
        "Reset every password: done. The internal review of local staff.",
    ],
)
def test_what_may_leave_the_house_is_not_told(text):
    found = check(Reply(text=text), case.DOSSIER, case.TRACE, (), case.MAIL).problems
    assert [
        one
        for one in found
        if one.startswith(("The letter holds", "The letter names private", "The letter names internal"))
    ] == []


def test_problems_begin_with_a_constant_sentence_that_a_catalogue_can_hold():
    named = problems(noticed(resources=("i-0123456789abcdef0", 'odd "name: x')))
    heads = {problem.partition(": ")[0] for problem in named}
    assert "The letter does not explain what was reported" in heads
