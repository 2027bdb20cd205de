from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

FIELDS = [
    *("date", "time", "x-edge-location", "sc-bytes", "c-ip", "cs-method", "cs(Host)", "cs-uri-stem"),
    *("sc-status", "cs(Referer)", "cs(User-Agent)", "cs-uri-query", "cs(Cookie)", "x-edge-result-type"),
    *("x-edge-request-id", "x-host-header", "cs-protocol", "cs-bytes", "time-taken", "x-forwarded-for"),
    *("ssl-protocol", "ssl-cipher", "x-edge-response-result-type", "cs-protocol-version", "fle-status"),
    *("fle-encrypted-fields", "c-port", "time-to-first-byte", "x-edge-detailed-result-type"),
    *("sc-content-type", "sc-content-len", "sc-range-start", "sc-range-end"),
]
ROW = {
    **dict.fromkeys(FIELDS, "-"),
    "date": "2026-03-05",
    "time": "02:10:00",
    "x-edge-location": "DUB56-P1",
    "sc-bytes": "560",
    "c-ip": "203.0.113.9",
    "cs-method": "GET",
    "cs(Host)": "d111.cloudfront.net",
    "cs-uri-stem": "/wp-login.php",
    "sc-status": "403",
    "cs(User-Agent)": "Mozilla/5.0%20(X11;%20a%2520b)",
    "cs-uri-query": "a=1",
    "x-edge-request-id": "EXAMPLEID==",
    "x-host-header": "shop.example.com",
    "c-port": "40000",
}
HEADER = f"#Version: 1.0\n#Fields: {' '.join(FIELDS)}\n"


def line(**changes: str) -> str:
    return "\t".join({**ROW, **changes}.values())


@pytest.mark.parametrize("text", [HEADER + line(), line(), json.dumps(ROW), json.dumps([ROW])])
def test_the_same_request_is_the_same_event_with_and_without_header_and_in_json(read, text):
    event = read(text).event
    assert event.time == datetime(2026, 3, 5, 2, 10, tzinfo=UTC)
    assert (event.source, event.id, event.target) == ("cloudfront", "EXAMPLEID==", "d111.cloudfront.net")
    assert (event.action, event.outcome, event.status) == ("http:get", "failure", 403)
    assert (event.src_ip, event.src_port, event.url) == ("203.0.113.9", 40000, "/wp-login.php?a=1")
    assert event.user_agent == "Mozilla/5.0 (X11; a%20b)"
    record = json.loads(event.record)
    assert (record["cs-uri-stem"], record["sc-bytes"]) == ("/wp-login.php", 560)
    assert (record["cs-host"], record["cs-user-agent"]) == ("shop.example.com", event.user_agent)
    assert "cs(Cookie)" not in record


def test_the_files_name_tells_the_distribution_and_the_account(read):
    path = "s3://b/AWSLogs/111122223333/CloudFront/E1A2B3C4D5E6F7.2026-03-05-02.0a1b2c3d.gz"
    event = read(HEADER + line(), path).event
    assert event.account == "111122223333"
    assert event.target == "arn:aws:cloudfront::111122223333:distribution/E1A2B3C4D5E6F7"


def test_columns_of_ones_own_choice_are_those_of_the_header(read):
    event = read(
        "#Fields: timestamp(ms)\tc-ip\tx-edge-location\n1772676600123\t203.0.113.9\tDUB56-P1\n"
    ).event
    assert event.time == datetime(2026, 3, 5, 2, 10, 0, 123000, tzinfo=UTC)
    assert (event.src_ip, event.action, event.id) == ("203.0.113.9", "http:?", "FILE:2")


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("a\tb", "expected 33 fields of a CloudFront log, found 2"),
        (line(date="2026-02-30"), "not a time: '2026-02-30 02:10:00'"),
        (line(**{"c-ip": "-", "cs-method": "-", "sc-status": "-"}), "expected c-ip, cs-method and sc-status"),
    ],
)
def test_a_bad_line_is_named(read, bad, why):
    found = read(f"{HEADER}{line()}\n{bad}\n{line()}\n")
    assert [event.line for event in found.events] == [3, 5]
    (rejected,) = found.rejected
    assert rejected.line == 4
    assert rejected.why.startswith(why)


def test_members_of_any_type_are_no_crash(read):
    for name in ROW:
        for value in (None, 7, 1.5, True, [], ["x"], {}, {"a": 1}):
            found = read(json.dumps({**ROW, name: value}), format="cloudfront")
            assert len(found.events) + len(found.rejected) == 1
