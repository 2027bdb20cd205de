"""The images and snapshots that snapshot_volumes makes of an instance, found again by their tag."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._ec2 import TAG, listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

IMAGES, SNAPSHOTS = "ec2:DescribeImages", "ec2:DescribeSnapshots"


def mark(instance: str) -> str:
    """The value of the tag that our copies of the instance have."""
    return f"snapshot_volumes:{instance}"


def images(aws: Reader | Writer, instance: str) -> list[Mapping[str, Any]]:
    """Our images of the instance, in whatever state. Needs IMAGES."""
    found = listed(aws, IMAGES, "Images", Owners=["self"], Filters=_filters(instance))
    return [one for one in found if one.get("State") != "deregistered"]


def snapshots(aws: Reader | Writer, instance: str) -> list[Mapping[str, Any]]:
    """Our snapshots of the instance's volumes, in whatever state. Needs SNAPSHOTS."""
    return list(listed(aws, SNAPSHOTS, "Snapshots", OwnerIds=["self"], Filters=_filters(instance)))


def _filters(instance: str) -> list[dict[str, Any]]:
    return [{"Name": f"tag:{TAG}", "Values": [mark(instance)]}]
