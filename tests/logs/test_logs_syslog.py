from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
FROM = "from 203.0.113.9 port 4000"


def line(message: str, program: str = "sshd[42]") -> str:
    return f"Mar  5 02:10:00 web-1 {program}: {message}\n"


MARCH = datetime(2026, 3, 5, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("begin", "expected"),
    [
        ("Mar  5 02:10:00", MARCH),
        ("<38>Mar  5 02:10:00", MARCH),
        ("Mar  5 2026 02:10:00", MARCH),
        ("Mar  5 02:10:00 2026", MARCH),
        ("Mar 05 02:10:00.5", MARCH + timedelta(milliseconds=500)),
        ("2026-03-05T02:10:00Z", MARCH),
        ("2026-03-05T11:10:00.250000+09:00", MARCH + timedelta(milliseconds=250)),
        ("2026-03-04T21:10:00-0500", MARCH),
        ("2026-03-05 02:10:00", MARCH),
    ],
)
def test_every_way_to_begin_a_line_gives_the_time_in_utc(read, begin, expected):
    event = read(f"{begin} web-1 sshd[42]: Invalid user alice {FROM}\n", year_hint=NOW).event
    assert (event.time, event.target, event.user) == (expected, "web-1", "alice")


def test_rfc_5424_is_read(read):
    event = read(
        f'<86>1 2026-03-05T02:10:00.1+00:00 web-1 sshd 42 - [x@1 a="]\\"" b="c"] Invalid user alice {FROM}'
    ).event
    assert (event.process, event.pid, event.user) == ("sshd", 42, "alice")
    assert event.time == MARCH + timedelta(milliseconds=100)


def test_a_time_without_a_zone_is_in_the_zone_that_was_said(read):
    tokyo = timezone(timedelta(hours=9))
    text = line("Server listening on :: port 22.")
    assert read(text, timezone=tokyo, year_hint=NOW).event.time == MARCH - timedelta(hours=9)
    zoned = "2026-03-05T02:10:00Z web-1 sshd[42]: Server listening on :: port 22.\n"
    assert read(zoned, timezone=tokyo).event.time == MARCH


def days(*dates: str) -> str:
    return "".join(f"{date} 02:10:00 web-1 sshd[1]: Server listening on :: port 22.\n" for date in dates)


@pytest.mark.parametrize(
    ("dates", "years"),
    [
        (["Mar  4", "Mar  5"], [2026, 2026]),
        (["Dec 31", "Jan  1", "Mar  5"], [2025, 2026, 2026]),
        (["Dec 31", "Jan  1", "Dec 31", "Jan  1"], [2025, 2026, 2025, 2026]),
        (["Mar  6"], [2026]),
        (["Mar  7"], [2025]),
        (["Oct  1", "Jan  1", "Oct  1", "Jan  1"], [2024, 2025, 2025, 2026]),
        (["Feb 29", "Mar  1"], [2024, 2024]),
        (["Mar  1 2019", "Mar  2", "Jan  1"], [2019, 2019, 2019]),
        (["Dec 30", "Dec 31 2019", "Jan  1"], [2019, 2019, 2020]),
        (["Jan  5", "Aug  5"] * 40, [2026, 2025] * 40),
    ],
    ids=str,
)
def test_the_year_is_the_latest_that_puts_no_line_in_the_future(read, dates, years):
    found = read(days(*dates), year_hint=NOW)
    assert [event.time and event.time.year for event in found.events] == years


def test_a_year_that_was_taken_from_elsewhere_is_said_in_the_record(read):
    hinted = read(days("Mar  5"), year_hint=NOW).event
    assert json.loads(hinted.record).items() >= {"year": 2026, "year_from": "date of the file"}.items()
    found = read(days("Mar  4 2019", "Mar  5"))
    assert "year" not in json.loads(found.events[0].record)
    assert json.loads(found.events[1].record).items() >= {"year": 2019, "year_from": "other lines"}.items()


def test_without_a_hint_no_line_is_later_than_the_file(read):
    event = read(days("Mar  5")).event
    assert event.time is not None
    assert event.time < datetime.now(UTC) + timedelta(days=2)


@pytest.mark.parametrize("date", ["Feb 30", "Apr 31", "Mar  0", "2026-13-01"])
def test_a_day_that_no_calendar_has_is_named(read, date):
    found = read(days("Mar  1", date, "Mar  2"), year_hint=NOW)
    assert len(found.events) == 2
    assert [(rejected.line, rejected.why[:10]) for rejected in found.rejected] == [(2, "not a time")]


def test_lines_that_continue_a_message_belong_to_it(read):
    found = read(line("one", "app") + "\ttwo\n\tthree\n" + line("four", "app"))
    assert [(event.line, event.message) for event in found.events] == [
        (1, "one\n\ttwo\n\tthree"),
        (4, "four"),
    ]
    assert found.rejected == []


def test_a_line_that_is_no_syslog_is_named_and_the_others_are_read(read):
    found = read(line("one", "app") + "rubbish\n" + line("two", "app"))
    assert [event.line for event in found.events] == [1, 3]
    assert [rejected.line for rejected in found.rejected] == [2]


def test_remarks_of_journalctl_are_no_lines(read):
    found = read("-- Boot 0a1b --\n" + line("one", "app"))
    assert [event.line for event in found.events] == [2]
    assert found.rejected == []


@pytest.mark.parametrize(
    ("text", "host", "program", "message"),
    [
        ("Mar  5 02:10:00 kernel: [1.0] sda2: rw=0", None, "kernel", "[1.0] sda2: rw=0"),
        ("Mar  5 02:10:00  sshd[42]: hello", None, "sshd", "hello"),
        ("Mar  5 02:10:00 mac Some Browser[42]: hello", "mac", "Some Browser", "hello"),
        ("Mar  5 02:10:00 web-1 Job `daily' terminated", "web-1", None, "Job `daily' terminated"),
    ],
)
def test_hosts_and_programs_may_be_missing_or_odd(read, text, host, program, message):
    event = read(text, format="syslog").event
    assert (event.target, event.process, event.message) == (host, program, message)


@pytest.mark.parametrize(
    "text",
    [
        '203.0.113.9 - - [05/Mar/2026:02:10:00 +0000] "GET / HTTP/1.1" 200 5',
        "2026-03-05 02:10:00 startup archives unpack",
        "2026-03-05 02:10:00,123 INFO all is well",
        "Mar",
    ],
)
def test_other_logs_that_begin_with_a_time_are_not_taken_for_syslog(read, text):
    assert [event for event in read(f"{text}\n" * 5).events if event.source == "syslog"] == []
