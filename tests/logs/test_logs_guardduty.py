from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime

import pytest

REMOTE = {"ipAddressV4": "198.51.100.7", "country": {"countryName": "Nowhere"}}
FINDING = {
    "schemaVersion": "2.0",
    "accountId": "111122223333",
    "region": "us-east-1",
    "partition": "aws",
    "id": "f-1",
    "arn": "arn:aws:guardduty:us-east-1:111122223333:detector/d/finding/f-1",
    "type": "UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom",
    "severity": 5.5,
    "title": "A call from a listed address.",
    "createdAt": "2026-03-05T02:00:00.000Z",
    "updatedAt": "2026-03-05T03:00:00.000Z",
    "resource": {
        "resourceType": "AccessKey",
        "accessKeyDetails": {
            "accessKeyId": "AKIAEXAMPLE",
            "principalId": "AIDAEXAMPLE",
            "userType": "IAMUser",
            "userName": "ci",
        },
    },
    "service": {
        "serviceName": "guardduty",
        "detectorId": "d",
        "eventFirstSeen": "2026-03-05T01:00:00Z",
        "eventLastSeen": "2026-03-05T02:10:00Z",
        "count": 3,
        "archived": False,
        "additionalInfo": {"type": "default", "value": "{}"},
        "action": {
            "actionType": "AWS_API_CALL",
            "awsApiCallAction": {
                "api": "ListUsers",
                "remoteIpDetails": REMOTE,
                "affectedResources": {"AWS::IAM::User": "ci"},
            },
        },
    },
}


def pascal(value):
    """As the SDKs and the CLI name members."""
    if isinstance(value, list):
        return [pascal(each) for each in value]
    if isinstance(value, dict):
        return {name[0].upper() + name[1:]: pascal(inner) for name, inner in value.items()}
    return value


def event_of(read, **members):
    return read(json.dumps({**FINDING, **members})).event


def test_a_finding_becomes_an_event_in_our_columns(read):
    event = read(json.dumps({"findings": [FINDING]})).event
    assert event.time == datetime(2026, 3, 5, 2, 10, tzinfo=UTC)
    assert (event.source, event.id) == ("guardduty", "f-1")
    assert event.action == "UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom"
    assert (event.account, event.region) == ("111122223333", "us-east-1")
    assert event.actor == event.principal == "arn:aws:iam::111122223333:user/ci"
    assert (event.credential, event.user, event.target) == ("AKIAEXAMPLE", "ci", "AKIAEXAMPLE")
    assert (event.src_ip, event.message) == ("198.51.100.7", "A call from a listed address.")
    assert json.loads(event.record) == {**FINDING, "sample": False}


WRAPPED = {
    "GetFindings on the wire": {"findings": [FINDING]},
    "GetFindings from the CLI": {"Findings": [pascal(FINDING)]},
    "finding": FINDING,
    "finding from the CLI": pascal(FINDING),
    "array": [FINDING],
    "EventBridge": {
        "version": "0",
        "detail-type": "GuardDuty Finding",
        "source": "aws.guardduty",
        "detail": FINDING,
    },
    "EventBridge, other letter case": {"detail-type": "GuardDuty Finding", "detail": pascal(FINDING)},
}


def test_an_export_to_s3_has_a_finding_on_each_line(read):
    found = read(
        gzip.compress(b"".join(json.dumps({**FINDING, "id": f"f-{n}"}).encode() + b"\n" for n in range(3)))
    )
    assert [(event.id, event.line) for event in found.events] == [("f-0", 1), ("f-1", 2), ("f-2", 3)]
    assert found.rejected == []


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("wrapped", WRAPPED)
def test_the_same_finding_is_the_same_event_however_it_was_got(read, wrapped, indent):
    plain = read(json.dumps(FINDING)).event
    event = read(json.dumps(WRAPPED[wrapped], indent=indent)).event
    assert (event.id, event.time, event.src_ip) == (plain.id, plain.time, plain.src_ip)
    assert json.loads(event.record) == json.loads(plain.record)


