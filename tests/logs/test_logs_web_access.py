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


ASKED = ("203.0.113.9", "GET", "/a?b=1", 404, "curl/8")
JSON = [
    {
        "remote_addr": "203.0.113.9",
        "time_iso8601": "2026-03-05T02:10:00+00:00",
        "request": "GET /a?b=1 HTTP/1.1",
    }
    | {"status": "404", "http_user_agent": "curl/8"},
    {"client": "203.0.113.9", "timestamp": 1772676600, "request_method": "GET", "uri": "/a", "args": "b=1"}
    | {"status": 404, "user_agent": "curl/8"},
    {"ClientHost": "203.0.113.9", "StartUTC": "2026-03-05T02:10:00.000000001Z", "RequestMethod": "GET"}
    | {"RequestPath": "/a?b=1", "DownstreamStatus": 404, "request_User-Agent": "curl/8", "level": "info"},
    {
        "ts": 1772676600.0,
        "status": 404,
        "request": {"remote_ip": "203.0.113.9", "method": "GET", "uri": "/a?b=1"},
    }
    | {"logger": "http.log.access"},
    {
        "start_time": "2026-03-05T02:10:00.000Z",
        "downstream_remote_address": "203.0.113.9:4000",
        "method": "GET",
    }
    | {"path": "/a?b=1", "response_code": 404, "user-agent": "curl/8"},
    {"requestId": "1", "ip": "203.0.113.9", "requestTime": "05/Mar/2026:02:10:00 +0000", "httpMethod": "GET"}
    | {"path": "/a?b=1", "status": "404", "userAgent": "curl/8"},
]


@pytest.mark.parametrize("value", JSON)
def test_an_object_of_json_is_the_request_that_its_names_tell(read, value):
    event = read(json.dumps(value)).event
    agent = event.user_agent or "curl/8"  # Caddy has the headers elsewhere
    assert (event.src_ip, event.http_method, event.url, event.status, agent) == ASKED
    assert event.time == datetime(2026, 3, 5, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "wrapped",
    [
        json.dumps({"log": COMMON + "\n", "stream": "stdout", "time": "2026-03-05T02:10:00.1Z"}),
        f"2026-03-05T02:10:00.123456789+00:00 stdout F {COMMON}",
        f'{COMMON} - "curl/8" 262 "app@docker" "http://10.0.0.5:80" 2ms',
    ],
)
def test_a_line_within_what_containers_and_proxies_add_is_the_same_request(read, wrapped):
    event = read(wrapped).event
    assert (event.src_ip, event.user, event.status) == ("203.0.113.9", "frank smith", 404)


@pytest.mark.parametrize(
    ("begin", "expected"),
    [
        ("10.0.0.2, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        ('"192.0.2.1, 203.0.113.9" 10.0.0.1', "203.0.113.9"),
        ("www.example.com:80 192.0.2.1, 203.0.113.9 10.0.0.1", "203.0.113.9"),
        ("203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("unix:", None),
    ],
)
def test_addresses_that_nginx_was_told_of_give_the_nearest_that_is_not_ours(read, begin, expected):
    event = read(f'{begin} - - [05/Mar/2026:02:10:00 +0000] "GET /a HTTP/1.1" 200 1 "-" "-"').event
    assert event.src_ip == expected
    assert event.user is None


def test_a_log_of_tls_requests_has_no_status(read):
    event = read(
        '[05/Mar/2026:02:10:00 +0000] 203.0.113.9 TLSv1.2 ECDHE-RSA-AES128-SHA "GET /a HTTP/1.1" 12'
    ).event
    assert (event.src_ip, event.url, event.status, event.outcome) == ("203.0.113.9", "/a", None, None)


def test_nginx_proxy_manager_is_read(read):
    event = read(
        '[05/Mar/2026:02:10:00 +0000] - 404 404 - GET https www.example.com "/.env" [Client 203.0.113.9] '
        '[Length 19] [Gzip -] [Sent-to 10.0.0.5] "curl/8" "-"'
    ).event
    assert (event.src_ip, event.url, event.status, event.target) == (
        "203.0.113.9",
        "/.env",
        404,
        "www.example.com",
    )


def test_a_host_that_is_an_address_with_a_port_is_where_the_request_went(read):
    event = read(f"198.51.100.7:8080 {COMBINED}").event
    assert (event.dst_ip, event.dst_port, event.target) == ("198.51.100.7", 8080, "198.51.100.7")


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
