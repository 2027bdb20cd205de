"""
Auto Scaling: the instances of the folder's groups.

https://docs.aws.amazon.com/autoscaling/ec2/APIReference/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill.overlay import Overlay
from abusedesk.drill.paging import page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.drill.call import Call

_MOST = 50


def describe_auto_scaling_instances(call: Call) -> Mapping[str, Any]:
    """The instances of every group, each with its group's name."""
    things, wanted = call.account.things.get(call.region, {}), call.get("InstanceIds")
    items = [
        {"AutoScalingGroupName": group["AutoScalingGroupName"], **_facts(instance)}
        for group in things.get("autoscaling:auto_scaling_groups", ())
        for instance in group.get("Instances", ())
        if not wanted or instance["InstanceId"] in wanted
    ]
    items += [
        one
        for one in things.get("autoscaling:auto_scaling_instances", ())
        if one["InstanceId"] not in {item["InstanceId"] for item in items}
        and (not wanted or one["InstanceId"] in wanted)
    ]
    shown, more = page(call, items, _MOST)
    return {"AutoScalingInstances": shown, **more}


def _facts(instance: Mapping[str, Any]) -> dict[str, Any]:
    # The group says Healthy, the instance HEALTHY: AWS's own spellings.
    return {**instance, "HealthStatus": str(instance.get("HealthStatus", "Healthy")).upper()}


OVERLAY = Overlay(
    id="autoscaling",
    answers={"DescribeAutoScalingInstances": describe_auto_scaling_instances},
)
