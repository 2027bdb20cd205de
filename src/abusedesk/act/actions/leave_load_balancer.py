"""Have load balancers send nobody to an instance any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from ._ec2 import INSTANCES, alive, listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

    Aws = Reader | Writer

_GROUPS, _HEALTH, _CLASSIC = (
    "elbv2:DescribeTargetGroups",
    "elbv2:DescribeTargetHealth",
    "elb:DescribeLoadBalancers",
)
_IAM = "elasticloadbalancing"


def preview(aws: Reader, target: Target) -> Change:
    """
    The target groups and classic load balancers that send to the instance now; and none.

    Of a target group the targets that mean it, by id or address. One that drains counts as gone: nobody new
    is sent to it.
    """
    now = {"target_groups": _registered(aws, target), "classic": _classic(aws, target.id)}
    return Change("leave_load_balancer", target, now, {"target_groups": {}, "classic": []})


def apply(aws: Writer, change: Change) -> None:
    """Deregister the instance everywhere."""
    for arn, targets in _registered(aws, change.target).items():
        if arn in change.before["target_groups"]:
            aws.one("elbv2:DeregisterTargets", TargetGroupArn=arn, Targets=targets)
    for name in _classic(aws, change.target.id):
        if name in change.before["classic"]:
            _move(aws, "elb:DeregisterInstancesFromLoadBalancer", name, change.target.id)


def revert(aws: Writer, change: Change) -> None:
    """Register it again where it was, with its ports."""
    held = _registered(aws, change.target)
    for arn, targets in change.before["target_groups"].items():
        missing = [one for one in targets if one not in held.get(arn, ())]
        if missing:
            aws.one("elbv2:RegisterTargets", TargetGroupArn=arn, Targets=missing)
    classic = _classic(aws, change.target.id)
    for name in change.before["classic"]:
        if name not in classic:
            _move(aws, "elb:RegisterInstancesWithLoadBalancer", name, change.target.id)


def _move(aws: Writer, call: str, balancer: str, instance: str) -> None:
    aws.one(call, LoadBalancerName=balancer, Instances=[{"InstanceId": instance}])


def _registered(aws: Aws, target: Target) -> dict[str, list[dict[str, Any]]]:
    """Target group -> the targets of it that mean the instance, each with port and zone where it has them."""
    instance = alive(aws, target)
    addresses = set(_addresses(instance))
    found: dict[str, list[dict[str, Any]]] = {}
    for group in listed(aws, _GROUPS, "TargetGroups"):
        by_id = group.get("TargetType", "instance") == "instance"
        if group.get("TargetType") == "lambda" or group.get("VpcId", instance.get("VpcId")) != instance.get(
            "VpcId"
        ):
            continue
        arn = str(group["TargetGroupArn"])
        targets = [
            dict(one["Target"])
            for one in listed(aws, _HEALTH, "TargetHealthDescriptions", TargetGroupArn=arn)
            if one.get("TargetHealth", {}).get("State") != "draining"
            and one["Target"]["Id"] in ({target.id} if by_id else addresses)
        ]
        if targets:
            found[arn] = sorted(targets, key=lambda one: (str(one["Id"]), int(one.get("Port", 0))))
    return found


def _addresses(instance: Mapping[str, Any]) -> list[str]:
    """Every private address of the instance, IPv6 too."""
    found = [str(instance.get("PrivateIpAddress", ""))]
    for interface in instance.get("NetworkInterfaces", ()):
        found += [str(one["PrivateIpAddress"]) for one in interface.get("PrivateIpAddresses", ())]
        found += [str(one["Ipv6Address"]) for one in interface.get("Ipv6Addresses", ())]
    return [address for address in found if address]


def _classic(aws: Aws, instance: str) -> list[str]:
    return sorted(
        str(balancer["LoadBalancerName"])
        for balancer in listed(aws, _CLASSIC, "LoadBalancerDescriptions")
        if any(one.get("InstanceId") == instance for one in balancer.get("Instances", ()))
    )


ACTION = Action(
    id="leave_load_balancer",
    title=msg("Take an instance out of its load balancers"),
    harm=msg(
        "Visitors are sent to the other instances; where there is none, the site is down. Requests under way "
        "may end until the group's deregistration delay is over."
    ),
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeregisterTargets.html",
    wave="protect",
    reads=(
        INSTANCES,
        f"{_GROUPS}={_IAM}:DescribeTargetGroups",
        f"{_HEALTH}={_IAM}:DescribeTargetHealth",
        f"{_CLASSIC}={_IAM}:DescribeLoadBalancers",
    ),
    writes=(
        f"elbv2:DeregisterTargets={_IAM}:DeregisterTargets",
        f"elbv2:RegisterTargets={_IAM}:RegisterTargets",
        f"elb:DeregisterInstancesFromLoadBalancer={_IAM}:DeregisterInstancesFromLoadBalancer",
        f"elb:RegisterInstancesWithLoadBalancer={_IAM}:RegisterInstancesWithLoadBalancer",
    ),
    preview=preview,
    apply=apply,
    revert=revert,
    after=("leave_auto_scaling_group",),
)
