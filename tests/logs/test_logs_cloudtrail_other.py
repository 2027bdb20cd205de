"""CloudTrail's tables, digests and insights."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

CONSOLE = (
    "Event name,Event time,User name,Event source,AWS access key,AWS region,Error code,Source IP address,"
    "User agent,Event ID,Read-only,Resources\n"
    "CreateUser,2026-03-05T02:10:00Z,ci,iam.amazonaws.com,AKIAEXAMPLE,us-east-1,,203.0.113.9,"
    '"aws-cli/2, x",e-1,false,"[{""resourceName"":""eve""}]"\n'
    "ListUsers,2026-03-05T02:11:00Z,ci,iam.amazonaws.com,AKIAEXAMPLE,us-east-1,AccessDenied,203.0.113.9,"
    '"a\nb",e-2,true,-\n'
)


def test_the_event_history_as_the_console_saves_it_is_read_into_the_same_columns(read):
    first, second = (found := read(CONSOLE)).events
    assert found.rejected == []
    assert first.time == datetime(2026, 3, 5, 2, 10, tzinfo=UTC)
    assert (first.source, first.id, first.action, first.outcome) == (
        "cloudtrail",
        "e-1",
        "iam:CreateUser",
        "success",
    )
    assert (first.user, first.credential, first.region, first.src_ip) == (
        "ci",
        "AKIAEXAMPLE",
        "us-east-1",
        "203.0.113.9",
    )
    assert first.user_agent == "aws-cli/2, x"
    assert json.loads(first.record)["resources"] == [{"resourceName": "eve"}]
    assert (second.id, second.error, second.outcome) == ("e-2", "AccessDenied", "failure")


@pytest.mark.parametrize(
    "cell",
    [
        '{""type"": ""IAMUser"", ""arn"": ""arn:aws:iam::111122223333:user/ci""}',
        "{'type': 'IAMUser', 'arn': 'arn:aws:iam::111122223333:user/ci'}",
    ],
    ids=["JSON", "as Python shows it"],
)
def test_an_identity_in_a_cell_is_opened(read, cell):
    event = read(
        f'eventname,eventtime,eventsource,useridentity\nListUsers,2026-03-05T02:10:00Z,iam.amazonaws.com,"{cell}"\n'
    ).event
    assert event.actor == "arn:aws:iam::111122223333:user/ci"


@pytest.mark.parametrize(
    "cell", ["{" * 5000, "[" * 40, "{'a': __import__('os')}", "{1: 2", "{'a': " + "1+" * 99 + "1}"]
)
def test_a_hostile_cell_stays_text_and_nothing_in_it_is_run(read, cell):
    event = read(
        f'eventname,eventtime,eventsource,requestparameters\nListUsers,2026-03-05T02:10:00Z,iam.amazonaws.com,"{cell}"\n'
    ).event
    assert json.loads(event.record)["requestParameters"] == cell


def test_a_table_of_calls_to_a_bucket_without_the_service_is_s3s(read):
    event = read(
        "Event Name,Event DateTime,Source IP,Request Parameters\n"
        "ListObjects,2026-03-05T02:10:00Z,203.0.113.9,\"{'bucketName': 'b'}\"\n"
    ).event
    assert (event.action, event.target, event.src_ip) == ("s3:ListObjects", "b", "203.0.113.9")


@pytest.mark.parametrize(
    ("row", "why"),
    [("a,b", "expected 3 columns, found 2"), ("ListUsers,2026-03-05T02:10:00Z,", "not a CloudTrail record")],
)
def test_a_row_that_is_none_is_named_and_costs_no_other(read, row, why):
    good = "ListUsers,2026-03-05T02:10:00Z,iam.amazonaws.com"
    found = read(f"eventname,eventtime,eventsource\n{good}\n{row}\n{good}\n")
    assert [event.line for event in found.events] == [2, 4]
    (rejected,) = found.rejected
    assert rejected.line == 3
    assert rejected.why.startswith(why)


def test_a_quote_that_never_ends_does_not_take_the_whole_file_with_it(read):
    good = "ListUsers,2026-03-05T02:10:00Z,iam.amazonaws.com"
    found = read(f'eventname,eventtime,eventsource\n{good}\nx,y,"z\n' + f"{good}\n" * 6000)
    assert len(found.events) > 3000
    assert len(found.rejected) == 1


def test_a_digest_is_an_event_of_its_own_kind_and_no_failure(read):
    digest = {
        "awsAccountId": "111122223333",
        "digestStartTime": "2026-03-05T01:10:00Z",
        "digestEndTime": "2026-03-05T02:10:00Z",
        "digestS3Bucket": "example-trail",
        "digestS3Object": "a/1_CloudTrail-Digest_eu-west-1_t_eu-west-1_20260305T021000Z.json.gz",
        "logFiles": [{"s3Bucket": "example-trail", "oldestEventTime": "2026-03-05T01:10:00Z"}],
    }
    event = read(json.dumps(digest)).event
    assert event.time == datetime(2026, 3, 5, 2, 10, tzinfo=UTC)
    assert (event.source, event.action, event.target) == (
        "cloudtrail_digest",
        "cloudtrail:Digest",
        "example-trail",
    )
    assert (event.account, event.region, event.id) == ("111122223333", "eu-west-1", digest["digestS3Object"])


def test_an_insight_names_the_call_and_is_not_taken_for_one(read):
    record = {
        "eventVersion": "1.09",
        "eventTime": "2026-03-05T02:10:00Z",
        "awsRegion": "us-east-1",
        "eventID": "i-1",
        "eventType": "AwsCloudTrailInsight",
        "recipientAccountId": "111122223333",
        "eventCategory": "Insight",
        "insightDetails": {
            "state": "Start",
            "eventSource": "ec2.amazonaws.com",
            "eventName": "RunInstances",
            "insightType": "ApiCallRateInsight",
        },
    }
    event = read(json.dumps({"Records": [record]})).event
    assert (event.action, event.outcome, event.message) == (
        "ec2:RunInstances",
        None,
        "ApiCallRateInsight Start",
    )
