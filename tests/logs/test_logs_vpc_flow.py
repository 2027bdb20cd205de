from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

LINE = "2 111122223333 eni-0a1b 203.0.113.9 10.0.0.5 40000 22 6 10 840 1772676600 1772676660 ACCEPT OK"
HEADER = (
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol "
    "packets bytes start end action log-status"
)


@pytest.mark.parametrize("text", [LINE, f"{HEADER}\n{LINE}\n", f"{HEADER}\n{LINE}\n{HEADER}\n"])
def test_a_record_becomes_an_event_in_our_columns(read, text):
    name = "s3://b/AWSLogs/111122223333/vpcflowlogs/eu-west-1/2026/03/05/x.log.gz"
    event = read(text, name).event
    assert event.time == datetime(2026, 3, 5, 2, 10, tzinfo=UTC)
    assert (event.source, event.id) == ("vpc_flow", f"{name}:{event.line}")
    assert (event.account, event.region, event.target) == ("111122223333", "eu-west-1", "eni-0a1b")
    assert (event.action, event.outcome) == ("ACCEPT", "success")
    assert (event.src_ip, event.src_port, event.dst_ip, event.dst_port) == (
        "203.0.113.9",
        40000,
        "10.0.0.5",
        22,
    )
    assert json.loads(event.record) == {
        "version": 2,
        "account-id": "111122223333",
        "interface-id": "eni-0a1b",
        "srcaddr": "203.0.113.9",
        "dstaddr": "10.0.0.5",
        "srcport": 40000,
        "dstport": 22,
        "protocol": 6,
        "packets": 10,
        "bytes": 840,
        "start": 1772676600,
        "end": 1772676660,
        "action": "ACCEPT",
        "log-status": "OK",
    }


@pytest.mark.parametrize("style", [str, lambda names: " ".join(f"${{{name}}}" for name in names.split())])
def test_fields_of_ones_own_choice_are_named_by_the_first_line(read, style):
    header = style("region instance-id srcaddr pkt-srcaddr dstport tcp-flags flow-direction action start")
    event = read(f"{header}\nus-west-2 i-0a 10.0.0.5 - 443 2 egress REJECT 1772676600\n").event
    assert (event.region, event.target, event.src_ip, event.dst_port) == (
        "us-west-2",
        "i-0a",
        "10.0.0.5",
        443,
    )
    assert (event.action, event.outcome, event.dst_ip, event.account) == ("REJECT", "failure", None, None)
    assert json.loads(event.record) == {
        "region": "us-west-2",
        "instance-id": "i-0a",
        "srcaddr": "10.0.0.5",
        "dstport": 443,
        "tcp-flags": 2,
        "flow-direction": "egress",
        "action": "REJECT",
        "start": 1772676600,
    }


