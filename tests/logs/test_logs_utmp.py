"""wtmp, btmp and utmp."""

from __future__ import annotations

import json
import struct
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abusedesk import logs

LAYOUTS = {
    "x86_64": struct.Struct("<h2xi32s4s32s256shhiii16s20x"),
    "aarch64": struct.Struct("<h2xi32s4s32s256shhqqq16s24x"),
    "s390x": struct.Struct(">h2xi32s4s32s256shhqqq16s24x"),
    "ppc64": struct.Struct(">h2xi32s4s32s256shhiii16s20x"),
}
TIME = 1772676600
V4, V6 = b"\xcb\x00\x71\x09" + bytes(12), bytes.fromhex("20010db8000000000000000000000001")


def packed(kind, user, line=b"pts/0", *, host=b"", address=bytes(16), arch="x86_64"):
    return LAYOUTS[arch].pack(kind, 42, line, b"ts/0", user, host, 0, 0, 7, TIME, 5, address)


@pytest.mark.parametrize("arch", LAYOUTS)
def test_every_layout_is_known_by_its_records(read, arch):
    found = read(packed(2, b"reboot", b"~", arch=arch) + packed(7, b"alice", address=V4, arch=arch) * 2)
    assert [event.action for event in found.events] == ["utmp:boot", "utmp:login", "utmp:login"]
    login = found.events[1]
    assert (login.user, login.src_ip, login.pid, login.outcome) == ("alice", "203.0.113.9", 42, "success")
    assert login.time == datetime(2026, 3, 5, 2, 10, 0, 5, tzinfo=UTC)
    assert (login.id, login.line) == ("FILE:2", 2)
    assert json.loads(login.record)["type"] == "USER_PROCESS"


@pytest.mark.parametrize(
    ("kind", "user", "line", "expected"),
    [
        (7, b"alice", b"pts/0", ("utmp:login", "success", "alice")),
        (8, b"", b"pts/0", ("utmp:logout", None, None)),
        (6, b"LOGIN", b"tty1", ("utmp:getty", None, None)),
        (6, b"bob", b"ssh:notty", ("utmp:failed_login", "failure", "bob")),
        (1, b"shutdown", b"~", ("utmp:shutdown", None, None)),
        (1, b"runlevel", b"~", ("utmp:run_level", None, None)),
        (2, b"reboot", b"~", ("utmp:boot", None, None)),
    ],
)
def test_what_happened_is_told_by_type_and_user(read, kind, user, line, expected):
    event = read(packed(kind, user, line)).event
    assert (event.action, event.outcome, event.user) == expected


def test_a_user_in_a_file_of_failed_log_ins_failed(read):
    assert read(packed(7, b"bob", b"tty1"), name="var/log/btmp.1").event.outcome == "failure"


@pytest.mark.parametrize(
    ("host", "address", "expected"),
    [
        (b"", V6, "2001:db8::1"),
        (b"203.0.113.9", bytes(16), "203.0.113.9"),
        (b"::ffff:203.0.113.9", bytes(16), "203.0.113.9"),
        (b"a.example.net", bytes(16), None),
        (b":0", bytes(16), None),
    ],
)
def test_the_address_is_that_of_the_record_else_of_its_host(read, host, address, expected):
    assert read(packed(7, b"alice", host=host, address=address)).event.src_ip == expected


def test_empty_bad_and_cut_records_are_passed_over_and_named(read):
    good = packed(7, b"alice")
    found = read(good + bytes(384) + packed(99, b"x") + good + good[:50])
    assert [event.line for event in found.events] == [1, 4]
    assert [(one.line, one.why) for one in found.rejected] == [
        (3, "expected a type from 0 to 9, not 99"),
        (5, "expected 384 bytes of a record, there are 50"),
    ]


@given(st.binary(min_size=384, max_size=1600))
def test_random_bytes_are_hardly_ever_log_ins(raw):
    assert not logs.every()["utmp"].sniff(raw) or raw[0] < 10
