"""
What LookupEvents finds a record by.

Records of RunInstances, CreateUser and their like carry no `resources`; AWS derives the ResourceName and
ResourceType index from the request and the response, and so does this.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events-supported-resource-types.html
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from abusedesk.drill.incident import Record
from abusedesk.drill.shapes import aware

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Member of request or response -> the resource type that its text names.
_ANYWHERE = {
    "instanceId": "AWS::EC2::Instance",
    "groupId": "AWS::EC2::SecurityGroup",
    "subnetId": "AWS::EC2::Subnet",
    "vpcId": "AWS::EC2::VPC",
    "imageId": "AWS::EC2::Ami",
    "keyName": "AWS::EC2::KeyPair",
    "keyPairId": "AWS::EC2::KeyPair",
    "volumeId": "AWS::EC2::Volume",
    "snapshotId": "AWS::EC2::Snapshot",
    "networkInterfaceId": "AWS::EC2::NetworkInterface",
    "allocationId": "AWS::EC2::EIP",
    "launchTemplateId": "AWS::EC2::LaunchTemplate",
    "userName": "AWS::IAM::User",
    "userId": "AWS::IAM::User",
    "roleName": "AWS::IAM::Role",
    "roleId": "AWS::IAM::Role",
    "policyName": "AWS::IAM::Policy",
    "policyArn": "AWS::IAM::Policy",
    "policyId": "AWS::IAM::Policy",
    "accessKeyId": "AWS::IAM::AccessKey",
    "instanceProfileName": "AWS::IAM::InstanceProfile",
    "roleArn": "AWS::IAM::Role",
    "assumedRoleId": "AWS::STS::AssumedRole",
    "bucketName": "AWS::S3::Bucket",
    "functionName": "AWS::Lambda::Function",
    "functionArn": "AWS::Lambda::Function",
    "trailARN": "AWS::CloudTrail::Trail",
    "keyId": "AWS::KMS::Key",
    "secretId": "AWS::SecretsManager::Secret",
    "dBInstanceIdentifier": "AWS::RDS::DBInstance",
    "stackName": "AWS::CloudFormation::Stack",
    "autoScalingGroupName": "AWS::AutoScaling::AutoScalingGroup",
    "notebookInstanceName": "AWS::SageMaker::NotebookInstance",
    "detectorId": "AWS::GuardDuty::Detector",
    "topicArn": "AWS::SNS::Topic",
    "queueUrl": "AWS::SQS::Queue",
    "tableName": "AWS::DynamoDB::Table",
}
# Members whose meaning depends on who is asked.
_OF_SOURCE = {
    ("iam.amazonaws.com", "groupName"): "AWS::IAM::Group",
    ("ec2.amazonaws.com", "groupName"): "AWS::EC2::SecurityGroup",
    ("cloudtrail.amazonaws.com", "name"): "AWS::CloudTrail::Trail",
}
_KIND_OF_ARN = {
    ("iam", "user"): "AWS::IAM::User",
    ("iam", "role"): "AWS::IAM::Role",
    ("iam", "group"): "AWS::IAM::Group",
    ("iam", "policy"): "AWS::IAM::Policy",
    ("iam", "instance-profile"): "AWS::IAM::InstanceProfile",
    ("sts", "assumed-role"): "AWS::STS::AssumedRole",
}
_ARN_PARTS = 6
_READS = ("Get", "List", "Describe", "Head", "Lookup", "Search", "BatchGet", "Select")
_LONGEST_NAME = 512


def indexed(data: Mapping[str, Any], raw: bytes) -> Record:
    """
    The record that data (with eventTime, eventName, eventSource and eventID) and its text raw make.

    Raises:
        ValueError: eventTime is no time.
    """
    identity = data.get("userIdentity") or {}
    name = data["eventName"]
    read_only = data.get("readOnly")
    category = data.get("eventCategory")
    management = data.get("managementEvent", True) if category is None else category == "Management"
    return Record(
        time=_time(data["eventTime"]),
        id=data["eventID"],
        name=sys.intern(name),
        source=sys.intern(data["eventSource"]),
        user=sys.intern(user_name(identity)),
        key=sys.intern(str(identity.get("accessKeyId") or "")),
        read_only=name.startswith(_READS) if read_only is None else read_only is True or read_only == "true",
        management=bool(management),
        resources=tuple(dict.fromkeys(_resources(data))),
        raw=raw,
    )


def user_name(identity: Mapping[str, Any]) -> str:
    """Username as LookupEvents gives it: user name, role session name, "root"; "" for services."""
    kind = identity.get("type")
    if kind == "Root":
        return "root"
    if kind in {"AssumedRole", "FederatedUser"}:
        arn, principal = str(identity.get("arn") or ""), str(identity.get("principalId") or "")
        return arn.rpartition("/")[2] if "/" in arn else principal.rpartition(":")[2]
    return str(identity.get("userName") or "")


def _time(text: str) -> datetime:
    if len(text) == 20 and text[-1] == "Z":  # noqa: PLR2004 # "2026-03-05T02:10:00Z", the usual form, parsed fast
        return datetime.fromisoformat(text[:-1]).replace(tzinfo=UTC)
    moment = aware(text)
    if moment is None:
        raise ValueError(f"{text!r} is no time")
    return moment


def _resources(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for resource in data.get("resources") or ():
        if isinstance(resource, dict):
            arn = str(resource.get("ARN") or resource.get("ARNPrefix") or "")
            yield from _of_arn(arn, str(resource.get("type") or ""))
    source = data["eventSource"]
    for part in (data.get("requestParameters"), data.get("responseElements")):
        yield from _walk(part, source)


def _walk(value: Any, source: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, source)
    elif isinstance(value, dict):
        for name, item in value.items():
            if isinstance(item, (dict, list)):
                yield from _walk(item, source)
            elif isinstance(item, str) and item and len(item) <= _LONGEST_NAME:
                yield from _leaf(name, item, source)


def _leaf(name: str, value: str, source: str) -> Iterator[tuple[str, str]]:
    kind = _ANYWHERE.get(name) or _OF_SOURCE.get((source, name))
    if value.startswith("arn:"):
        yield from _of_arn(value, kind or "")
    elif kind:
        yield sys.intern(kind), sys.intern(value)


def _of_arn(arn: str, kind: str) -> Iterator[tuple[str, str]]:
    """An ARN counts by itself and by the name at its end."""
    parts = arn.split(":", 5)
    if len(parts) < _ARN_PARTS:
        return
    kind = kind or _KIND_OF_ARN.get((parts[2], parts[5].partition("/")[0]), "")
    if not kind:
        return
    yield sys.intern(kind), sys.intern(arn)
    yield sys.intern(kind), sys.intern(parts[5].rpartition("/")[2].rpartition(":")[2])
