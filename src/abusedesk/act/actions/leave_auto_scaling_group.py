"""Take an instance out of its auto scaling group's service, so that the group does not terminate it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.errors import Refused
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from ._auto_scaling import GROUPS, MEMBERS, group, member
from ._ec2 import tag_of, wait

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

# One on its way has some of what one that has arrived has, and more than one that has not begun.
_DONE = ["begun", "complete"]
_FAR: Mapping[str, list[str]] = {
    "InService": [],
    "Pending": [],
    "EnteringStandby": _DONE[:1],
    "Standby": _DONE,
}
_LEAST = "abusedesk-min-size"


def preview(aws: Reader, target: Target) -> Change:
    """
    The instance's group and how far it is in standby now; and in standby.

    How many instances the group wants goes down by one on the way out and up by one on the way back; its
    least size only where it must, and then a tag of ours on the group tells what it was. Neither stands in
    the state, so that several instances of one group may be previewed together; while the least size is on
    its way the instance counts as begun.
    """
    held = member(aws, target.id)
    state = str(held["LifecycleState"])
    if state not in _FAR:
        raise Refused(f"{target.id} is {state} in its auto scaling group: it can neither leave nor stay")
    name = str(held["AutoScalingGroupName"])
    far = _FAR[state]
    if not far and _least_is_on_its_way(group(aws, name)):
        far = _DONE[:1]
    return Change(
        "leave_auto_scaling_group",
        target,
        {"group": name, "standby": far},
        {"group": name, "standby": _DONE},
    )


def apply(aws: Writer, change: Change) -> None:
    """Lower the least size where it has to be, noting on the group what it was; then have it stand by."""
    name, instance = str(change.after["group"]), change.target.id
    if _FAR.get(_is(aws, instance)):
        return
    wait(lambda: _is(aws, instance) == "InService", f"{instance} was not yet in service")
    sizes = group(aws, name)
    least, wants = int(sizes["MinSize"]), max(int(sizes["DesiredCapacity"]) - 1, 0)
    if wants < least:
        if tag_of(sizes, _LEAST) is None:
            tag = {**_tag(name), "Value": str(least), "PropagateAtLaunch": False}
            aws.one("autoscaling:CreateOrUpdateTags", Tags=[tag])
        aws.one("autoscaling:UpdateAutoScalingGroup", AutoScalingGroupName=name, MinSize=wants)
    aws.one(
        "autoscaling:EnterStandby",
        AutoScalingGroupName=name,
        InstanceIds=[instance],
        ShouldDecrementDesiredCapacity=True,
    )


def revert(aws: Writer, change: Change) -> None:
    """Put the instance back into service, then the group's least size as far up as it was and now can be."""
    name, instance = str(change.before["group"]), change.target.id
    if change.before["standby"] != _DONE:
        wait(lambda: _is(aws, instance) != "EnteringStandby", f"{instance} was entering standby")
        if _is(aws, instance) == "Standby":
            aws.one("autoscaling:ExitStandby", AutoScalingGroupName=name, InstanceIds=[instance])
    sizes = group(aws, name)
    noted = _noted(sizes)
    if noted is None:
        return
    least = min(noted, int(sizes["DesiredCapacity"]))
    if int(sizes["MinSize"]) < least:
        aws.one("autoscaling:UpdateAutoScalingGroup", AutoScalingGroupName=name, MinSize=least)
    if max(least, int(sizes["MinSize"])) >= noted:
        aws.one("autoscaling:DeleteTags", Tags=[_tag(name)])


def _noted(sizes: Mapping[str, Any]) -> int | None:
    """The least size that the group had before we lowered it, None where we did not."""
    noted = tag_of(sizes, _LEAST) or ""
    return int(noted) if noted.isdecimal() else None


def _least_is_on_its_way(sizes: Mapping[str, Any]) -> bool:
    """Whether the least size was noted but not yet lowered, or can be raised, or is up and still noted."""
    noted, least = _noted(sizes), int(sizes["MinSize"])
    return noted is not None and (least < min(noted, int(sizes["DesiredCapacity"])) or least >= noted)


def _tag(name: str) -> dict[str, str]:
    return {"ResourceId": name, "ResourceType": "auto-scaling-group", "Key": _LEAST}


def _is(aws: Writer, instance: str) -> str:
    return str(member(aws, instance)["LifecycleState"])


ACTION = Action(
    id="leave_auto_scaling_group",
    title=msg("Take an instance out of its auto scaling group's service"),
    harm=msg(
        "The group serves with one instance fewer and does not replace it; its least size is lowered where "
        "that is needed. Its load balancers send no new visitors to the instance."
    ),
    source="https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_EnterStandby.html",
    wave="protect",
    reads=(GROUPS, MEMBERS),
    writes=(
        "autoscaling:EnterStandby",
        "autoscaling:ExitStandby",
        "autoscaling:UpdateAutoScalingGroup",
        "autoscaling:CreateOrUpdateTags",
        "autoscaling:DeleteTags",
    ),
    preview=preview,
    apply=apply,
    revert=revert,
    patience=600,
)
