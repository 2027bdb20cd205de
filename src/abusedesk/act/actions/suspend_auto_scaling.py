"""Have an auto scaling group start and terminate nothing by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.act import Action
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from ._auto_scaling import GROUPS, group, name_of

if TYPE_CHECKING:
    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

# https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html
_PROCESSES = (
    "AZRebalance",
    "AddToLoadBalancer",
    "AlarmNotification",
    "HealthCheck",
    "InstanceRefresh",
    "Launch",
    "ReplaceUnhealthy",
    "ScheduledActions",
    "Terminate",
)


def preview(aws: Reader, target: Target) -> Change:
    """The group's processes that are suspended now, and all of them."""
    now = _suspended(aws, name_of(target))
    after = sorted({*now, *_PROCESSES})
    return Change("suspend_auto_scaling", target, {"suspended": now}, {"suspended": after})


def apply(aws: Writer, change: Change) -> None:
    """Suspend those that are not yet."""
    name = name_of(change.target)
    held = _suspended(aws, name)
    missing = [one for one in change.after["suspended"] if one not in held]
    if missing:
        aws.one("autoscaling:SuspendProcesses", AutoScalingGroupName=name, ScalingProcesses=missing)


def revert(aws: Writer, change: Change) -> None:
    """Resume those that were not suspended before."""
    name = name_of(change.target)
    ours = [one for one in _suspended(aws, name) if one not in change.before["suspended"]]
    if ours:
        aws.one("autoscaling:ResumeProcesses", AutoScalingGroupName=name, ScalingProcesses=ours)


def _suspended(aws: Reader | Writer, name: str) -> list[str]:
    return sorted(str(one["ProcessName"]) for one in group(aws, name).get("SuspendedProcesses", ()))


ACTION = Action(
    id="suspend_auto_scaling",
    title=msg("Stop an auto scaling group from launching and terminating"),
    harm=msg(
        "The group no longer follows its load, replaces no instance that fails and terminates none; its "
        "instances run on and cost on."
    ),
    source="https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SuspendProcesses.html",
    wave="network",
    reads=(GROUPS,),
    writes=("autoscaling:SuspendProcesses", "autoscaling:ResumeProcesses"),
    preview=preview,
    apply=apply,
    revert=revert,
)
