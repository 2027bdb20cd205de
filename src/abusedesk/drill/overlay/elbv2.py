"""
Application, network and gateway load balancers: what is registered with the folder's target groups.

A target group of the folder has its targets as TargetHealthDescriptions.
https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill.overlay import Overlay
from abusedesk.drill.overlay._later import TURNS, arrive, later
from abusedesk.drill.paging import page
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from abusedesk.drill.call import Call


def _groups(call: Call) -> list[dict[str, Any]]:
    arrive(call)
    return call.account.listed(call.region, "elbv2:target_groups")


def _group(call: Call) -> dict[str, Any]:
    arn = call.get("TargetGroupArn")
    for group in _groups(call):
        if group.get("TargetGroupArn") == arn:
            return group
    raise AwsError("TargetGroupNotFound", f"Target groups '{arn}' not found")


def describe_target_groups(call: Call) -> Mapping[str, Any]:
    """Target groups, without what is registered."""
    arns, names = call.get("TargetGroupArns"), call.get("Names")
    balancer = call.get("LoadBalancerArn")
    found = [
        {name: value for name, value in group.items() if name != "TargetHealthDescriptions"}
        for group in _groups(call)
        if (not arns or group.get("TargetGroupArn") in arns)
        and (not names or group.get("TargetGroupName") in names)
        and (not balancer or balancer in group.get("LoadBalancerArns", ()))
    ]
    if len(found) < len(arns or names or ()):
        raise AwsError("TargetGroupNotFound", "One or more target groups not found")
    shown, more = page(call, found)
    return {"TargetGroups": shown, **more}


def describe_target_health(call: Call) -> Mapping[str, Any]:
    """The targets of a group, each with its health."""
    wanted = call.get("Targets")
    found = [
        one
        for one in _group(call).get("TargetHealthDescriptions", ())
        if not wanted or any(_same(one["Target"], target) for target in wanted)
    ]
    return {"TargetHealthDescriptions": found}


def register_targets(call: Call) -> Mapping[str, Any]:
    """
    Register targets; they are looked at before they serve. One that drains serves again.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RegisterTargets.html
    """
    group = _group(call)
    held = group.setdefault("TargetHealthDescriptions", [])
    for asked in call.get("Targets", ()):
        target = {"Port": group.get("Port"), **asked}
        held[:] = [one for one in held if not _same(one["Target"], target)]
        told = {
            "Target": {name: value for name, value in target.items() if value is not None},
            "TargetHealth": {"State": "initial", "Reason": "Elb.RegistrationInProgress"},
            "HealthCheckPort": str(target.get("Port") or group.get("Port") or ""),
        }
        held.append(told)
        later(call, TURNS, _serves(told))
    return {}


def deregister_targets(call: Call) -> Mapping[str, Any]:
    """
    Deregister targets: they drain, then they are gone. Without a port all of a target's ports are meant.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeregisterTargets.html
    """
    group = _group(call)
    for asked in call.get("Targets", ()):
        for told in group.get("TargetHealthDescriptions", ()):
            if _same(told["Target"], asked):
                told["TargetHealth"] = {"State": "draining", "Reason": "Target.DeregistrationInProgress"}
                later(call, TURNS, _gone(group, told))
    return {}


def _serves(told: dict[str, Any]) -> Callable[[], None]:
    def change() -> None:
        if told["TargetHealth"]["State"] == "initial":
            told["TargetHealth"] = {"State": "healthy"}

    return change


def _gone(group: dict[str, Any], told: dict[str, Any]) -> Callable[[], None]:
    def change() -> None:
        group["TargetHealthDescriptions"] = [
            one for one in group["TargetHealthDescriptions"] if one is not told
        ]

    return change


def _same(held: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    port = asked.get("Port")
    return held.get("Id") == asked.get("Id") and (port is None or held.get("Port") == port)


OVERLAY = Overlay(
    id="elbv2",
    answers={
        "DescribeTargetGroups": describe_target_groups,
        "DescribeTargetHealth": describe_target_health,
        "RegisterTargets": register_targets,
        "DeregisterTargets": deregister_targets,
    },
)
