"""What proves that root is secured, and what only a person can say."""

from datetime import timedelta

import pytest

from abusedesk.engine._recovery_ask import changed_in
from abusedesk.engine._recovery_root import RootFacts, items
from abusedesk.model import Event, Measure
from drill.drill_folders import ACCOUNT, NOW

ROOT = f"arn:aws:iam::{ACCOUNT}:root"
SINCE = NOW - timedelta(hours=2)
ON = {"AccountMFAEnabled": 1, "AccountAccessKeysPresent": 0, "AccountPasswordPresent": 1}
NO_REPORT = {"mfa_active": "false", "access_key_1_active": "false", "access_key_2_active": "false"}


def facts(**more):
    return RootFacts(**{"now": NOW, "since": SINCE, "live": True, **more})


def item(name, **more):
    [one] = [one for one in items(facts(**more)) if one.id == name]
    return one


def said(measure, at=NOW):
    return (Measure(id=measure, state="done", by="Hanako", at=at),)


def test_nothing_known_is_never_done():
    assert {one.state for one in items(facts())} == {"not_seen"}
    assert not any(one.done for one in items(facts()))


def test_a_promise_is_no_word_that_it_is_done():
    promised = (Measure(id="secured_root_mailbox", state="promised", by="Hanako", due=NOW),)
    assert item("mailbox", measures=promised).state == "not_seen"
    assert item("mailbox", measures=said("secured_root_mailbox")).state == "told"


@pytest.mark.parametrize(
    ("summary", "report", "state"),
    [
        (ON, {**NO_REPORT, "mfa_active": "false"}, "proved"),
        ({**ON, "AccountMFAEnabled": 0}, {**NO_REPORT, "mfa_active": "true"}, "not_yet"),
        (None, {**NO_REPORT, "mfa_active": "true"}, "proved"),
        (None, NO_REPORT, "not_yet"),
    ],
)
def test_the_summary_is_of_now_and_counts_before_the_report_that_may_be_hours_old(summary, report, state):
    known = {"report": (report, "ev-2"), "summary": (summary, "ev-1") if summary else None}
    found = item("mfa", **known)
    assert found.state == state
    assert found.evidence == (("ev-1",) if summary else ("ev-2",))


@pytest.mark.parametrize("active", [(), (1,), (2,), (1, 2)])
def test_the_report_alone_tells_which_keys_of_root_are_active(active):
    row = {**NO_REPORT, **{f"access_key_{number}_active": "true" for number in active}}
    assert item("access_keys", report=(row, "ev-1")).state == ("not_yet" if active else "proved")


def test_a_device_that_was_put_there_during_the_break_in_proves_nothing():
    device = {"SerialNumber": "arn:aws:iam::111122223333:mfa/x", "EnableDate": SINCE - timedelta(hours=1)}
    found = item("mfa", summary=(ON, "ev-1"), broken=SINCE - timedelta(hours=5), device=device)
    assert found.state == "not_seen"
    assert "mfa/x" in found.why.en
    mine = {**device, "EnableDate": SINCE + timedelta(minutes=5)}
    assert item("mfa", summary=(ON, "ev-1"), broken=SINCE - timedelta(hours=5), device=mine).state == "proved"


@pytest.mark.parametrize(
    ("hours", "state"), [(0, "not_yet"), (11, "not_yet"), (12, "proved"), (40, "proved")]
)
def test_sessions_end_twelve_hours_after_the_new_password(hours, state):
    known = {"now": NOW + timedelta(hours=hours)}
    assert item("sessions", changed=NOW, **known).state == state
    told = item("sessions", measures=said("secured_root"), **known)
    assert told.state == {"proved": "told"}.get(state, state)


def test_a_member_account_is_told_of_centralized_root_access_and_proved_by_a_root_without_password():
    known = {"management": "444455556666", "summary": ({**ON, "AccountMFAEnabled": 0}, "ev-1")}
    assert "444455556666" in item("password", **known).how.en
    assert "444455556666" not in item("mailbox", **known).how.en
    assert item("mfa", **known).state == "not_yet"
    known["summary"] = ({**ON, "AccountMFAEnabled": 0, "AccountPasswordPresent": 0}, "ev-1")
    assert [item(name, **known).state for name in ("password", "mfa", "access_keys")] == ["proved"] * 3


def test_only_root_itself_and_nobody_at_the_intruders_address_changes_its_password():
    def event(number, **more):
        usual = {"time": NOW, "actor": ROOT, "src_ip": "198.51.100.7", "outcome": "success"}
        return Event(source="cloudtrail", id=str(number), **{**usual, **more})

    others = [
        event(1, actor="arn:aws:iam::111122223333:user/alice"),
        event(2, src_ip="203.0.113.66"),
        event(3, outcome="failure"),
        event(4, time=SINCE - timedelta(seconds=1)),
        event(5, time=None),
    ]
    assert changed_in(others, SINCE, ["203.0.113.66"]) is None
    assert changed_in([*others, event(6)], SINCE, ["203.0.113.66"]) == NOW
