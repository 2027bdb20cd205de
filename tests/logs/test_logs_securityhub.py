from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

FINDING = {
    "SchemaVersion": "2018-10-08",
    "Id": "finding-1",
    "ProductArn": "arn:aws:securityhub:eu-west-1::product/aws/guardduty",
    "ProductName": "GuardDuty",
    "GeneratorId": "g",
    "AwsAccountId": "111122223333",
    "Region": "eu-west-1",
    "Types": ["TTPs/Initial Access/UnauthorizedAccess:EC2-SSHBruteForce"],
    "FirstObservedAt": "2026-03-05T01:00:00Z",
    "LastObservedAt": "2026-03-05T02:10:00Z",
    "UpdatedAt": "2026-03-05T03:00:00Z",
    "Severity": {"Label": "HIGH", "Normalized": 70},
    "Title": "Somebody is guessing passwords.",
    "Action": {
        "ActionType": "NETWORK_CONNECTION",
        "NetworkConnectionAction": {"RemoteIpDetails": {"IpAddressV4": "198.51.100.7"}},
    },
    "Resources": [
        {"Type": "AwsEc2Instance", "Id": "arn:aws:ec2:eu-west-1:111122223333:instance/i-0a1b2c3d4e5f60718"},
        {
            "Type": "AwsIamAccessKey",
            "Id": "AWS::IAM::AccessKey:AKIAEXAMPLE",
            "Details": {"AwsIamAccessKey": {"PrincipalName": "ci", "PrincipalType": "IAMUser"}},
        },
    ],
    "RecordState": "ACTIVE",
}
OCSF = {
    "class_uid": 2004,
    "severity_id": 4,
    "time": 1772676600000,
    "cloud": {"account": {"uid": "111122223333"}, "region": "eu-west-1"},
    "finding_info": {
        "uid": "finding-1",
        "title": "Somebody is guessing passwords.",
        "types": ["TTPs/Initial Access/UnauthorizedAccess:EC2-SSHBruteForce"],
        "first_seen_time": 1772672400000,
        "last_seen_time": 1772676600000,
    },
    "metadata": {"product": {"name": "GuardDuty"}, "version": "1.5.0"},
    "resources": [{"uid": "arn:aws:ec2:eu-west-1:111122223333:instance/i-0a1b2c3d4e5f60718"}],
    "evidences": [
        {
            "src_endpoint": {"ip": "198.51.100.7"},
            "dst_endpoint": {"ip": "10.0.0.5"},
            "actor": {
                "user": {
                    "name": "ci",
                    "uid": "arn:aws:iam::111122223333:user/ci",
                    "credential_uid": "AKIAEXAMPLE",
                }
            },
        }
    ],
}


def summary(event) -> dict:
    return json.loads(event.record)["summary"]


@pytest.mark.parametrize("finding", [FINDING, OCSF], ids=["ASFF", "OCSF"])
def test_a_finding_says_the_same_in_both_formats(read, finding):
    event = read(json.dumps(finding)).event
    assert event.time == datetime(2026, 3, 5, 2, 10, tzinfo=UTC)
    assert (event.source, event.id) == ("securityhub", "finding-1")
    assert event.action == "TTPs/Initial Access/UnauthorizedAccess:EC2-SSHBruteForce"
    assert (event.account, event.region, event.src_ip) == ("111122223333", "eu-west-1", "198.51.100.7")
    assert event.actor == event.principal == "arn:aws:iam::111122223333:user/ci"
    assert (event.credential, event.user) == ("AKIAEXAMPLE", "ci")
    assert (event.target, event.message) == ("i-0a1b2c3d4e5f60718", "Somebody is guessing passwords.")
    said = summary(event)
    assert said["severity"].lower() == "high"
    assert (said["product"], said["addresses"], said["resources"], said["sample"]) == (
        "GuardDuty",
        ["198.51.100.7"],
        ["i-0a1b2c3d4e5f60718"],
        False,
    )


WRAPPED = {
    "GetFindings": {"Findings": [FINDING]},
    "array": [FINDING],
    "EventBridge, imported": {
        "detail-type": "Security Hub Findings - Imported",
        "source": "aws.securityhub",
        "detail": {"findings": [FINDING]},
    },
    "EventBridge, by hand": {
        "detail-type": "Security Hub Findings - Custom Action",
        "detail": {"actionName": "a", "actionDescription": "b", "findings": [FINDING]},
    },
    "OCSF from the API": {
        "Findings": [{**OCSF, "finding_info": {**OCSF["finding_info"], "uid": "finding-1"}}]
    },
}


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("wrapped", WRAPPED)
def test_a_finding_is_the_same_event_however_it_was_got(read, wrapped, indent):
    event = read(json.dumps(WRAPPED[wrapped], indent=indent)).event
    assert (event.source, event.id, event.src_ip) == ("securityhub", "finding-1", "198.51.100.7")


@pytest.mark.parametrize(
    ("members", "severity"),
    [
        ({"Severity": {"Normalized": 50}}, "MEDIUM"),
        ({"Severity": {"Normalized": 0}}, "INFORMATIONAL"),
        ({"Severity": {"Label": "CRITICAL", "Normalized": 1}}, "CRITICAL"),
        ({"Severity": {}, "FindingProviderFields": {"Severity": {"Label": "LOW"}}}, "LOW"),
        ({"Severity": "bad"}, None),
    ],
)
def test_severity_is_the_label_else_what_the_number_means(read, members, severity):
    assert summary(read(json.dumps({**FINDING, **members})).event)["severity"] == severity


@pytest.mark.parametrize(
    "members",
    [
        {
            "Action": {
                "PortProbeAction": {"PortProbeDetails": [{"RemoteIpDetails": {"IpAddressV4": "192.0.2.1"}}]}
            }
        },
        {"Action": None, "Network": {"SourceIpV4": "192.0.2.1", "DestinationIpV4": "10.0.0.5"}},
        {
            "Action": None,
            "ProductFields": {
                "aws/guardduty/service/action/awsApiCallAction/remoteIpDetails/ipAddressV4": "192.0.2.1"
            },
        },
        {"Action": None, "ThreatIntelIndicators": [{"Type": "IPV4_ADDRESS", "Value": "192.0.2.1"}]},
    ],
)
def test_the_other_side_is_found_wherever_products_write_it(read, members):
    assert summary(read(json.dumps({**FINDING, **members})).event)["addresses"] == ["192.0.2.1"]


@pytest.mark.parametrize("members", [{"Sample": True}, {"Title": "[SAMPLE] Somebody is guessing passwords."}])
def test_a_sample_is_marked(read, members):
    assert summary(read(json.dumps({**FINDING, **members})).event)["sample"] is True


def test_a_call_that_imports_findings_is_cloudtrails(read):
    record = {
        "eventVersion": "1.09",
        "eventSource": "securityhub.amazonaws.com",
        "eventName": "BatchImportFindings",
        "requestParameters": {"findings": [FINDING]},
    }
    assert read(json.dumps(record)).event.source == "cloudtrail"


@pytest.mark.parametrize("finding", [FINDING, OCSF], ids=["ASFF", "OCSF"])
def test_members_of_any_type_are_no_crash(read, finding):
    for name in finding:
        for value in (None, 7, 1.5, True, "x", [], ["x"], {}, [{"Details": 1}], [[1]], {"a": [{}]}):
            found = read(json.dumps({**finding, name: value}), format="securityhub")
            assert len(found.events) + len(found.rejected) == 1
