"""Follow-ups find their case, and nothing else does."""

import pytest

from abusedesk.engine._matching import aws_cases
from abusedesk.model import CaseState, Mail, Message, Notice
from engine.notice_mails import ACCOUNT, INSTANCE, SAYS, at, mail, take

OTHER = "444455556666"
LATER = sorted(set(SAYS) - {"first"})


@pytest.fixture
def first(store):
    return take(store, mail()).case.id


@pytest.mark.parametrize("stage", LATER)
def test_a_message_in_the_thread_continues_the_case(store, first, stage):
    data = mail(stage, number=2, hours=1, answers=["<notice-1@support.aws.com>"], account=None, resource=None)
    found = take(store, data, 1)
    assert (found.what, found.case.id) == ("continued", first)
    assert "thread" in found.why.en


def test_an_answer_to_our_own_message_continues_the_case(store, first):
    sent = Message("out", "answer", "none", at(1), "Re: x", "<ours@example.com>")
    store.add_outgoing(first, sent, b"x")
    data = mail("question", number=2, hours=2, account=None, subject="RE: x", answers=["<ours@example.com>"])
    assert take(store, data, 2).case.id == first


@pytest.mark.parametrize("stage", LATER)
def test_awss_number_continues_the_case_without_headers(store, first, stage):
    data = mail(stage, number=2, hours=1, account=None, resource=None, subject="RE: [12345678901] news")
    assert take(store, data, 1).case.id == first


@pytest.mark.parametrize("stage", LATER)
def test_account_and_resource_continue_the_case(store, first, stage):
    assert take(store, mail(stage, number=2, hours=1, subject="AWS"), 1).case.id == first


def test_another_resource_of_the_account_continues_the_open_case_of_that_kind(store, first):
    other = {"resource": "i-0bbbbbbbbbbbbbbb2", "subject": "AWS"}
    found = take(store, mail("another_resource", number=2, hours=1, **other), 1)
    assert (found.what, found.case.id) == ("continued", first)
    kind = take(store, mail("another_resource", number=3, hours=1, activity="Open Proxy", **other), 1)
    assert (kind.notice.kind, kind.what) == ("open_proxy", "opened")


def test_a_reminder_of_another_resource_opens_its_own_case(store, first):
    data = mail("reminder", number=2, hours=1, resource="i-0bbbbbbbbbbbbbbb2", subject="AWS")
    found = take(store, data, 1)
    assert found.what == "opened"
    assert found.case.id != first
    assert "no open case" in found.why.en


@pytest.mark.parametrize("how", ["thread", "number"])
def test_a_contradicting_account_joins_nothing_and_says_why(store, first, how):
    forged = {"answers": ["<notice-1@support.aws.com>"]} if how == "thread" else {}
    found = take(store, mail("resolved", number=2, hours=1, account=OTHER, **forged), 1)
    assert found.what == "opened"
    assert first in found.why.en
    assert OTHER in found.why.en
    assert store.case(first).state is CaseState.INVESTIGATING
    assert store.account(found.case.id) == OTHER


@pytest.mark.usefixtures("first")
def test_a_contradicting_thread_does_not_hide_the_right_case(store):
    right = take(store, mail(number=2, account=OTHER, subject="AWS")).case.id
    data = mail("reminder", number=3, hours=1, account=OTHER, answers=["<notice-1@support.aws.com>"])
    assert take(store, data, 1).case.id == right


@pytest.mark.parametrize("state", [CaseState.RESOLVED, CaseState.CLOSED])
def test_a_first_notice_never_joins_a_case_that_is_over(store, first, state):
    store.set_state(first, state, "test")
    found = take(store, mail(number=2, hours=1), 1)
    assert found.what == "opened"
    assert found.case.id != first
    assert first in found.why.en


def test_a_first_notice_opens_its_own_case_and_names_the_other(store, first):
    found = take(store, mail(number=2, hours=1, subject="Your AWS Abuse Report [12345678999]"), 1)
    assert found.what == "opened"
    assert first in found.why.en


