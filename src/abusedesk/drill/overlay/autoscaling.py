"""
Auto Scaling: the folder's groups and their instances.

A group that wants fewer instances has those that are too many terminated; one that wants more launches none.
https://docs.aws.amazon.com/autoscaling/ec2/APIReference/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill.overlay import Overlay
from abusedesk.drill.overlay._ec2_things import things
from abusedesk.drill.overlay._ec2_turns import end
from abusedesk.drill.overlay._later import TURNS, arrive, later
from abusedesk.drill.paging import page
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.drill.call import Call

_MOST = 50
_PROCESSES = (
    "AddToLoadBalancer",
    "AlarmNotification",
    "AZRebalance",
    "HealthCheck",
    "InstanceRefresh",
    "Launch",
    "ReplaceUnhealthy",
    "ScheduledActions",
    "Terminate",
)


def _groups(call: Call) -> list[dict[str, Any]]:
    arrive(call)
    return call.account.listed(call.region, "autoscaling:auto_scaling_groups")


def _group(call: Call) -> dict[str, Any]:
    name = call.get("AutoScalingGroupName")
    for group in _groups(call):
        if group["AutoScalingGroupName"] == name:
            return group
    raise AwsError(
        "ValidationError", f"AutoScalingGroup name not found - AutoScalingGroup '{name}' not found"
    )


def describe_auto_scaling_groups(call: Call) -> Mapping[str, Any]:
    """Groups; a name that none has is no error."""
    wanted = call.get("AutoScalingGroupNames")
    items = [group for group in _groups(call) if not wanted or group["AutoScalingGroupName"] in wanted]
    shown, more = page(call, items, _MOST)
    return {"AutoScalingGroups": shown, **more}


def describe_auto_scaling_instances(call: Call) -> Mapping[str, Any]:
    """The instances of every group, each with its group's name."""
    wanted = call.get("InstanceIds")
    items = [
        {"AutoScalingGroupName": group["AutoScalingGroupName"], **_facts(instance)}
        for group in _groups(call)
        for instance in group.get("Instances", ())
        if not wanted or instance["InstanceId"] in wanted
    ]
    items += [
        one
        for one in call.account.things.get(call.region, {}).get("autoscaling:auto_scaling_instances", ())
        if one["InstanceId"] not in {item["InstanceId"] for item in items}
        and (not wanted or one["InstanceId"] in wanted)
    ]
    shown, more = page(call, items, _MOST)
    return {"AutoScalingInstances": shown, **more}


def _facts(instance: Mapping[str, Any]) -> dict[str, Any]:
    # The group says Healthy, the instance HEALTHY: AWS's own spellings.
    return {**instance, "HealthStatus": str(instance.get("HealthStatus", "Healthy")).upper()}


def enter_standby(call: Call) -> Mapping[str, Any]:
    """
    Take instances out of service, with or without wanting fewer.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_EnterStandby.html
    """
    group = _group(call)
    chosen = _chosen(call, group, "InService")
    if call.get("ShouldDecrementDesiredCapacity"):
        wants = int(group.get("DesiredCapacity", 0)) - len(chosen)
        if wants < int(group.get("MinSize", 0)):
            raise AwsError(
                "ValidationError",
                f"AutoScalingGroup {group['AutoScalingGroupName']} has min-size={group.get('MinSize', 0)}, "
                f"max-size={group.get('MaxSize', 0)}, and desired-size={group.get('DesiredCapacity', 0)}. "
                f"To place into standby {len(chosen)} instance(s), please update the AutoScalingGroup sizes "
                "appropriately.",
            )
        group["DesiredCapacity"] = wants
    return {"Activities": [_moved(call, group, one, ("EnteringStandby", "Standby")) for one in chosen]}


def exit_standby(call: Call) -> Mapping[str, Any]:
    """
    Put instances back into service; the group wants so many more.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_ExitStandby.html
    """
    group = _group(call)
    chosen = _chosen(call, group, "Standby")
    wants = int(group.get("DesiredCapacity", 0)) + len(chosen)
    if wants > int(group.get("MaxSize", 0)):
        raise AwsError(
            "ValidationError",
            f"AutoScalingGroup {group['AutoScalingGroupName']} has max-size={group.get('MaxSize', 0)}. "
            "Please update the AutoScalingGroup sizes appropriately.",
        )
    group["DesiredCapacity"] = wants
    return {"Activities": [_moved(call, group, one, ("Pending", "InService")) for one in chosen]}


def _chosen(call: Call, group: Mapping[str, Any], state: str) -> list[dict[str, Any]]:
    held = {one["InstanceId"]: one for one in group.get("Instances", ())}
    chosen = []
    for name in call.get("InstanceIds", ()):
        if name not in held:
            raise AwsError(
                "ValidationError",
                f"The instance {name} is not part of Auto Scaling group {group['AutoScalingGroupName']}.",
            )
        if held[name].get("LifecycleState") != state:
            raise AwsError("ValidationError", f"The instance {name} is not in {state}.")
        chosen.append(held[name])
    return chosen