@pytest.mark.parametrize("status", ["NODATA", "SKIPDATA"])
def test_a_window_without_data_is_an_event_without_addresses(read, status):
    event = read(f"2 111122223333 eni-0a1b - - - - - - - 1772676600 1772676660 - {status}").event
    assert (event.action, event.outcome, event.src_ip, event.dst_port) == (status, None, None, None)
    assert event.target == "eni-0a1b"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (LINE + " more", "expected 14 fields of a flow log record, found 15"),
        ("2 111122223333 eni-0a1b", "expected 14 fields of a flow log record, found 3"),
        (LINE.replace(" 22 ", " ssh "), "not a number: 'ssh'"),
        (LINE.replace(" 22 ", " 70000 "), "not a port: 70000"),
        (LINE.replace(" 22 ", " -1 "), "not a number: '-1'"),
        (LINE.replace("1772676600", "9" * 18), "not a time: " + "9" * 18),
        (LINE.replace("1772676600", "9" * 30), "not a number: '" + "9" * 30 + "'"),
        (LINE.replace("ACCEPT", "MAYBE"), "expected ACCEPT or REJECT, and OK, NODATA or SKIPDATA"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_read(read, line, why):
    found = read(f"{LINE}\n{line}\n{LINE}\n")
    assert [event.line for event in found.events] == [1, 3]
    assert [(rejected.line, rejected.why) for rejected in found.rejected] == [(2, why)]


def test_text_that_json_would_not_take_as_it_is_is_escaped_in_the_record(read):
    event = read(LINE.replace("eni-0a1b", 'eni"\\\u00e9'), format="vpc_flow").event
    assert json.loads(event.record)["interface-id"] == event.target == 'eni"\\\u00e9'


def test_numbers_with_leading_zeros_are_numbers_in_the_record(read):
    assert json.loads(read(LINE.replace(" 22 ", " 0022 ")).event.record)["dstport"] == 22


def test_a_header_that_names_a_field_twice_is_none(read):
    assert read("srcaddr srcaddr\n10.0.0.1 10.0.0.2\n").events == []


LATER = "vpc-0a1b subnet-0a1b i-0a1b 2 IPv4 203.0.113.9 10.0.0.5"
PLACE = "us-west-2 usw2-az1 - -"
WAY = "- AMAZON egress 8"


@pytest.mark.parametrize(
    ("more", "target", "region"),
    [
        (LATER, "i-0a1b", None),
        (f"{LATER} {PLACE}", "i-0a1b", "us-west-2"),
        (f"{LATER} {PLACE} {WAY}", "i-0a1b", "us-west-2"),
        (f"{LATER} {PLACE} {WAY}{' -' * 10} BPA", "i-0a1b", "us-west-2"),
        ("- - - - - - -", "eni-0a1b", None),
    ],
    ids=["version 3", "version 4", "version 5", "version 8", "without a place"],
)
def test_all_fields_up_to_a_version_are_known_without_a_header(read, more, target, region):
    event = read(f"{LINE.replace('2 ', '5 ', 1)} {more}").event
    assert (event.target, event.region, event.dst_port) == (target, region, 22)


def test_fields_of_later_versions_have_their_names_in_the_record(read):
    record = json.loads(read(f"{LINE} {LATER} {PLACE} {WAY}{' -' * 10} BPA").event.record)
    assert (record["flow-direction"], record["traffic-path"], record["reject-reason"]) == ("egress", 8, "BPA")


GATEWAY = (
    "6 TransitGateway 111122223333 tgw-0a1b tgw-attach-0a1b 444455556666 777788889999 vpc-0a vpc-0b "
    "subnet-0a subnet-0b eni-0a eni-0b use1-az1 use1-az2 tgw-attach-0b 203.0.113.9 10.0.0.5 40000 22 6 10 "
    "840 1772676600 1772676660 OK IPv4 0 0 0 0 2 us-east-1 ingress - -"
)


def test_a_flow_through_a_transit_gateway_is_read_with_and_without_its_header(read):
    names = (
        "version resource-type account-id tgw-id tgw-attachment-id tgw-src-vpc-account-id "
        "tgw-dst-vpc-account-id tgw-src-vpc-id tgw-dst-vpc-id tgw-src-subnet-id tgw-dst-subnet-id "
        "tgw-src-eni tgw-dst-eni tgw-src-az-id tgw-dst-az-id tgw-pair-attachment-id srcaddr dstaddr "
        "srcport dstport protocol packets bytes start end log-status type packets-lost-no-route "
        "packets-lost-blackhole packets-lost-mtu-exceeded packets-lost-ttl-expired "
        "tcp-flags region flow-direction pkt-src-aws-service pkt-dst-aws-service"
    )
    for text in (GATEWAY, f"{names}\n{GATEWAY}"):
        event = read(text).event
        assert event.time == datetime(2026, 3, 5, 2, 10, tzinfo=UTC)
        assert (event.src_ip, event.dst_ip, event.dst_port, event.target) == (
            "203.0.113.9",
            "10.0.0.5",
            22,
            "tgw-attach-0a1b",
        )
        assert (event.account, event.region, event.action) == ("111122223333", "us-east-1", None)
