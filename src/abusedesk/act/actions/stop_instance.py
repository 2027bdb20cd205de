"""Stop an instance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.errors import Refused
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from ._ec2 import KEPT, alive, attribute, keep_instance, listed, state_of, wait

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

_SPOT = "ec2:DescribeSpotInstanceRequests"
# One on its way has some of what one that has arrived has, and more than one that has not begun.
_FAR = {"stopping": ["begun"], "stopped": ["begun", "complete"]}


def preview(aws: Reader, target: Target) -> Change:
    """How far stopping it has come, and that it has stopped; one that starts counts as running."""
    instance = alive(aws, target)
    now = _FAR.get(state_of(instance), [])
    if not now:
        _refuse(aws, target, instance)
    return Change("stop_instance", target, {"stop": now}, {"stop": _FAR["stopped"]})


def apply(aws: Writer, change: Change) -> None:
    """Stop it, unless it is stopping or stopped."""
    if state_of(alive(aws, change.target)) not in {"stopping", "stopped"}:
        aws.one("ec2:StopInstances", InstanceIds=[change.target.id])


def revert(aws: Writer, change: Change) -> None:
    """Start it where it ran; it cannot be started before it has stopped."""
    if change.before["stop"]:
        return
    wait(lambda: state_of(alive(aws, change.target)) != "stopping", f"{change.target.id} was stopping")
    if state_of(alive(aws, change.target)) == "stopped":
        aws.one("ec2:StartInstances", InstanceIds=[change.target.id])


def _refuse(aws: Reader, target: Target, instance: Mapping[str, Any]) -> None:
    """What AWS stops none of, told before anything is tried."""
    if instance.get("RootDeviceType") == "instance-store":
        raise Refused(f"{target.id} has its root in the instance store: stopping would destroy it")
    if attribute(aws, target, "disableApiStop"):
        raise Refused(f"{target.id} is protected from being stopped")
    request = instance.get("SpotInstanceRequestId")
    if request:
        asked = listed(aws, _SPOT, "SpotInstanceRequests", SpotInstanceRequestIds=[request])
        if any(one.get("Type", "one-time") == "one-time" for one in asked):
            raise Refused(f"{target.id} belongs to a one-time Spot request: AWS stops none of these")


ACTION = Action(
    id="stop_instance",
    title=msg("Stop an instance"),
    harm=msg(
        "What runs on the instance stops. Memory, instance store and an automatic public address are lost "
        "for good; a new start may give another address. A Spot Instance may be terminated by AWS meanwhile, "
        "and an auto scaling group replaces what is stopped."
    ),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StopInstances.html",
    wave="services",
    reads=(*KEPT, _SPOT),
    writes=("ec2:StopInstances", "ec2:StartInstances"),
    preview=preview,
    apply=apply,
    revert=revert,
    keep=keep_instance,
    after=("snapshot_volumes", "leave_auto_scaling_group"),
    patience=600,
)
