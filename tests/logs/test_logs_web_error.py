"""Error logs of Apache and nginx."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from abusedesk.logs.formats._web_error import address_and_port

MARCH = datetime(2026, 3, 5, 2, 10, tzinfo=UTC)
NGINX = "2026/03/05 02:10:00 [error] 42#43: *7 "
TAIL = ', client: 203.0.113.9, server: www.example.com, request: "GET /a HTTP/1.1", host: "www.example.com"'


def test_apache_22_is_read(read):
    event = read(
        "[Thu Mar 05 02:10:00 2026] [error] [client 203.0.113.9] File does not exist: /srv/x.php\n"
    ).event
    assert (event.time, event.action, event.outcome) == (MARCH, "apache:error", "failure")
    assert (event.src_ip, event.src_port, event.pid) == ("203.0.113.9", None, None)
    assert json.loads(event.record)["path"] == "/srv/x.php"


def test_apache_24_is_read(read):
    event = read(
        "[Thu Mar 05 02:10:00.123456 2026] [auth_basic:error] [pid 42:tid 7] [client 203.0.113.9:4000] "
        "AH01617: "
        'user bob: authentication failure for "/admin": Password Mismatch, referer: https://example.com/\n'
    ).event
    assert event.time == MARCH + timedelta(microseconds=123456)
    assert (event.src_ip, event.src_port, event.pid, event.user) == ("203.0.113.9", 4000, 42, "bob")
    assert event.error == "AH01617"
    record = json.loads(event.record)
    assert (record["module"], record["tid"], record["referer"]) == ("auth_basic", "7", "https://example.com/")


def test_apache_names_its_source_file_before_the_client(read):
    event = read(
        "[Thu Mar 05 02:10:00.1 2026] [proxy:error] [pid 42] (111)Connection refused: "
        "[client 203.0.113.9:4000] AH00957: HTTP: attempt to connect to 10.0.0.5:80 failed\n"
    ).event
    assert event.src_ip == "203.0.113.9"
    assert event.message.startswith("(111)Connection refused: AH00957: ")


def test_apache_without_a_client_has_no_address(read):
    event = read("[Thu Mar 05 02:10:00.1 2026] [mpm_event:notice] [pid 42:tid 7] AH00489: configured\n").event
    assert (event.src_ip, event.outcome, event.action) == (None, None, "apache:notice")


def test_nginx_is_read(read):
    event = read(f'{NGINX}open() "/srv/a" failed (2: No such file or directory){TAIL}\n').event
    assert (event.time, event.action, event.outcome) == (MARCH, "nginx:error", "failure")
    assert (event.src_ip, event.pid, event.http_method, event.url) == ("203.0.113.9", 42, "GET", "/a")
    assert event.target == "www.example.com"
    assert json.loads(event.record)["connection"] == "7"


def test_nginx_names_who_could_not_log_in(read):
    assert read(f'{NGINX}user "bob": password mismatch{TAIL}').event.user == "bob"


def test_nginx_messages_of_a_program_behind_it_go_on_over_lines(read):
    found = read(
        f'{NGINX}FastCGI sent in stderr: "PHP message: one\nPHP message: two"{TAIL}\n{NGINX}x{TAIL}\n'
    )
    assert [event.line for event in found.events] == [1, 3]
    assert found.events[0].src_ip == "203.0.113.9"
    assert "two" in found.events[0].message


@pytest.mark.parametrize(
    "line",
    [
        f'{NGINX}open() "/srv/, client: 192.0.2.1, server: x" failed (2: No such file or directory){TAIL}',
        f'{NGINX}x{TAIL}, referrer: "a, client: 192.0.2.1"',
    ],
)
def test_a_client_that_a_caller_wrote_himself_is_not_believed(read, line):
    event = read(line).event
    assert event.src_ip != "192.0.2.1"
    assert "203.0.113.9" in json.loads(event.record)["client"]


@pytest.mark.parametrize("format_id", ["apache_error", "nginx_error"])
def test_times_without_a_zone_are_in_the_one_that_was_said_and_say_so(read, format_id):
    line = f"{NGINX}x" if format_id == "nginx_error" else "[Thu Mar 05 02:10:00 2026] [error] x"
    event = read(line, timezone=timezone(timedelta(hours=9))).event
    assert event.source == format_id
    assert event.time == MARCH - timedelta(hours=9)
    assert json.loads(event.record)["zone"] == "UTC+09:00"


@pytest.mark.parametrize(
    "line",
    [
        "[Thu Feb 30 02:10:00 2026] [error] x",
        "[Thu Foo 05 02:10:00 2026] [error] x",
        "2026/13/05 02:10:00 [error] 1#1: x",
    ],
)
def test_a_time_that_no_calendar_has_is_named(read, line):
    found = read(line, format="nginx_error" if line[0] == "2" else "apache_error")
    assert found.events == []
    assert [one.why[:10] for one in found.rejected] == ["not a time"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("203.0.113.9", ("203.0.113.9", None)),
        ("203.0.113.9:80", ("203.0.113.9", 80)),
        ("2001:db8::1", ("2001:db8::1", None)),
        ("[2001:db8::1]:80", ("2001:db8::1", 80)),
        ("unix:", (None, None)),
        (None, (None, None)),
    ],
)
def test_addresses_with_and_without_ports(text, expected):
    assert address_and_port(text) == expected
