"""The clock, the calendar, and who is told when: each once."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from unicodedata import category
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from abusedesk import engine, reply
from abusedesk.engine._clock import at_work, in_working_hours, moved_by
from abusedesk.errors import Unreachable
from abusedesk.model import (
    Authentic,
    Calendar,
    Case,
    CaseState,
    Contact,
    Customer,
    Escalation,
    MailServer,
    Notice,
    Outgoing,
    Reply,
    Settings,
    legal_moves,
)
from engine.notice_mails import ACCOUNT, at, mail
from engine.notice_mails import take as received

JAPAN = ZoneInfo("Asia/Tokyo")
STEPS = ("owner", "team", "on_call", "account_manager")
CONTACTS = tuple(Contact(step=step, name=f"the {step}") for step in STEPS)
SETTINGS = Settings(customers=(Customer(name="c", contacts=CONTACTS),))
THREAD = ["<notice-1@support.aws.com>"]


def take(store, data, hours=0):
    return received(store, data, hours).case.id


def told(store, hours, settings=SETTINGS):
    """Who is told at that hour."""
    given_to = []
    sent = engine.tick(store, settings, at(hours), given_to.append)
    assert sent == given_to
    return [one.step for one in sent]


def japan(month, day, hour, minute=0):
    return datetime(2026, month, day, hour, minute, tzinfo=JAPAN)


# The notices of these tests are sent on Thursday, 5 March 2026, at 10:00 in Japan.


def test_the_owner_is_told_when_the_notice_arrives_and_the_others_as_the_deadline_nears(store):
    take(store, mail())
    assert told(store, 0) == ["owner"]
    # The deadline is Friday 10:00: what would remind on Thursday at 22:00 does so in working hours.
    assert told(store, 5.9) == []
    assert told(store, 6) == ["owner", "team"]
    assert told(store, 11.9) == []
    assert told(store, 12) == ["team"]
    assert told(store, 20) == ["on_call"]
    assert told(store, 23) == ["account_manager"]
    assert told(store, 23.9) == []
    assert told(store, 24) == list(STEPS)
    assert told(store, 200) == []


def test_what_is_set_decides_the_hours(store):
    take(store, mail())
    sooner = Escalation(
        team=timedelta(hours=20), on_call=timedelta(hours=10), account_manager=timedelta(hours=5)
    )
    settings = Settings(customers=SETTINGS.customers, escalation=sooner)
    assert told(store, 0, settings) == ["owner"]
    assert told(store, 4, settings) == ["owner", "team"]
    assert told(store, 14, settings) == ["on_call"]
    assert told(store, 19, settings) == ["account_manager"]


def test_a_deadline_on_sunday_reminds_on_friday_and_stays_where_it_is(store):
    # Due on Sunday, 8 March, 09:00 in Japan.
    body = mail().replace(b"Hello,", b"You must contact AWS by 2026-03-08.")
    case = take(store, body)
    assert store.case(case).deadline == datetime(2026, 3, 8, tzinfo=UTC)
    told(store, 0)
    standing = engine.standing(store, case, SETTINGS, at(1))
    assert standing.next_reminder == japan(3, 6, 16).astimezone(UTC)
    assert [(one.due.step, one.due.reason) for one in standing.planned[:3]] == [
        ("owner", "reminder"),
        ("team", "reminder"),
        ("team", "step"),
    ]
    assert standing.planned[2].due.at == datetime(2026, 3, 7, 12, tzinfo=UTC)


def test_an_overdue_notice_that_was_found_late_is_told_to_all_at_once(store):
    take(store, mail(), hours=50)
    assert sorted(told(store, 50)) == sorted(["owner", *STEPS])


def test_an_old_mailbox_read_for_the_first_time_raises_no_alarm(store):
    take(store, mail(), hours=24 * 60)
    take(store, mail("final", number=2, account="444455556666"), hours=24 * 60)
    assert told(store, 24 * 60) == ["owner", "owner"]


@pytest.mark.parametrize("stage", ["mitigated", "final"])
def test_a_block_or_a_last_warning_is_told_to_all_at_once(store, stage):
    take(store, mail())
    told(store, 0)
    take(store, mail(stage, number=2, hours=1, answers=THREAD), 1)
    assert told(store, 1) == list(STEPS)
    assert told(store, 1) == []


def test_a_forged_last_warning_is_told_to_the_owner_alone_with_the_doubt(store):
    sender = "AWS <trustandsafety@support-aws.example.com>"
    take(store, mail("final", sender=sender))
    sent = engine.tick(store, SETTINGS, at(0), lambda _: None)
    assert [one.step for one in sent] == ["owner"]
    assert "not from AWS" in sent[0].body.en
    assert set(told(store, 30)) == {"owner", "team"}


@pytest.mark.parametrize(
    "state", [CaseState.REPLIED, CaseState.DISPUTED, CaseState.RESOLVED, CaseState.CLOSED]
)
def test_nobody_is_told_where_aws_has_the_next_word_or_nothing_is_left(store, state):
    case = take(store, mail())
    store.set_state(case, state, "test")
    assert told(store, 0) == []
    assert told(store, 100) == []
    assert engine.standing(store, case, SETTINGS, at(0)).quiet


def test_a_question_about_our_answer_starts_anew(store):
    case = take(store, mail())
    told(store, 0)
    store.set_state(case, CaseState.REPLIED, "test")
    take(store, mail("question", number=2, hours=30, answers=THREAD), 30)
    assert told(store, 30) == ["owner"]
    assert told(store, 53) == ["team", "on_call", "account_manager"]


def test_what_is_no_notice_tells_nobody(store):
    news = b"From: shop@example.com\nSubject: Sale\nDate: Thu, 05 Mar 2026 01:00:00 +0000\n\nBuy now.\n"
    take(store, news)
    assert told(store, 1) == []


def test_those_of_the_customer_whose_account_it_is_are_told(store):
    other = Contact(step="owner", name="other")
    customers = (
        Customer(name="a", accounts=(ACCOUNT,), contacts=CONTACTS[:1], language="en"),
        Customer(name="b", accounts=("444455556666",), contacts=(other,)),
    )
    take(store, mail())
    [sent] = engine.tick(store, Settings(customers=customers), at(0), lambda _: None)
    assert (sent.contact, sent.language) == (CONTACTS[0], "en")
    take(store, mail(number=2, account="999988887777", subject="AWS"))
    assert engine.tick(store, Settings(customers=customers), at(0), lambda _: None) == []


def test_an_alert_that_reached_nobody_goes_out_with_the_next_tick(store):
    case = take(store, mail())

    def broken(_):
        raise Unreachable("the service is away")

    assert engine.tick(store, SETTINGS, at(0), broken) == []
    assert engine.tick(store, SETTINGS, at(0), broken) == []
    [tried] = engine.escalations(store, case)
    assert (tried.at, tried.why, tried.contact) == (None, "the service is away", "the owner")
    assert len(list(store.journal(case).entries("alert_failed"))) == 1
    assert told(store, 0) == ["owner"]
    [sent] = engine.escalations(store, case)
    assert sent.at is not None
    assert sent.why == ""
    assert told(store, 0) == []


def test_one_contact_that_cannot_be_reached_does_not_hold_up_the_others(store):
    take(store, mail(), hours=50)
    reached = []

    def tell(alert):
        if alert.step == "owner":
            raise Unreachable("away")
        reached.append(alert.step)

    engine.tick(store, SETTINGS, at(50), tell)
    assert reached == ["team", "on_call", "account_manager"]


def test_an_alert_says_kind_account_time_and_first_step_in_both_languages(store):
    take(store, mail())
    [sent] = engine.tick(store, SETTINGS, at(2), lambda _: None)
    assert ACCOUNT in sent.title.en
    assert "Port scan" in sent.title.en
    assert "22 h 00 min left" in sent.title.en
    assert "2026-03-06 01:00 UTC (03-06 10:00 JST)" in sent.body.en
    assert "Isolate the instance" in sent.body.en
    assert sent.case_id in sent.body.ja
    assert sent.language == "ja"


def test_an_alert_repeats_nothing_of_the_mail_that_a_terminal_would_obey(store):
    hostile = mail(subject="AWS \x1b[31m\u202eReport").replace(
        b"AWS Trust & Safety", b"\x1b]0;own\x07\xe2\x80\xae"
    )
    take(store, hostile)
    for one in engine.tick(store, SETTINGS, at(0), lambda _: None):
        for said in (one.title.en, one.title.ja, one.body.en, one.body.ja):
            assert not [letter for letter in said if category(letter).startswith("C") and letter != "\n"]
        assert "\n" not in one.title.en


@given(st.integers(0, 3 * 365 * 24 * 60).map(lambda minutes: at(minutes / 60)))
def test_a_reminder_is_never_later_and_always_in_working_hours(moment):
    calendar = Calendar()
    moved = in_working_hours(moment, calendar)
    assert moved <= moment
    assert moment - moved < timedelta(days=14)
    assert at_work(moved, calendar)
    assert in_working_hours(moved, calendar) == moved


@pytest.mark.parametrize(
    ("nominal", "moved"),
    [
        (japan(3, 5, 11), japan(3, 5, 11)),
        (japan(3, 5, 22), japan(3, 5, 16)),
        (japan(3, 6, 3), japan(3, 5, 16)),
        (japan(3, 8, 12), japan(3, 6, 16)),
        (japan(3, 20, 12), japan(3, 19, 16)),  # Vernal Equinox Day, a Friday
        (japan(5, 6, 8), japan(5, 1, 16)),  # Golden Week
    ],
)
def test_what_falls_out_of_working_hours_comes_before_them(nominal, moved):
    assert in_working_hours(nominal, Calendar()) == moved


def test_another_country_has_other_holidays_and_hours():
    german = Calendar(country="DE", timezone="Europe/Berlin", opens=time(8), closes=time(17))
    assert at_work(datetime(2026, 3, 20, 9, tzinfo=UTC), german)
    assert not at_work(datetime(2026, 10, 3, 9, tzinfo=UTC), german)
    unknown = Calendar(country="XX")
    assert at_work(japan(3, 20, 12), unknown)


def test_short_working_hours_do_not_move_a_reminder_before_they_begin():
    short = Calendar(opens=time(9), closes=time(10))
    assert in_working_hours(japan(3, 5, 12), short) == japan(3, 5, 9)


moments = st.integers(-100, 100).map(at)
notices = st.builds(
    Notice,
    kind=st.sampled_from(["port_scan", "ses_bounce", "unknown", "none"]),
    stage=st.sampled_from(
        [
            "none",
            "resolved",
            "denied",
            "question",
            "final",
            "mitigated",
            "reminder",
            "another_resource",
            "first",
        ]
    ),
    deadline=st.none() | moments,
    deadline_basis=st.sampled_from(["stated", "policy", "none"]),
    authentic=st.builds(Authentic, verdict=st.sampled_from(["pass", "fail", "unknown"])),
)


@given(st.sampled_from(CaseState), notices, st.none() | moments, moments, st.none() | moments)
def test_no_message_moves_a_case_by_an_illegal_move(state, notice, deadline, sent, newest):
    case = Case("ad-1", state, at(0), deadline, "policy" if deadline else "none")
    moved = moved_by(case, notice, sent, newest)
    assert moved.state is state or moved.state in legal_moves(state)
    if notice.authentic.verdict == "fail" or (newest and sent < newest):
        assert (moved.state, moved.deadline) == (state, deadline)
    if moved.state in {CaseState.RESOLVED, CaseState.DENIED} and moved.state is not state:
        assert moved.deadline is None
    assert moved.why.en


def test_the_next_shift_reads_who_was_told_and_when(store):
    case_id = take(store, mail())
    assert "Told:" not in engine.customer_letter(store, case_id, "shift_handover", "en", now=at(1))
    told(store, 0)
    written = engine.customer_letter(store, case_id, "shift_handover", "en", now=at(1), settings=SETTINGS)
    assert written.count("Told: the owner, ") == 1
    assert "Told: the team" not in written


def promise(store, case_id, kind="holding", hours=2, until=40):
    """Send a letter for time, that many hours after the notice, which names a moment."""
    customer = Customer(name="c", sender_address="abuse@example.com", outgoing="main", contacts=CONTACTS)
    server = Outgoing(name="main", smtp=MailServer(host="localhost", port=9))
    settings = Settings(customers=(customer,), outgoing=(server,))
    more = {"until": at(until)} if kind == "extension" else {}
    letter = engine.letter(store, case_id, kind, **more)
    if kind == "holding":
        text = f"We are investigating. You will have our next reply by {at(until):%Y-%m-%d %H:%M} UTC.\n"
        letter = replace(letter, text=text)
    sent = {"override": "a test", "by": "Hanako", "now": at(hours), "post": lambda *_: None}
    engine.send(store, case_id, letter, settings, **sent)


@pytest.mark.parametrize("kind", ["holding", "extension"])
def test_after_a_letter_that_names_a_moment_reminders_count_towards_it(store, kind):
    case_id = take(store, mail())
    with time_machine.travel(at(0), tick=False):
        assert told(store, 0) == ["owner"]
    promise(store, case_id, kind, hours=2, until=60)
    found = engine.standing(store, case_id, SETTINGS, at(3))
    assert (found.case.deadline, found.promised) == (at(24), at(60))
    # AWS's own deadline comes and goes in silence; 12, 4 and 1 hours before the promise somebody hears.
    with time_machine.travel(at(25), tick=False):
        assert told(store, 25) == []
    assert [one.due.at for one in found.planned if one.due.reason == "step"] == [at(48), at(56), at(59)]
    assert {one.due.at for one in found.planned if one.due.reason == "overdue"} == {at(60)}
    assert told(store, 61) == list(STEPS)
    assert told(store, 62) == []


def test_an_alert_after_a_promise_names_both_times(store):
    case_id = take(store, mail())
    told(store, 0)
    promise(store, case_id, until=60)
    given_to = []
    engine.tick(store, SETTINGS, at(57), given_to.append)
    last = given_to[-1]
    assert "3 h 00 min left" in last.title.en
    assert "Answer due: 2026-03-06 01:00 UTC" in last.body.en
    assert "Promised to AWS: 2026-03-07 13:00 UTC" in last.body.en


def test_when_aws_writes_again_its_own_time_counts(store):
    case_id = take(store, mail())
    promise(store, case_id, until=60)
    take(store, mail("not_heard_back", hours=10, number=2, answers=THREAD), 10)
    found = engine.standing(store, case_id, SETTINGS, at(11))
    assert (found.case.deadline, found.promised) == (at(22), None)
    assert {one.due.at for one in found.planned if one.due.reason == "overdue"} == {at(22)}


@pytest.mark.parametrize(
    ("kind", "text", "until"),
    [
        ("holding", "You will have our next reply by Friday, 2026-03-06 20:00 UTC.", "2026-03-06T20:00"),
        ("holding", "We will answer you by March 7, 2026.", "2026-03-07T23:59"),
        (
            "holding",
            "By 2026-03-06 09:00 UTC: We will stop it.\nWe will reply by 2026-03-08 10:00 UTC.",
            "2026-03-08T10:00",
        ),
        ("holding", "We are looking into it. It began on 2026-03-01.", None),
        ("holding", "We will reply by 2026-03-01 10:00 UTC.", None),
        (
            "extension",
            "We ask for more time, until 2026-03-08 01:00 UTC.\nBy 2026-03-06 01:00 UTC we will update you.",
            "2026-03-08T01:00",
        ),
        ("answer", "We will reply by 2026-03-08 10:00 UTC.", None),
    ],
)  # fmt: skip
def test_what_a_letter_promises_is_read_from_its_words(kind, text, until):
    found = reply.promised_until(Reply(kind=kind, text=text), at(2))
    assert (f"{found:%Y-%m-%dT%H:%M}" if found else None) == until
