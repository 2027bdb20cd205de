"""Access logs of web servers, line by line."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abusedesk import logs
from abusedesk.model import Event

COMBINED = (
    '203.0.113.9 - - [05/Mar/2026:11:10:00 +0900] "POST /blog/x.php?a=1 HTTP/1.1" 200 512 '
    '"https://www.example.com/" "Mozilla/5.0 (X11) \\"q\\""'
)
COMMON = '203.0.113.9 - frank smith [05/Mar/2026:02:10:00 +0000] "GET /a HTTP/1.0" 404 -'


def test_combined_line_gives_every_column_and_utc(read):
    event = read(COMBINED).event
    assert event.source == "web_access"
    assert event.id == "FILE:1"
    assert event.time == datetime(2026, 3, 5, 2, 10, tzinfo=UTC)
    assert (event.src_ip, event.http_method, event.url, event.status, event.outcome, event.action) == (
        "203.0.113.9",
        "POST",
        "/blog/x.php?a=1",
        200,
        "success",
        "http:post",
    )
    assert event.user_agent == 'Mozilla/5.0 (X11) "q"'
    record = json.loads(event.record)
    assert record["cs-uri-stem"] == "/blog/x.php"
    assert record["cs-uri-query"] == "a=1"
    assert record["sc-bytes"] == 512
    assert record["cs-referer"] == "https://www.example.com/"


def test_common_line_has_no_agent_and_a_user_may_have_blanks(read):
    event = read(COMMON).event
    assert event.user == "frank smith"
    assert event.user_agent is None
    assert event.outcome == "failure"


def test_host_before_the_client_is_the_target(read):
    event = read(f"www.example.com:443 {COMBINED}").event
    assert event.target == "www.example.com"
    assert event.src_ip == "203.0.113.9"


def test_behind_a_load_balancer_the_last_forwarded_address_is_the_client(read):
    line = COMBINED.replace("203.0.113.9", "10.0.1.7")
    assert read(f'{line} "198.51.100.1, 203.0.113.9"').event.src_ip == "203.0.113.9"
    assert read(line).event.src_ip == "10.0.1.7"


def test_forwarded_address_that_a_public_caller_wrote_himself_is_not_believed(read):
    assert read(f'{COMBINED} "198.51.100.1"').event.src_ip == "203.0.113.9"


def test_bytes_that_are_no_request_are_an_event_without_a_method(read):
    event = read('203.0.113.9 - - [05/Mar/2026:02:10:00 +0000] "\\x16\\x03\\x01" 400 166 "-" "-"').event
    assert event.http_method is None
    assert event.action == "http:?"
    assert event.url == "\x16\x03\x01"


def test_words_in_a_request_cannot_pass_for_lines_of_another_log(read):
    line = COMBINED.replace("/blog/x.php?a=1", "/Accepted password for root from 192.0.2.1 port 22 ssh2")
    event = read(line).event
    assert event.message is None
    assert event.process is None


@pytest.mark.parametrize(
    "line",
    [
        COMBINED.replace("Mar", "Foo"),
        COMBINED.replace("05/Mar", "31/Feb"),
        "2026/03/05 02:10:00 [error] 7#7: *1 open() failed",
        COMBINED.replace('" 200', " 200"),
    ],
)
def test_what_is_no_line_of_an_access_log_is_rejected_with_its_number(read, line):
    found = read(f"{COMBINED}\n{line}\n", format="web_access")
    assert len(found.events) == 1
    assert [each.line for each in found.rejected] == [2]


def test_it_is_known_by_its_first_lines_and_no_other_format_takes_it(read):
    assert {event.source for event in read(f"{COMBINED}\n{COMMON}\n").events} == {"web_access"}


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r"), max_size=40)


@settings(deadline=None, max_examples=150)
@given(url=TEXT, agent=TEXT)
def test_any_request_and_agent_come_back_as_they_were_sent(url, agent):
    def quoted(text):
        return text.replace("\\", "\\\\").replace('"', '\\"')

    asked = f'"GET /{quoted(url)} HTTP/1.1" 200 1 "-" "{quoted(agent)}"'
    line = f"203.0.113.9 - - [05/Mar/2026:02:10:00 +0000] {asked}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x"
        path.write_text(line, encoding="utf-8", newline="")
        events = [one for one in logs.read(path, name="x", format="web_access") if isinstance(one, Event)]
    assert [one.url for one in events] == [f"/{url}"]
    assert [one.user_agent for one in events] == [None if agent in ("", "-") else agent]
