"""After containment: held, or breached and by what."""

from dataclasses import replace

import pytest

from abusedesk import engine
from abusedesk.aws.session import open_session
from abusedesk.aws.write import Writer
from abusedesk.errors import DeskError
from engine.contained_case import (
    ALICE,
    HIS_KEY,
    PLAN,
    account,
    approve,
    begun_again,
    case,
    connection,
    session,
)

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with account(tmp_path_factory.mktemp("account"), still=True) as one:
        yield one


@pytest.fixture
def server(served, monkeypatch):
    return begun_again(served, monkeypatch)


def test_it_held_when_nothing_was_undone_and_nobody_got_in(store, server):
    case_id = case(store)
    approve(store, case_id, server)
    server.clock.advance(60)
    waits = []
    seen = engine.watch(store, case_id, connection(server), 3, wait=waits.append)
    assert (seen.verdict, seen.looks, seen.steps) == ("held", 4, 4)
    assert waits == [60, 60, 60]
    assert (seen.loose, seen.calls, seen.unread) == ((), (), ())


def test_it_is_breached_by_a_step_that_was_undone(store, server):
    case_id = case(store)
    approve(store, case_id, server)
    hand = Writer(session(server), "us-east-1", ["iam:UpdateAccessKey"])
    hand.one("iam:UpdateAccessKey", UserName="mallory", AccessKeyId=HIS_KEY, Status="Active")
    server.clock.advance(60)
    seen = engine.watch(store, case_id, connection(server), 0)
    assert (seen.verdict, seen.looks) == ("breached", 1)
    assert [one.target for one in seen.loose] == [HIS_KEY]


def test_it_is_breached_by_a_call_that_succeeds_and_not_by_one_that_fails(store, server, monkeypatch):
    case_id = case(store, [one for one in PLAN if one.action != "deny_all_to_principal"])
    approve(store, case_id, server, engine.Choice(step=2))
    server.clock.advance(60)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", HIS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.delenv("AWS_SESSION_TOKEN")
    his = open_session(endpoint_url=server.endpoint_url)
    Writer(his, "us-east-1", ["iam:CreateUser"]).one("iam:CreateUser", UserName="more")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAALICE00000000001")
    with pytest.raises(DeskError):
        Writer(open_session(endpoint_url=server.endpoint_url), "us-east-1", ["iam:CreateUser"]).one(
            "iam:CreateUser", UserName="never"
        )
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", server.responder.key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", server.responder.secret)
    monkeypatch.setenv("AWS_SESSION_TOKEN", server.responder.token)
    server.clock.advance(600)
    seen = engine.watch(store, case_id, connection(server), 30, wait=lambda _: None)
    assert seen.verdict == "breached"
    assert [(one.action, one.credential) for one in seen.calls] == [("iam:CreateUser", HIS_KEY)]
    assert seen.looks == 1


def test_calls_of_the_owner_with_another_key_are_no_breach():
    from abusedesk.engine._heard import Asked, _counts  # noqa: PLC0415 - the rule itself

    asked = Asked(
        principals=frozenset(), credentials=frozenset({HIS_KEY}), ips=frozenset({"203.0.113.66"}), ours="me"
    )
    record = {
        "eventTime": "2026-03-05T03:00:00Z",
        "eventSource": "s3.amazonaws.com",
        "eventName": "ListBuckets",
        "sourceIPAddress": "192.0.2.10",
        "userIdentity": {"arn": ALICE, "accessKeyId": "AKIAALICE00000000002"},
    }
    assert not _counts(record, asked)
    assert _counts({**record, "sourceIPAddress": "203.0.113.66"}, asked)
    assert _counts(record, replace(asked, principals=frozenset({ALICE})))
    assert not _counts({**record, "sourceIPAddress": "203.0.113.66", "errorCode": "AccessDenied"}, asked)
    whoami = {**record, "eventSource": "sts.amazonaws.com", "eventName": "GetCallerIdentity"}
    assert not _counts({**whoami, "sourceIPAddress": "203.0.113.66"}, asked)
    failed = {"responseElements": {"ConsoleLogin": "Failure"}, "eventName": "ConsoleLogin"}
    assert not _counts({**record, **failed, "sourceIPAddress": "203.0.113.66"}, asked)
