"""How lines of syslog begin where they are not as in RFC 3164."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abusedesk.logs.formats._syslog_frames import frames

MARCH = datetime(2026, 3, 5, 2, 10, tzinfo=UTC)
SAID = "Failed password for root from 203.0.113.9 port 4000 ssh2"


@pytest.mark.parametrize(
    ("begin", "expected"),
    [
        ("Thu 2026-03-05 02:10:00 UTC", MARCH),
        ("2026-03-05 11:10:00+09", MARCH),
        ("Thu Mar  5 02:10:00 2026", MARCH),
        ("2026-03-05T02:10:00.123456789Z", MARCH + timedelta(microseconds=123456)),
    ],
)
def test_rarer_ways_to_begin_a_line_give_the_time_in_utc(read, begin, expected):
    event = read(f"{begin} web-1 sshd[42]: {SAID}\n").event
    assert (event.time, event.target, event.src_ip) == (expected, "web-1", "203.0.113.9")


def test_the_header_of_rfc_5424_is_kept_whole(read):
    event = read(
        r'<86>1 2026-03-05T02:10:00Z web-1 sshd 42 ID7 [a@1 k="v \"q\" \]"][b m="1" n="2"] ' + "\ufeff" + SAID
    ).event
    assert event.message == SAID
    record = json.loads(event.record)
    assert (record["facility"], record["severity"], record["msgid"]) == (10, 6, "ID7")
    assert record["structured_data"] == {"a@1": {"k": 'v "q" ]'}, "b": {"m": "1", "n": "2"}}


def test_a_line_of_rfc_5424_without_a_time_is_an_event_without_one(read):
    event = read(f"<86>1 - web-1 sshd 42 - - {SAID}").event
    assert (event.time, event.action) == (None, "sshd:failed_password")
    assert "year" not in json.loads(event.record)


def test_lengths_before_messages_part_them_even_on_one_line(read):
    one, two = (
        f"<38>1 2026-03-05T02:10:00Z web-1 sshd 1 - - {SAID}",
        "<13>1 2026-03-05T02:10:01Z web-1 app - - - ü\nö",
    )
    whole = f"{len(one.encode())} {one}{len(two.encode())} {two}{len(one.encode())} {one}"
    found = read(whole)
    assert found.rejected == []
    assert [event.message for event in found.events] == [SAID, "ü\nö", SAID]
    assert [event.line for event in found.events] == [1, 1, 2]


@settings(deadline=None, max_examples=100)
@given(
    texts=st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), min_size=1), max_size=8
    )
)
def test_counted_messages_come_back_as_they_were_sent(texts):
    sent = [f"<13>1 - - - - - - {text}x" for text in texts]
    line = "".join(f"{len(each.encode())} {each}" for each in sent)
    assert [text for _, text in frames([(1, line)] if line else [])] == sent


@settings(deadline=None, max_examples=100)
@given(lines=st.lists(st.text(max_size=30) | st.from_regex(r"\A\d{1,6} <\d{1,3}>.{0,20}\Z"), max_size=8))
def test_no_text_is_lost_between_the_frames(lines):
    numbered = list(enumerate(lines, 1))
    whole = "".join(text for _, text in frames(numbered))
    kept = sum(map(len, (line for line in lines if not line[:1].isdigit())))
    assert len(whole) >= kept


def test_the_time_that_cloudwatch_puts_before_a_line_dates_one_without_a_year(read):
    text = f"2019-03-05T02:10:01.500Z Mar  5 02:10:00 web-1 sshd[42]: {SAID}\n"
    event = read(text).event
    assert (event.time, event.process) == (MARCH.replace(year=2019), "sshd")
    assert event.src_ip == "203.0.113.9"
    late = text.replace("2019-03-05", "2019-01-01").replace("Mar  5", "Dec 31")
    assert read(late).event.time == datetime(2018, 12, 31, 2, 10, tzinfo=UTC)


def test_a_time_that_names_no_zone_says_which_was_taken(read):
    event = read(f"2026-03-05 11:10:00 web-1 sshd[42]: {SAID}", timezone=timezone(timedelta(hours=9))).event
    assert event.time == MARCH
    assert json.loads(event.record)["zone"] == "UTC+09:00"
    assert "zone" not in json.loads(read(f"2026-03-05T02:10:00Z web-1 sshd[42]: {SAID}").event.record)


def test_a_severity_in_the_hosts_place_is_no_host(read):
    event = read("2026-03-05T02:10:00Z ERR kernel: [  316.559919] a: TX while HW is asleep\n").event
    assert (event.target, event.process, json.loads(event.record)["severity"]) == (None, "kernel", "ERR")


def test_a_program_of_macos_with_spaces_or_another_one_behind_it_is_named(read):
    spaced = read("Mar  5 02:10:00 mac Google Chrome Helper[42]: hello\n", format="syslog").event
    assert (spaced.process, spaced.pid, spaced.message) == ("Google Chrome Helper", 42, "hello")
    behind = read(
        "Mar  5 02:10:00 mac com.apple.launchd[1] (com.example.job[77]) <Notice>: hello\n", format="syslog"
    ).event
    assert (behind.process, behind.pid, behind.message) == ("com.apple.launchd", 1, "hello")


def test_times_before_times_before_times_are_no_crash(read):
    found = read("2026-03-05T02:10:00Z " * 40_000 + f"web-1 sshd[1]: {SAID}", format="syslog")
    assert len(found.events) + len(found.rejected) == 1