def _moved(
    call: Call, group: Mapping[str, Any], instance: dict[str, Any], by_way_of: tuple[str, str]
) -> dict[str, Any]:
    instance["LifecycleState"] = by_way_of[0]
    later(call, TURNS, lambda: instance.update(LifecycleState=by_way_of[1]))
    return {
        "ActivityId": f"{call.request_id}-{instance['InstanceId']}",
        "AutoScalingGroupName": group["AutoScalingGroupName"],
        "Cause": f"At {call.now:%Y-%m-%dT%H:%M:%SZ} instance {instance['InstanceId']} was moved by a user.",
        "StartTime": call.now,
        "StatusCode": "InProgress",
    }


def update_auto_scaling_group(call: Call) -> Mapping[str, Any]:
    """
    Change a group, and have terminated what it no longer wants.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_UpdateAutoScalingGroup.html
    """
    group = _group(call)
    least = int(call.get("MinSize", group.get("MinSize", 0)))
    most = int(call.get("MaxSize", group.get("MaxSize", 0)))
    if least > most:
        raise AwsError(
            "ValidationError", f"Max bound, {most}, must be greater than or equal to min bound, {least}"
        )
    wants = call.get("DesiredCapacity")
    if wants is not None and not least <= int(wants) <= most:
        raise AwsError(
            "ValidationError", f"Desired capacity:{wants} must be between min:{least} and max:{most}"
        )
    held = int(group.get("DesiredCapacity", 0))
    group.update({name: value for name, value in call.parameters.items() if name != "AutoScalingGroupName"})
    group.update(DesiredCapacity=min(max(held, least), most) if wants is None else int(wants))
    _shrink(call, group)
    return {}


def _shrink(call: Call, group: dict[str, Any]) -> None:
    if "Terminate" in {one["ProcessName"] for one in group.get("SuspendedProcesses", ())}:
        return
    serving = [one for one in group.get("Instances", ()) if one.get("LifecycleState") == "InService"]
    known = {one["InstanceId"]: one for one in things(call, "instances")}
    for member in serving[int(group["DesiredCapacity"]) :]:
        member["LifecycleState"] = "Terminating"
        if member["InstanceId"] in known:
            end(call, known[member["InstanceId"]])
        later(call, TURNS, _left(group, member))


def _left(group: dict[str, Any], member: dict[str, Any]) -> Any:
    def change() -> None:
        group["Instances"] = [one for one in group["Instances"] if one is not member]

    return change


def suspend_processes(call: Call) -> Mapping[str, Any]:
    """
    Suspend the processes named, or all.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SuspendProcesses.html
    """
    group = _group(call)
    held = group.setdefault("SuspendedProcesses", [])
    known = {one["ProcessName"] for one in held}
    why = f"User suspended at {call.now:%Y-%m-%dT%H:%M:%SZ}"
    held += [{"ProcessName": name, "SuspensionReason": why} for name in _named(call) if name not in known]
    return {}


def resume_processes(call: Call) -> Mapping[str, Any]:
    """Resume the processes named, or all."""
    group = _group(call)
    names = _named(call)
    held = group.get("SuspendedProcesses", [])
    group["SuspendedProcesses"] = [one for one in held if one["ProcessName"] not in names]
    return {}


def _named(call: Call) -> list[str]:
    names = list(call.get("ScalingProcesses", ()))
    if unknown := sorted(set(names) - set(_PROCESSES)):
        raise AwsError("ValidationError", f"{', '.join(unknown)} is no scaling process")
    return names or list(_PROCESSES)


def create_or_update_tags(call: Call) -> Mapping[str, Any]:
    """
    Tag groups.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateOrUpdateTags.html
    """
    for tag in call.get("Tags", ()):
        tags = _tags(call, tag)
        tags[:] = [*(one for one in tags if one["Key"] != tag["Key"]), {"Value": "", **tag}]
    return {}


def delete_tags(call: Call) -> Mapping[str, Any]:
    """Take tags off groups."""
    for tag in call.get("Tags", ()):
        tags = _tags(call, tag)
        tags[:] = [one for one in tags if one["Key"] != tag["Key"]]
    return {}


def _tags(call: Call, tag: Mapping[str, Any]) -> list[dict[str, Any]]:
    for group in _groups(call):
        if group["AutoScalingGroupName"] == tag.get("ResourceId"):
            held: list[dict[str, Any]] = group.setdefault("Tags", [])
            return held
    raise AwsError("ValidationError", f"The ResourceId {tag.get('ResourceId')} could not be found")


OVERLAY = Overlay(
    id="autoscaling",
    answers={
        "DescribeAutoScalingGroups": describe_auto_scaling_groups,
        "DescribeAutoScalingInstances": describe_auto_scaling_instances,
        "EnterStandby": enter_standby,
        "ExitStandby": exit_standby,
        "UpdateAutoScalingGroup": update_auto_scaling_group,
        "SuspendProcesses": suspend_processes,
        "ResumeProcesses": resume_processes,
        "CreateOrUpdateTags": create_or_update_tags,
        "DeleteTags": delete_tags,
    },
)
