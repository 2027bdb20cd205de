"""GuardDuty findings: GetFindings' answer on the wire or from the CLI, EventBridge, exports in S3."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from abusedesk.logs import _records
from abusedesk.logs._fields import compact, member, moment, text_of
from abusedesk.logs._unit import Format
from abusedesk.model import Event
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.logs._lines import Lines
    from abusedesk.model import Rejected

_NAMES = re.compile(
    rb'"((?:schemaVersion|severity|service|resource|accountId|detectorId))"\s*:', re.IGNORECASE
)
_NAMES_NEEDED = 3
_HUB = re.compile(rb'"(?:ProductArn|finding_info)"\s*:')  # Security Hub's, under the same wrapper
_WRAPPER = re.compile(rb'\{\s*"findings"\s*:\s*\[', re.IGNORECASE)

# What a resource is called, by its type as resource.resourceType has it; then any that is there.
_RESOURCES = {
    "AccessKey": ("accessKeyDetails", "accessKeyId"),
    "Instance": ("instanceDetails", "instanceId"),
    "S3Bucket": ("s3BucketDetails", "name"),
    "S3Object": ("s3BucketDetails", "name"),
    "Lambda": ("lambdaDetails", "functionName"),
    "RDSDBInstance": ("rdsDbInstanceDetails", "dbInstanceIdentifier"),
    "RDSLimitlessDB": ("rdsLimitlessDbDetails", "dbShardGroupIdentifier"),
    "EKSCluster": ("eksClusterDetails", "name"),
    "KubernetesCluster": ("eksClusterDetails", "name"),
    "ECSCluster": ("ecsClusterDetails", "name"),
    "Container": ("containerDetails", "id"),
    "EBSSnapshot": ("ebsSnapshotDetails", "snapshotArn"),
    "EC2AMI": ("ec2ImageDetails", "imageArn"),
    "RecoveryPoint": ("recoveryPointDetails", "recoveryPointArn"),
}

_DEPTH = 40


def sniff(head: bytes) -> bool:
    """Whether JSON with members that findings have, in either letter case, is there."""
    if not head.startswith((b"{", b"[")) or b"eventSource" in head[:2048] or _HUB.search(head):
        return False
    names = {name.lower() for name in _NAMES.findall(head)}
    return bool(_WRAPPER.match(head)) or b'"GuardDuty Finding"' in head or len(names) >= _NAMES_NEEDED


def read(lines: Lines) -> Iterator[Event | Rejected]:
    """
    One Event per finding; record has its members in lowerCamelCase, whatever they came in.

    record also has "sample": true for findings that CreateSampleFindings made. severity stays as
    GuardDuty's number. src_ip is the other side of the action, as a caller or as a peer.
    """
    return _records.read(lines, _is_finding, _event)


def _is_finding(value: dict[str, Any]) -> bool:
    names = {name.lower() for name in value}
    return {"type", "severity"} <= names and bool({"service", "resource"} & names)


def _event(raw: dict[str, Any], lines: Lines, own_id: str, line: int) -> Event:
    finding = _lower(raw, _DEPTH)
    kind = text_of(finding.get("type"))
    if kind is None:
        raise ValueError("not a GuardDuty finding: expected a type")
    finding["sample"] = _is_sample(finding)
    service, resource = finding.get("service"), finding.get("resource")
    when = member(service, "eventLastSeen") or finding.get("updatedAt") or finding.get("createdAt")
    remote = _remote(member(service, "action"))
    return Event(
        time=moment(when) if when else None,
        source=FORMAT.id,
        id=text_of(finding.get("id")) or own_id,
        account=text_of(finding.get("accountId")),
        region=text_of(finding.get("region")),
        action=kind,
        actor=(actor := _actor(finding)),
        principal=actor,
        credential=text_of(member(resource, "accessKeyDetails", "accessKeyId")),
        user=text_of(member(resource, "accessKeyDetails", "userName")),
        src_ip=text_of(member(remote, "ipAddressV4")) or text_of(member(remote, "ipAddressV6")),
        target=_target(resource),
        dns_query=text_of(member(service, "action", "dnsRequestAction", "domain")),
        message=text_of(finding.get("title")),
        file=lines.name,
        line=line,
        record=compact(finding),
    )


def _lower(value: Any, depth: int) -> Any:
    """
    Value with the first letter of every member's name in lower case.

    That is how the API's model and its answers differ, but for few members that nobody asks for.
    Names of resource types ("AWS::EC2::Instance") are data and stay.
    """
    if depth == 0:
        raise ValueError("nested too deeply")
    if isinstance(value, list):
        return [_lower(each, depth - 1) for each in value]
    if isinstance(value, dict):
        return {
            name if "::" in name else name[:1].lower() + name[1:]: _lower(inner, depth - 1)
            for name, inner in value.items()
        }
    return value


def _is_sample(finding: dict[str, Any]) -> bool:
    """https://docs.aws.amazon.com/guardduty/latest/ug/sample_findings.html."""
    more = member(finding, "service", "additionalInfo")
    said = [member(more, "sample"), member(finding, "sample")]
    with suppress(RecursionError, TypeError, ValueError):  # absent, or not JSON
        said.append(member(json.loads(member(more, "value")), "sample"))
    return True in said or (text_of(finding.get("title")) or "").startswith("[SAMPLE]")


def _remote(action: Any) -> Any:
    """The remoteIpDetails of whatever kind of action it was; of several probes the first's."""
    if not isinstance(action, dict):
        return None
    for detail in action.values():
        probes = member(detail, "portProbeDetails")
        first = probes[0] if isinstance(probes, list) and probes else detail
        if found := member(first, "remoteIpDetails"):
            return found
    return None


def _actor(finding: dict[str, Any]) -> str | None:
    """The ARN of whom the access key belongs to, without the path, which findings do not have."""
    key = member(finding, "resource", "accessKeyDetails")
    kind, name = text_of(member(key, "userType")), text_of(member(key, "userName"))
    account = text_of(finding.get("accountId"))
    stem = f"arn:{text_of(finding.get('partition')) or 'aws'}:iam::{account}"
    if account is None or kind is None:
        return None
    if kind == "Root":
        return f"{stem}:root"
    if name is None:
        return None
    return {
        "IAMUser": f"{stem}:user/{name}",
        "AssumedRole": f"{stem}:role/{name}",
        "Role": f"{stem}:role/{name}",
    }.get(kind)


def _target(resource: Any) -> str | None:
    kind = text_of(member(resource, "resourceType"))
    known = [_RESOURCES[kind]] if kind in _RESOURCES else []
    for details, name in [*known, *_RESOURCES.values()]:
        found = member(resource, details)
        first = found[0] if isinstance(found, list) and found else found
        if text := text_of(member(first, name)):
            return text
    return None


FORMAT = Format(
    id="guardduty",
    title=msg("Amazon GuardDuty findings"),
    source="https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Finding.html",
    logsources=(("aws", "guardduty"),),
    sniff=sniff,
    read=read,
)