@pytest.mark.parametrize("stage", ["first", "reminder", "question"])
@pytest.mark.parametrize("state", [CaseState.RESOLVED, CaseState.CLOSED])
def test_a_message_in_the_thread_opens_a_finished_case_again(store, first, state, stage):
    store.set_state(first, state, "test")
    data = mail(stage, number=2, hours=1, answers=["<notice-1@support.aws.com>"])
    found = take(store, data, 1)
    assert (found.what, found.case.id, found.case.state) == ("continued", first, CaseState.QUESTION)
    assert found.case.deadline == at(25)


def test_without_a_thread_a_finished_case_is_not_opened_again(store, first):
    store.set_state(first, CaseState.RESOLVED, "test")
    found = take(store, mail("reminder", number=2, hours=1, subject="AWS"), 1)
    assert found.what == "opened"


def test_resolved_said_twice_stays_in_the_case(store, first):
    take(store, mail("resolved", number=2, hours=1, subject="AWS"), 1)
    found = take(store, mail("resolved", number=3, hours=2, subject="AWS"), 2)
    assert (found.case.id, found.case.state) == (first, CaseState.RESOLVED)


@pytest.mark.usefixtures("first")
def test_of_several_cases_the_newest_open_one_is_continued(store):
    second = take(store, mail(number=2, hours=1, subject="AWS"), 1).case.id
    third = take(store, mail(number=3, hours=2, subject="AWS"), 2).case.id
    store.set_state(third, CaseState.RESOLVED, "test")
    assert take(store, mail("reminder", number=4, hours=3, subject="AWS"), 3).case.id == second
    every = [f"<notice-{number}@support.aws.com>" for number in (1, 2, 3)]
    assert take(store, mail("question", number=5, hours=4, answers=every), 4).case.id == second


def test_a_follow_up_that_names_no_resource_finds_the_account(store, first):
    data = mail("question", number=2, hours=1, resource=None, activity=None, subject="AWS")
    found = take(store, data, 1)
    assert (found.case.id, "same account" in found.why.en) == (first, True)


@pytest.mark.parametrize(
    ("subject", "named"),
    [
        ("Your AWS Abuse Report [12345678901]", ("12345678901",)),
        ("RE: Your AWS Abuse Report [P0123456789] [AWS ID 111122223333]", ("P0123456789",)),
        ("RE:[CASE 1234567890] [Action Required] x", ("1234567890",)),
        ("Amazon Web Services: New Support case: 123456789012345", ("123456789012345",)),
        ("ケース番号: 123456789012345 について", ("123456789012345",)),
        ("Your Amazon EC2 Abuse Report 12345678901", ("12345678901",)),
        (f"Your AWS account {ACCOUNT} is compromised", ()),
        (f"Report [{ACCOUNT}]", ()),
        ("AWS case 444455556666", ()),
        ("case 1111-2222-3333", ()),
        ("Report of 2026-03-05 01:02:03", ()),
        ("Call +81 0312345678 about it", ()),
    ],
)
def test_awss_numbers_are_told_from_accounts(subject, named):
    assert aws_cases(Notice(kind="port_scan", account=ACCOUNT, subject=subject), Mail()) == named


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (
            "https://console.aws.amazon.com/support/home#/case/?displayId=123456789012345&l=en",
            "123456789012345",
        ),
        ("Case ID: 1234567890", "1234567890"),
        ("case-111122223333-muen-2026-c4c1d2bf33c5cf47", "case-111122223333-muen-2026-c4c1d2bf33c5cf47"),
    ],
)
def test_awss_numbers_are_found_in_its_text_but_not_in_a_strangers(said, named):
    notice = Notice(kind="port_scan", account=ACCOUNT)
    assert aws_cases(notice, Mail(own_text=f"Hello,\n\n{said}\n")) == (named,)
    assert aws_cases(notice, Mail(forwarded_report=said)) == ()


def test_a_resource_named_in_other_letters_is_the_same(store, first):
    data = mail("reminder", number=2, hours=1, resource=INSTANCE, subject="AWS")
    assert take(store, data.replace(b"AWS Account ID", b"AWS ID"), 1).case.id == first
