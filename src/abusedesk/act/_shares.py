"""With whom a snapshot or image is shared, by the API of what it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from abusedesk.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer
    from abusedesk.model import Target

EVERYBODY = "all"  # AWS's own word
_RDS = re.compile(r"arn:aws[a-z-]*:rds:[a-z0-9-]+:(\d{12}):(snapshot|cluster-snapshot):([A-Za-z0-9:-]+)")
READS = (
    "ec2:DescribeSnapshotAttribute",
    "ec2:DescribeImageAttribute",
    "rds:DescribeDBSnapshotAttributes",
    "rds:DescribeDBClusterSnapshotAttributes",
)
WRITES = (
    "ec2:ModifySnapshotAttribute",
    "ec2:ModifyImageAttribute",
    "rds:ModifyDBSnapshotAttribute",
    "rds:ModifyDBClusterSnapshotAttribute",
)


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one kind of thing is asked, and changed; id is the parameter that names it."""

    describe: str
    modify: str
    id: str
    name: str


def _kind(target: Target) -> _Kind:
    name = target.id.rpartition("/")[2]
    if name.startswith("snap-"):
        return _Kind("ec2:DescribeSnapshotAttribute", "ec2:ModifySnapshotAttribute", "SnapshotId", name)
    if name.startswith("ami-"):
        return _Kind("ec2:DescribeImageAttribute", "ec2:ModifyImageAttribute", "ImageId", name)
    match = _RDS.fullmatch(target.id)
    if match is None:
        raise Refused(f"{target.id} is no EBS snapshot, image or RDS snapshot")
    if match[1] != target.account:
        raise Refused(f"{target.id} belongs to another account than {target.account}")
    kind = "DBSnapshot" if match[2] == "snapshot" else "DBClusterSnapshot"
    return _Kind(f"rds:Describe{kind}Attributes", f"rds:Modify{kind}Attribute", f"{kind}Identifier", match[3])


def shared_with(aws: Reader | Writer, target: Target) -> list[str]:
    """
    Account ids, ARNs of organizations and their units, and "all" for everybody, in order.

    Raises:
        Refused: target is nothing that can be shared so.
    """
    kind = _kind(target)
    if kind.describe == "ec2:DescribeSnapshotAttribute":
        page = aws.one(kind.describe, SnapshotId=kind.name, Attribute="createVolumePermission")
        return sorted(_told(page.data.get("CreateVolumePermissions") or ()))
    if kind.describe == "ec2:DescribeImageAttribute":
        page = aws.one(kind.describe, ImageId=kind.name, Attribute="launchPermission")
        return sorted(_told(page.data.get("LaunchPermissions") or ()))
    result = next(iter(aws.one(kind.describe, **{kind.id: kind.name}).data.values()), None) or {}
    held = next((value for name, value in result.items() if name.endswith("Attributes")), None) or ()
    return sorted(
        str(one)
        for attribute in held
        if attribute.get("AttributeName") == "restore"
        for one in attribute.get("AttributeValues") or ()
    )


def _told(permissions: Iterable[Mapping[str, Any]]) -> list[str]:
    """A permission is told by its one member: UserId, Group, OrganizationArn or OrganizationalUnitArn."""
    return [str(value) for one in permissions for value in one.values() if value]


def change_sharing(aws: Writer, target: Target, wanted: Iterable[str]) -> None:
    """Share target with wanted and nobody else; in one call for those added, and one for those removed."""
    now, then = shared_with(aws, target), list(wanted)
    for verb, names in (
        ("remove", [one for one in now if one not in then]),
        ("add", [one for one in then if one not in now]),
    ):
        if names:
            _modify(aws, _kind(target), verb, names)


def _modify(aws: Writer, kind: _Kind, verb: str, names: list[str]) -> None:
    named = {kind.id: kind.name}
    if kind.modify == "ec2:ModifySnapshotAttribute":
        aws.one(
            kind.modify,
            **named,
            Attribute="createVolumePermission",
            CreateVolumePermission={verb.capitalize(): [_permission(one) for one in names]},
        )
    elif kind.modify == "ec2:ModifyImageAttribute":
        permissions = [_permission(one) for one in names]
        aws.one(kind.modify, **named, LaunchPermission={verb.capitalize(): permissions})
    else:
        aws.one(kind.modify, **named, AttributeName="restore", **{f"ValuesTo{verb.capitalize()}": names})


def _permission(name: str) -> dict[str, str]:
    if name == EVERYBODY:
        return {"Group": name}
    if name.startswith("arn:"):
        return {"OrganizationalUnitArn" if ":ou/" in name else "OrganizationArn": name}
    return {"UserId": name}
