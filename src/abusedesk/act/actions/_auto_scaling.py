"""What the actions on auto scaling groups ask: which group, its sizes, its members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.errors import Absent, Refused

from ._ec2 import listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer
    from abusedesk.model import Target

    Aws = Reader | Writer

GROUPS, MEMBERS = "autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeAutoScalingInstances"
_ARN_PARTS = 6


def name_of(target: Target) -> str:
    """
    The group's name, of a target that is its name or ARN.

    Raises:
        Refused: it is an ARN of something else, or of another account.
    """
    if not target.id.startswith("arn:"):
        return target.id
    parts = target.id.split(":", _ARN_PARTS - 1)
    name = parts[-1].rpartition("autoScalingGroupName/")[2]
    if len(parts) < _ARN_PARTS or parts[2] != "autoscaling" or not name or name == parts[-1]:
        raise Refused(f"{target.id} is no auto scaling group")
    if parts[4] != target.account:
        raise Refused(f"{target.id} is not of account {target.account}")
    return name


def group(aws: Aws, name: str) -> Mapping[str, Any]:
    """
    The group of that name. Needs GROUPS.

    Raises:
        Absent: there is none, or it is being deleted.
    """
    for found in listed(aws, GROUPS, "AutoScalingGroups", AutoScalingGroupNames=[name]):
        if found["AutoScalingGroupName"] == name and not found.get("Status"):
            return found
    raise Absent(f"there is no auto scaling group {name} in {aws.region}", "empty")


def member(aws: Aws, instance: str) -> Mapping[str, Any]:
    """
    The instance as its group knows it. Needs MEMBERS.

    Raises:
        Absent: it is in no group.
    """
    for found in listed(aws, MEMBERS, "AutoScalingInstances", InstanceIds=[instance]):
        return found
    raise Absent(f"{instance} is in no auto scaling group", "empty")
