"""
Classic Load Balancers of the folder, and which instances each serves.

https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill.overlay import Overlay
from abusedesk.drill.paging import page
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.drill.call import Call

_MOST = 400


def _balancers(call: Call) -> list[dict[str, Any]]:
    return call.account.listed(call.region, "elb:load_balancers")


def _balancer(call: Call) -> dict[str, Any]:
    name = call.get("LoadBalancerName")
    for balancer in _balancers(call):
        if balancer["LoadBalancerName"] == name:
            return balancer
    raise AwsError("LoadBalancerNotFound", f"There is no ACTIVE Load Balancer named '{name}'")


def describe_load_balancers(call: Call) -> Mapping[str, Any]:
    """Load balancers with their instances."""
    names = call.get("LoadBalancerNames", ())
    known = {one["LoadBalancerName"] for one in _balancers(call)}
    for name in names:
        if name not in known:
            raise AwsError("LoadBalancerNotFound", f"There is no ACTIVE Load Balancer named '{name}'")
    found = [one for one in _balancers(call) if not names or one["LoadBalancerName"] in names]
    shown, more = page(call, found, _MOST)
    return {"LoadBalancerDescriptions": shown, **more}


def register_instances(call: Call) -> Mapping[str, Any]:
    """
    Have instances served; one that is served already is no error.

    https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_RegisterInstancesWithLoadBalancer.html
    """
    held = _balancer(call).setdefault("Instances", [])
    held += [dict(one) for one in call.get("Instances", ()) if one not in held]
    return {"Instances": held}


def deregister_instances(call: Call) -> Mapping[str, Any]:
    """Have instances served no more; one that is not served is no error."""
    balancer = _balancer(call)
    gone = call.get("Instances", ())
    balancer["Instances"] = [one for one in balancer.get("Instances", ()) if one not in gone]
    return {"Instances": balancer["Instances"]}


OVERLAY = Overlay(
    id="elb",
    answers={
        "DescribeLoadBalancers": describe_load_balancers,
        "RegisterInstancesWithLoadBalancer": register_instances,
        "DeregisterInstancesFromLoadBalancer": deregister_instances,
    },
)
