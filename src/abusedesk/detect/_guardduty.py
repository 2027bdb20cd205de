"""What a GuardDuty finding (lowerCamelCase members) is about, and who was on the other side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._calls import listed, member

if TYPE_CHECKING:
    from collections.abc import Iterator

# Details of the resource and the member of them that names it: EC2 things by id, all else by ARN.
# https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Resource.html
_NAMES = (
    ("instanceDetails", "instanceId"),
    ("s3BucketDetails", "arn"),
    ("lambdaDetails", "functionArn"),
    ("rdsDbInstanceDetails", "dbInstanceArn"),
    ("eksClusterDetails", "arn"),
    ("ecsClusterDetails", "arn"),
    ("ebsVolumeDetails", "scannedVolumeDetails", "volumeArn"),
    ("ebsSnapshotDetails", "snapshotArn"),
    ("ec2ImageDetails", "imageArn"),
    ("recoveryPointDetails", "recoveryPointArn"),
)


def resources(finding: Any) -> tuple[str, ...]:
    """Ids and ARNs of the resources, those of an attack sequence's signals too."""
    found = set(_named(member(finding, "resource")))
    for one in listed(finding, "service", "detection", "sequence", "resources"):
        if uid := member(one, "uid"):
            found.add(_short(str(uid)))
    return tuple(sorted(found))


def _named(resource: Any) -> Iterator[str]:
    for details, *path in _NAMES:
        for one in listed(resource, details):
            for name in listed(one, *path):
                if isinstance(name, str) and name:
                    yield _short(name)


def _short(name: str) -> str:
    return name.rsplit("/", 1)[-1] if name.startswith("arn:") and ":ec2:" in name else name


def addresses(finding: Any) -> tuple[str, ...]:
    """The addresses on the other side, as callers, peers or probes."""
    action = member(finding, "service", "action")
    found = set()
    for detail in action.values() if isinstance(action, dict) else ():
        for one in [detail, *listed(detail, "portProbeDetails")]:
            found |= {member(one, "remoteIpDetails", f"ipAddress{version}") for version in ("V4", "V6")}
    for one in listed(finding, "service", "detection", "sequence", "endpoints"):
        found.add(member(one, "ip"))
    return tuple(sorted(address for address in found if isinstance(address, str) and address))
