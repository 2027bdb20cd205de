"""Messages in and out, the names that find a case, and moves of its state and clock."""

import hashlib
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connections

from abusedesk.errors import BadInput, Refused
from abusedesk.model import CaseState, Mail, Message, Notice

NOW = datetime(2026, 3, 5, 2, 10, tzinfo=UTC)
NOTICE = Notice(kind="port_scan", account="111122223333", subject="Report", received=NOW)
MAIL = Mail(message_id="<1@example.com>", to="owner@example.com")


def reply(number=1, hours=1):
    return Message(
        direction="out",
        kind="answer",
        stage="none",
        time=NOW + timedelta(hours=hours),
        subject="Re: Report",
        message_id=f"<reply-{number}@example.com>",
        to="trustandsafety@support.aws.com",
    )


@pytest.fixture
def case(store):
    return store.open_case(NOTICE, MAIL, b"the mail", NOW)


def test_what_was_sent_is_kept_with_its_bytes_and_journalled(store, case):
    kept = store.add_outgoing(case.id, reply(), b"our answer")
    assert kept.sha256 == hashlib.sha256(b"our answer").hexdigest()
    assert store.blobs.path(kept.sha256).read_bytes() == b"our answer"
    [line] = store.journal(case.id).entries("message_sent")
    assert line.body["message"]["sha256"] == kept.sha256
    assert line.body["message"]["to"] == "trustandsafety@support.aws.com"


def test_what_was_sent_is_kept_once(store, case):
    assert store.add_outgoing(case.id, reply(), b"a") == store.add_outgoing(case.id, reply(), b"a")
    assert len(store.messages(case.id)) == 2
    assert len(list(store.journal(case.id).entries("message_sent"))) == 1


def test_nothing_is_sent_for_a_case_that_is_not_there(store):
    with pytest.raises(BadInput):
        store.add_outgoing("ad-none", reply(), b"a")


def test_the_correspondence_is_in_order_of_time(store, case):
    store.add_outgoing(case.id, reply(1, hours=2), b"a")
    later = Notice(kind="port_scan", stage="reminder", received=NOW + timedelta(hours=1))
    store.add_notice(case.id, later, Mail(), b"b")
    assert [(one.direction, one.stage) for one in store.messages(case.id)] == [
        ("in", "none"),
        ("in", "reminder"),
        ("out", "none"),
    ]
    assert store.messages(case.id)[0].to == "owner@example.com"
    assert store.messages(case.id)[0].sha256 == hashlib.sha256(b"the mail").hexdigest()


def test_a_case_is_found_by_the_messages_of_both_sides(store, case):
    store.add_outgoing(case.id, reply(), b"a")
    assert store.find_by_message_ids(["<1@example.com>"]) == [case.id]
    assert store.find_by_message_ids(["<no@example.com>", "<reply-1@example.com>"]) == [case.id]
    assert store.find_by_message_ids(["<no@example.com>", ""]) == []
    assert store.find_by_message_ids([]) == []


def test_a_message_without_an_id_finds_nothing(store):
    store.open_case(NOTICE, Mail(), b"x", NOW)
    assert store.find_by_message_ids([""]) == []


def test_the_newest_of_several_cases_is_first(store, case):
    later = store.open_case(NOTICE, MAIL, b"again", NOW + timedelta(hours=1))
    assert store.find_by_message_ids(["<1@example.com>"]) == [later.id, case.id]
    assert store.find_by_account("111122223333") == [later.id, case.id]
    assert store.find_by_account("444455556666") == []


def test_a_case_is_found_by_awss_number(store, case):
    store.add_aws_cases(case.id, ["12345678901", "12345678901"])
    store.add_aws_cases(case.id, ["12345678901", ""])
    assert store.find_by_aws_cases(["12345678901"]) == [case.id]
    assert store.find_by_aws_cases(["10987654321", ""]) == []


def test_a_message_arrives_once(store):
    first = store.arrive("digest", "inbox", NOW, b"x")
    assert first.arrived == NOW
    assert store.arrive("digest", "other inbox", NOW, b"x") is None
    case = store.open_case(NOTICE, MAIL, b"x", NOW, first)
    [one] = store.arrived("digest")
    assert (one.case_id, one.arrival) == (case.id, first)


def test_what_is_written_whole_is_not_kept_in_part(store):
    def broken():
        with store.whole():
            store.open_case(NOTICE, MAIL, b"x", NOW, store.arrive("digest", "inbox", NOW, b"x"))
            raise ConnectionError

    with pytest.raises(ConnectionError):
        broken()
    assert store.cases() == []
    assert store.arrived("digest") == []
    assert store.arrive("digest", "inbox", NOW, b"x") is not None


def test_a_move_that_is_not_legal_is_refused_and_journalled(store, case):
    store.set_state(case.id, CaseState.RESOLVED, "AWS says so")
    with pytest.raises(Refused, match="resolved"):
        store.set_state(case.id, CaseState.CONTAINING, "let me")
    assert store.case(case.id).state is CaseState.RESOLVED
    [line] = store.journal(case.id).entries("state_refused")
    assert line.body == {"from": "resolved", "to": "containing", "why": "let me"}


def test_the_clock_is_journalled_when_it_changes(store, case):
    due = NOW + timedelta(hours=24)
    store.set_deadline(case.id, due, "policy", "a reminder")
    store.set_deadline(case.id, due, "policy", "again")
    store.set_deadline(case.id, None, "none", "it is resolved")
    assert (store.case(case.id).deadline, store.case(case.id).deadline_basis) == (None, "none")
    assert [one.body["why"] for one in store.journal(case.id).entries("deadline_changed")] == [
        "a reminder",
        "it is resolved",
    ]


@pytest.mark.parametrize("state", [CaseState.RESOLVED, CaseState.DENIED, CaseState.CLOSED])
def test_what_is_decided_or_over_has_no_clock_whoever_says_so(store, case, state):
    store.set_deadline(case.id, NOW + timedelta(hours=24), "policy", "test")
    store.set_state(case.id, state, "a person")
    assert (store.case(case.id).deadline, store.case(case.id).deadline_basis) == (None, "none")
    assert [one.kind for one in store.journal(case.id).entries()][-2:] == [
        "state_changed",
        "deadline_changed",
    ]


def test_one_job_is_done_by_one_at_a_time(store):
    seen = []

    def other():
        with store.alone("job") as ours, store.alone("another job") as free:
            seen.append((ours, free))
        store.close()

    with store.alone("job") as ours:
        assert ours
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    with store.alone("job") as ours:
        assert ours
    assert seen == [(False, True)]


def test_cases_of_an_older_desk_are_found_by_their_messages(store):
    alias = store._alias
    case = store.open_case(NOTICE, MAIL, b"x", NOW)
    call_command("migrate", "store", "0002", database=alias, verbosity=0)
    call_command("migrate", database=alias, verbosity=0)
    assert store.find_by_message_ids(["<1@example.com>"]) == [case.id]
    assert store.notices(case.id) == [(NOTICE, MAIL)]
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM store_journalrow")
        assert cursor.fetchone() == (2,)
