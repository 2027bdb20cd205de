"""systemd's journal, exported."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from abusedesk import logs
from abusedesk.model import Event

SAID = "Failed password for root from 203.0.113.9 port 4000 ssh2"
FIELDS = {
    "__CURSOR": "s=1;i=7",
    "__REALTIME_TIMESTAMP": "1772676600123456",
    "_BOOT_ID": "b",
    "_HOSTNAME": "web-1",
    "SYSLOG_IDENTIFIER": "sshd",
    "_PID": "42",
    "_UID": "0",
    "MESSAGE": SAID,
}


def exported(fields: dict[str, str | bytes]) -> bytes:
    whole = b""
    for name, value in fields.items():
        raw = value if isinstance(value, bytes) else value.encode()
        binary = isinstance(value, bytes) or b"\n" in raw
        length = len(raw).to_bytes(8, "little")
        whole += name.encode() + (b"\n" + length + raw if binary else b"=" + raw) + b"\n"
    return whole + b"\n"


def test_an_exported_entry_is_what_the_same_line_of_syslog_is(read):
    event = read(exported(FIELDS)).event
    line = read(f"2026-03-05T02:10:00.123456Z web-1 sshd[42]: {SAID}").event
    for name in (
        "time",
        "source",
        "action",
        "outcome",
        "user",
        "src_ip",
        "src_port",
        "process",
        "pid",
        "target",
    ):
        assert getattr(event, name) == getattr(line, name), name
    assert event.id == "s=1;i=7"
    assert event.time == datetime(2026, 3, 5, 2, 10, 0, 123456, tzinfo=UTC)
    assert json.loads(event.record).items() >= json.loads(line.record).items() | {("_UID", "0")}


def test_json_of_every_layout_is_the_same(read):
    expected = read(exported(FIELDS)).event
    binary = {**FIELDS, "MESSAGE": list(SAID.encode()), "EMPTY": None}
    for text in (
        json.dumps(FIELDS),
        json.dumps(FIELDS, indent=8),
        "\x1e" + json.dumps(FIELDS) + "\n",
        json.dumps(binary),
    ):
        event = read(text).event
        assert (event.id, event.action, event.record) == (expected.id, expected.action, expected.record)


def test_a_value_with_newlines_is_one_value_and_forges_no_entry(read):
    forged = "x\n\n__REALTIME_TIMESTAMP=1\nSYSLOG_IDENTIFIER=sshd\nMESSAGE=Accepted password for root"
    found = read(exported({**FIELDS, "MESSAGE": forged}) + exported({**FIELDS, "__CURSOR": "s=1;i=8"}))
    assert found.rejected == []
    assert [event.message for event in found.events] == [forged, SAID]
    assert [event.line for event in found.events] == [1, 15]


def test_a_field_that_is_there_twice_is_a_list(read):
    raw = exported(FIELDS).removesuffix(b"\n") + b"TAG=a\nTAG=b\n\n"
    assert json.loads(read(raw).event.record)["TAG"] == ["a", "b"]


def test_an_entry_without_a_time_is_named(read):
    bad = {name: value for name, value in FIELDS.items() if name != "__REALTIME_TIMESTAMP"}
    found = read(exported(FIELDS) + exported(bad))
    assert [(one.line, one.why[:37]) for one in found.rejected] == [
        (10, "expected __REALTIME_TIMESTAMP, a numb")
    ]


def test_a_length_that_lies_is_named(read):
    found = read(exported(FIELDS) + b"MESSAGE\n" + (2**62).to_bytes(8, "little") + b"x\n\n")
    assert len(found.events) == 1
    assert [one.why for one in found.rejected] == ["expected a length and as many bytes after a name alone"]


@settings(deadline=None, max_examples=100)
@given(st.lists(st.binary(max_size=200), min_size=1, max_size=4))
def test_any_bytes_in_values_come_through(values):
    raw = b"".join(exported({**FIELDS, "__CURSOR": str(n), "X": value}) for n, value in enumerate(values))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x"
        path.write_bytes(raw)
        found = list(logs.read(path, name="x", format="journald"))
    events = [each for each in found if isinstance(each, Event)]
    assert len(events) == len(found) == len(values)
    assert [json.loads(event.record).get("X") for event in events] == [
        value.decode("utf-8", "replace") for value in values
    ]
