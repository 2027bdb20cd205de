from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

RECORD = {
    "eventVersion": "1.09",
    "userIdentity": {
        "type": "IAMUser",
        "principalId": "AIDAEXAMPLE",
        "arn": "arn:aws:iam::111122223333:user/ops/ci",
        "accountId": "111122223333",
        "accessKeyId": "AKIAEXAMPLE",
        "userName": "ci",
    },
    "eventTime": "2026-03-05T02:10:00Z",
    "eventSource": "iam.amazonaws.com",
    "eventName": "CreateAccessKey",
    "awsRegion": "us-east-1",
    "sourceIPAddress": "203.0.113.9",
    "userAgent": "aws-cli/2",
    "requestParameters": {"userName": "backup"},
    "responseElements": {"accessKey": {"userName": "backup", "accessKeyId": "AKIANEW", "status": "Active"}},
    "eventID": "e-1",
    "recipientAccountId": "111122223333",
}


def changed(**members) -> str:
    return json.dumps({**RECORD, **members})


def with_identity(**members) -> str:
    return changed(userIdentity=members)


def test_a_record_becomes_an_event_in_our_columns(read):
    event = read(json.dumps({"Records": [RECORD]}), "s3://trail/key.json.gz").event
    assert event.time == datetime(2026, 3, 5, 2, 10, tzinfo=UTC)
    assert (event.source, event.id, event.file, event.line) == (
        "cloudtrail",
        "e-1",
        "s3://trail/key.json.gz",
        1,
    )
    assert (event.account, event.region) == ("111122223333", "us-east-1")
    assert (event.action, event.outcome, event.error) == ("iam:CreateAccessKey", "success", None)
    assert event.actor == event.principal == "arn:aws:iam::111122223333:user/ops/ci"
    assert (event.credential, event.user, event.src_ip) == ("AKIAEXAMPLE", "ci", "203.0.113.9")
    assert (event.target, event.user_agent) == ("backup", "aws-cli/2")
    assert json.loads(event.record) == RECORD


WRAPPED = {
    "S3 object": {"Records": [RECORD]},
    "LookupEvents on the wire": {
        "Events": [{"EventId": "e-1", "EventTime": 1772676600.0, "CloudTrailEvent": json.dumps(RECORD)}],
        "NextToken": "x",
    },
    "LookupEvents from the CLI": {
        "Events": [
            {
                "EventId": "e-1",
                "EventTime": "2026-03-05T02:10:00+00:00",
                "CloudTrailEvent": json.dumps(RECORD),
            }
        ]
    },
    "one event of LookupEvents": {"CloudTrailEvent": json.dumps(RECORD)},
    "array": [RECORD],
    "record": RECORD,
    "EventBridge": {"version": "0", "detail-type": "AWS API Call via CloudTrail", "detail": RECORD},
    "FilterLogEvents": {"events": [{"logStreamName": "s", "timestamp": 1, "message": json.dumps(RECORD)}]},
    "log subscription": {
        "messageType": "DATA_MESSAGE",
        "logGroup": "trail",
        "logEvents": [{"id": "1", "timestamp": 1, "message": json.dumps(RECORD)}],
    },
}


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("wrapped", WRAPPED)
def test_the_same_record_is_the_same_event_however_it_was_got(read, wrapped, indent):
    plain = read(json.dumps(RECORD)).event
    event = read(json.dumps(WRAPPED[wrapped], indent=indent)).event
    assert (event.id, event.time, event.action, event.record) == (
        plain.id,
        plain.time,
        plain.action,
        plain.record,
    )


def test_records_one_a_line_and_with_the_times_of_a_cloudwatch_export_are_the_same_events(read):
    lines = [changed(eventID=f"e-{number}") for number in range(3)]
    for before in ("", "2026-03-05T02:11:00.000Z "):
        found = read("".join(f"{before}{line}\n" for line in lines))
        assert [(event.id, event.line) for event in found.events] == [("e-0", 1), ("e-1", 2), ("e-2", 3)]
        assert found.rejected == []


@pytest.mark.parametrize("empty", ['{"Records":[]}', '{"Events": []}', '{\n "Records": [\n ]\n}'])
def test_an_answer_without_events_is_known_and_is_no_mistake(read, empty):
    found = read(empty)
    assert (found.events, found.rejected) == ([], [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-05T02:10:00Z", datetime(2026, 3, 5, 2, 10, tzinfo=UTC)),
        ("2025-01-21 18:12:33.000000000", datetime(2025, 1, 21, 18, 12, 33, tzinfo=UTC)),
        ("2026-03-05T11:10:00.5+09:00", datetime(2026, 3, 5, 2, 10, 0, 500000, tzinfo=UTC)),
        (1772676600, datetime(2026, 3, 5, 2, 10, tzinfo=UTC)),
        (1772676600000, datetime(2026, 3, 5, 2, 10, tzinfo=UTC)),
    ],
)
def test_times_are_utc_in_every_way_that_exports_write_them(read, text, expected):
    assert read(changed(eventTime=text)).event.time == expected


@pytest.mark.parametrize("time", ["yesterday", "2026-02-30T00:00:00Z", 1e300, [1], True])
def test_a_time_that_is_none_is_named_and_costs_the_event_no_more_than_that(read, time):
    found = read(changed(eventTime=time))
    assert [(event.id, event.time) for event in found.events] == [("e-1", None)]
    (rejected,) = found.rejected
    assert rejected.why.startswith("not a time: ")


def test_a_record_without_a_time_is_still_an_event(read):
    event = read(json.dumps({name: value for name, value in RECORD.items() if name != "eventTime"})).event
    assert event.time is None


