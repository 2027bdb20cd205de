from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

ARN = "arn:aws:sts::111122223333:assumed-role/deploy/build-7"
LINE = (
    f"0123456789abcdef example-files [05/Mar/2026:11:10:00 +0900] 203.0.113.9 {ARN} 3E57427F33A59F07 "
    'REST.GET.OBJECT reports/2026%2B1.pdf "GET /reports/2026%2B1.pdf?versionId=1 HTTP/1.1" 403 AccessDenied '
    '2662 3462992 70 10 "https://example.com/a "b"" "S3Console "0.4" x" v1 s9lzHYrFp76ZVxRcpX9= SigV4 '
    "ECDHE-RSA-AES128-GCM-SHA256 AuthHeader example-files.s3.eu-west-1.amazonaws.com TLSv1.2 - Yes"
)
EXPIRY = (
    "0123456789abcdef example-files [05/Mar/2026:02:10:00 +0000] - AmazonS3 3E57427F33A59F08 "
    'S3.EXPIRE.OBJECT a.txt "-" - - - 3 - - "-" "-" - s9lzHYrFp76ZVxRcpX9= - - - - -'
)


def test_a_request_becomes_an_event_in_our_columns(read):
    event = read(LINE).event
    assert event.time == datetime(2026, 3, 5, 2, 10, tzinfo=UTC)
    assert (event.source, event.action, event.outcome, event.error, event.status) == (
        "s3_access",
        "s3:REST.GET.OBJECT",
        "failure",
        "AccessDenied",
        403,
    )
    assert (event.actor, event.user) == (ARN, "build-7")
    assert event.principal == "arn:aws:iam::111122223333:role/deploy"
    assert (event.src_ip, event.region, event.target) == (
        "203.0.113.9",
        "eu-west-1",
        "arn:aws:s3:::example-files",
    )
    assert (event.http_method, event.url) == ("GET", "/reports/2026%2B1.pdf?versionId=1")
    assert event.user_agent == 'S3Console "0.4" x'
    assert event.id == "3E57427F33A59F07/REST.GET.OBJECT/reports/2026%2B1.pdf/v1"
    record = json.loads(event.record)
    assert (record["bytes_sent"], record["key"]) == (2662, "reports/2026%2B1.pdf")
    assert (record["referer"], record["acl_required"]) == ('https://example.com/a "b"', "Yes")
    assert "access_point_arn" not in record


def test_what_s3_does_itself_is_an_event_without_address_and_status(read):
    event = read(EXPIRY).event
    assert (event.action, event.actor, event.src_ip, event.status, event.outcome) == (
        "s3:S3.EXPIRE.OBJECT",
        "AmazonS3",
        None,
        None,
        None,
    )
    assert event.url == "/a.txt"


def test_who_gives_no_name_is_nobody(read):
    event = read(LINE.replace(ARN, "-")).event
    assert (event.actor, event.principal, event.user) == (None, None, None)


def test_a_line_from_before_the_later_columns_is_read(read):
    event = read(LINE[: LINE.index(" v1 s9")] + " -").event
    assert (event.user_agent, event.region) == ('S3Console "0.4" x', None)


def test_lines_of_one_request_that_touch_several_objects_are_several_events_and_twice_the_same_is_one(read):
    several = [EXPIRY.replace("a.txt", name).replace("S3.EXPIRE", "BATCH.DELETE") for name in ("a", "b", "a")]
    assert len({event.id for event in read("\n".join(several)).events}) == 2


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("05/Mar/2026", "31/Feb/2026"), "not a time: 31/Feb/2026:11:10:00 +0900"),
        (("05/Mar/2026", "05/Mrz/2026"), "not a month: Mrz"),
        ((" 403 ", " no "), "expected owner, bucket, [time], address, requester, …"),
    ],
)
def test_a_bad_line_is_named(read, change, why):
    found = read(f"{LINE}\n{LINE.replace(*change)}\n")
    (rejected,) = found.rejected
    assert (rejected.line, len(found.events)) == (2, 1)
    assert rejected.why.startswith(why)


@pytest.mark.parametrize("text", ['" ' * 100_000, '"' * 200_000, "a " * 100_000, "[" * 200_000])
def test_a_hostile_line_takes_no_time(read, text):
    found = read(f"{LINE}\n{LINE.replace('S3Console', text)}\n")
    assert len(found.events) + len(found.rejected) == 2
