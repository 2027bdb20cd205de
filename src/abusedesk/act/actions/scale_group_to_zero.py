"""Have an auto scaling group want no instance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from ._auto_scaling import GROUPS, group, name_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

_SIZES = ("MinSize", "MaxSize", "DesiredCapacity")


def preview(aws: Reader, target: Target) -> Change:
    """The group's least, greatest and wanted number of instances now, and none."""
    return Change("scale_group_to_zero", target, _sizes(aws, name_of(target)), dict.fromkeys(_SIZES, 0))


def apply(aws: Writer, change: Change) -> None:
    """Set the numbers to none."""
    _set(aws, change.target, change.after)


def revert(aws: Writer, change: Change) -> None:
    """Set the numbers before."""
    _set(aws, change.target, change.before)


def _set(aws: Writer, target: Target, sizes: Mapping[str, Any]) -> None:
    name = name_of(target)
    if _sizes(aws, name) != sizes:
        aws.one("autoscaling:UpdateAutoScalingGroup", AutoScalingGroupName=name, **sizes)


def _sizes(aws: Reader | Writer, name: str) -> dict[str, int]:
    found = group(aws, name)
    return {size: int(found[size]) for size in _SIZES}


ACTION = Action(
    id="scale_group_to_zero",
    title=msg("Scale an auto scaling group to zero"),
    harm=msg(
        "The group terminates its instances, with their volumes; copy first what is evidence. Taken back, "
        "the group starts others in their place: the old ones do not return."
    ),
    source="https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_UpdateAutoScalingGroup.html",
    wave="delete",
    reads=(GROUPS,),
    writes=("autoscaling:UpdateAutoScalingGroup",),
    preview=preview,
    apply=apply,
    revert=revert,
    patience=600,
)