@pytest.mark.parametrize(
    ("members", "outcome", "error"),
    [
        ({"errorCode": "AccessDenied", "errorMessage": "no"}, "failure", "AccessDenied"),
        ({"errorMessage": "Failed authentication"}, "failure", "Failed authentication"),
        ({"errorCode": None}, "success", None),
        ({"eventName": "ConsoleLogin", "responseElements": {"ConsoleLogin": "Failure"}}, "failure", None),
        ({"eventName": "ConsoleLogin", "responseElements": {"ConsoleLogin": "Success"}}, "success", None),
    ],
)
def test_what_was_refused_is_a_failure(read, members, outcome, error):
    event = read(changed(**members)).event
    assert (event.outcome, event.error) == (outcome, error)
    assert event.message == members.get("errorMessage")


def test_a_role_session_is_the_actor_and_its_role_with_the_path_the_principal(read):
    event = read(
        with_identity(
            type="AssumedRole",
            arn="arn:aws:sts::111122223333:assumed-role/deploy/build-7",
            accessKeyId="ASIAEXAMPLE",
            sessionContext={
                "sessionIssuer": {"arn": "arn:aws:iam::111122223333:role/ci/deploy", "userName": "deploy"}
            },
        )
    ).event
    assert event.actor == "arn:aws:sts::111122223333:assumed-role/deploy/build-7"
    assert event.principal == "arn:aws:iam::111122223333:role/ci/deploy"
    assert (event.user, event.credential) == ("build-7", "ASIAEXAMPLE")


def test_a_role_session_without_an_issuer_has_its_role_as_principal(read):
    event = read(with_identity(type="AssumedRole", arn="arn:aws:sts::111122223333:assumed-role/a/b")).event
    assert event.principal == "arn:aws:iam::111122223333:role/a"


@pytest.mark.parametrize(
    ("identity", "actor", "user"),
    [
        ({"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}, "ec2.amazonaws.com", None),
        ({"type": "AWSAccount", "principalId": "AIDAX", "accountId": "444455556666"}, "AIDAX", None),
        (
            {"type": "AWSAccount", "principalId": "", "accountId": "ANONYMOUS_PRINCIPAL"},
            "ANONYMOUS_PRINCIPAL",
            None,
        ),
        (
            {"type": "Root", "arn": "arn:aws:iam::111122223333:root", "accountId": "111122223333"},
            "arn:aws:iam::111122223333:root",
            "root",
        ),
        ({"type": "WebIdentityUser", "principalId": "idp:app:u", "userName": "u"}, "idp:app:u", "u"),
        ({}, None, None),
    ],
)
def test_who_has_no_arn_is_named_by_what_there_is(read, identity, actor, user):
    event = read(with_identity(**identity)).event
    assert (event.actor, event.principal, event.user) == (actor, actor, user)


def test_an_address_that_is_a_service_stays_as_it_is(read):
    event = read(changed(sourceIPAddress="cloudformation.amazonaws.com")).event
    assert event.src_ip == "cloudformation.amazonaws.com"


INSTANCES = {"instancesSet": {"items": [{"instanceId": "i-1", "imageId": "ami-1"}, {"instanceId": "i-2"}]}}


@pytest.mark.parametrize(
    ("name", "request_", "answer", "target"),
    [
        ("AttachUserPolicy", {"policyArn": "arn:aws:iam::aws:policy/X", "userName": "eve"}, None, "eve"),
        (
            "RunInstances",
            {"instancesSet": {"items": [{"keyName": "k"}]}, "subnetId": "s"},
            INSTANCES,
            "i-1,i-2",
        ),
        ("TerminateInstances", INSTANCES, None, "i-1,i-2"),
        ("CreateSnapshot", {"volumeId": "vol-1"}, {"snapshotId": "snap-1"}, "snap-1"),
        ("CreateSecurityGroup", {"groupName": "g", "vpcId": "v"}, {"groupId": "sg-1"}, "sg-1"),
        ("CreateBucket", {"bucketName": "b"}, None, "b"),
        (
            "AssumeRole",
            {"roleArn": "arn:r", "roleSessionName": "x"},
            {"credentials": {"accessKeyId": "A"}},
            "arn:r",
        ),
        ("SendCommand", {"instanceIds": ["i-1", "i-2"], "documentName": "d"}, None, "i-1,i-2"),
        ("StopLogging", {"name": "trail"}, None, "trail"),
        ("DescribeInstances", {"filterSet": {"items": [{"name": "tag:x"}]}}, None, None),
        ("GetCallerIdentity", None, None, None),
        ("Odd", ["text", 7, {"userName": ["a", {"userName": "b"}]}], "text", "a,b"),
    ],
)
def test_the_target_is_what_the_call_acted_upon(read, name, request_, answer, target):
    event = read(changed(eventName=name, requestParameters=request_, responseElements=answer)).event
    assert event.target == target


def test_insights_name_the_call_whose_rate_was_unusual(read):
    details = {"eventSource": "ec2.amazonaws.com", "eventName": "RunInstances"}
    event = read(
        json.dumps(
            {
                "eventTime": RECORD["eventTime"],
                "eventVersion": "1.09",
                "eventSource": None,
                "eventName": None,
                "insightDetails": details,
            }
        )
    ).event
    assert event.action == "ec2:RunInstances"


def test_a_list_of_calls_is_no_log(read):
    found = read(json.dumps({"eventName": "CreateUser", "eventSource": "iam.amazonaws.com", "risk": 5}))
    assert found.events == []


def test_members_of_any_type_are_no_crash(read):
    for name in RECORD:
        for value in (None, 7, 1.5, True, "x", [], ["x"], {}, {"type": ["Root"]}):
            found = read(changed(**{name: value}), format="cloudtrail")
            assert found.events or found.rejected
