"""Lines of other logs as CloudWatch Logs gives them back."""

from __future__ import annotations

import json

import pytest

FLOW = "2 111122223333 eni-0a1b 203.0.113.9 10.0.0.5 40000 22 6 10 840 1772676600 1772676660 ACCEPT OK"
SSHD = "Mar  5 02:10:00 web-1 sshd[42]: Failed password for root from 203.0.113.9 port 4000 ssh2"
ACCESS = '203.0.113.9 - - [05/Mar/2026:02:10:00 +0000] "GET /a HTTP/1.1" 200 12 "-" "curl/8.5.0"'
STAMP = "2026-03-05T02:11:00.123Z "


@pytest.mark.parametrize("line", [FLOW, SSHD, ACCESS], ids=["flow", "sshd", "access"])
def test_lines_are_read_as_what_they_are_however_cloudwatch_gives_them(read, line):
    plain = [(event.time, event.action, event.src_ip) for event in read(f"{line}\n{line}\n").events]
    events = [{"logStreamName": "s", "timestamp": 1772676660000, "message": line, "eventId": "1"}] * 2
    for text in (
        f"{STAMP}{line}\n{STAMP}{line}\n",
        json.dumps({"events": events, "searchedLogStreams": []}),
        json.dumps({"events": events, "nextToken": "x"}, indent=2),
        json.dumps({"messageType": "DATA_MESSAGE", "logGroup": "g", "logEvents": events}),
        json.dumps({"messageType": "DATA_MESSAGE", "logEvents": events[:1]}) * 2,
    ):
        found = read(text)
        assert [(event.time, event.action, event.src_ip) for event in found.events] == plain
        assert found.rejected == []
        assert [event.line for event in found.events] == [1, 2]


def test_the_format_that_is_given_is_looked_for_inside_too(read):
    assert read(f"{STAMP}{SSHD}\n", format="syslog").event.src_ip == "203.0.113.9"
    assert read(json.dumps({"events": [{"message": FLOW}]}), format="vpc_flow").event.dst_port == 22


def test_lines_of_one_message_that_have_no_time_before_them_are_kept(read):
    found = read(f"{STAMP}{ACCESS}\n{ACCESS}\n{STAMP}{ACCESS}\n")
    assert len(found.events) == 3


def test_a_batch_with_an_event_that_is_none_reads_the_others_and_says_so(read):
    found = read(json.dumps({"logEvents": [{"message": FLOW}, {"timestamp": 1}, {"message": FLOW}]}))
    assert len(found.events) == 2
    assert ["event of CloudWatch Logs" in rejected.why for rejected in found.rejected] == [True]


def test_a_batch_cut_short_gives_what_is_whole_and_says_so(read):
    found = read(json.dumps({"events": [{"message": FLOW}] * 3})[:-40])
    assert len(found.events) == 2
    assert len(found.rejected) == 1


def test_messages_that_no_format_knows_are_named(read):
    found = read(json.dumps({"events": [{"message": "hello"}]}))
    assert [rejected.line for rejected in found.rejected] == [0]


def test_a_syslog_line_with_such_a_time_of_its_own_stays_one(read):
    event = read(f"{STAMP}web-1 sshd[42]: Failed password for root from 203.0.113.9 port 4000 ssh2").event
    assert (event.target, event.src_ip) == ("web-1", "203.0.113.9")