def test_no_findings_is_known_and_is_no_mistake(read):
    found = read('{"Findings": []}')
    assert (found.events, found.rejected) == ([], [])


@pytest.mark.parametrize(
    "said",
    [
        {"title": "[SAMPLE] A call from a listed address."},
        {"service": {"additionalInfo": {"sample": True}}},
        {"service": {"additionalInfo": {"type": "default", "value": '{"sample":true}'}}},
    ],
)
def test_a_sample_is_marked_in_every_way_that_guardduty_says_it(read, said):
    assert json.loads(event_of(read, **said).record)["sample"] is True


@pytest.mark.parametrize("value", ["{", "[]", 7, None, '{"sample":"true"}'])
def test_what_does_not_say_so_is_no_sample(read, value):
    event = event_of(read, service={"additionalInfo": {"value": value}})
    assert json.loads(event.record)["sample"] is False


@pytest.mark.parametrize(
    ("resource", "target"),
    [
        ({"resourceType": "Instance", "instanceDetails": {"instanceId": "i-1"}}, "i-1"),
        ({"resourceType": "S3Bucket", "s3BucketDetails": [{"name": "b", "arn": "a"}]}, "b"),
        ({"resourceType": "Lambda", "lambdaDetails": {"functionName": "f"}}, "f"),
        ({"resourceType": "RDSDBInstance", "rdsDbInstanceDetails": {"dbInstanceIdentifier": "db"}}, "db"),
        ({"resourceType": "New", "instanceDetails": {"instanceId": "i-1"}}, "i-1"),
        ({"resourceType": "Instance", "accessKeyDetails": {"accessKeyId": "AKIA"}}, "AKIA"),
        ({"resourceType": ["x"], "s3BucketDetails": []}, None),
        (None, None),
    ],
)
def test_the_target_is_the_resource_that_the_finding_is_about(read, resource, target):
    assert event_of(read, resource=resource).target == target


@pytest.mark.parametrize(
    ("kind", "actor"),
    [
        ("AssumedRole", "arn:aws:iam::111122223333:role/ci"),
        ("Root", "arn:aws:iam::111122223333:root"),
        ("AWSService", None),
    ],
)
def test_the_actor_is_whom_the_key_belongs_to(read, kind, actor):
    assert event_of(read, resource={"accessKeyDetails": {"userType": kind, "userName": "ci"}}).actor == actor


@pytest.mark.parametrize(
    "action",
    [
        {"networkConnectionAction": {"remoteIpDetails": REMOTE}},
        {"portProbeAction": {"portProbeDetails": [{"remoteIpDetails": REMOTE}, {"remoteIpDetails": {}}]}},
        {"kubernetesApiCallAction": {"remoteIpDetails": REMOTE}},
        {"rdsLoginAttemptAction": {"remoteIpDetails": {"ipAddressV4": "", "ipAddressV6": "198.51.100.7"}}},
    ],
)
def test_the_address_is_the_other_side_of_whatever_action_it_was(read, action):
    assert event_of(read, service={"action": action}).src_ip == "198.51.100.7"


def test_a_name_that_was_looked_up_is_kept(read):
    action = {"actionType": "DNS_REQUEST", "dnsRequestAction": {"domain": "pool.example.com"}}
    assert event_of(read, service={"action": action}).dns_query == "pool.example.com"


def test_a_record_of_cloudtrail_about_guardduty_is_no_finding(read):
    record = {
        "eventVersion": "1.09",
        "eventSource": "guardduty.amazonaws.com",
        "eventName": "GetFindings",
        "requestParameters": {"detectorId": "d", "severity": 1, "service": 1, "resource": 1, "accountId": 1},
    }
    assert read(json.dumps(record)).event.source == "cloudtrail"


def test_members_of_any_type_are_no_crash(read):
    for name in FINDING:
        for value in (None, 7, 1.5, True, "x", [], ["x"], {}, {"action": [{}]}, {"action": {"x": [1]}}):
            found = read(json.dumps({**FINDING, name: value}), format="guardduty")
            assert len(found.events) + len(found.rejected) == 1
