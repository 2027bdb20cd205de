"""Keep an instance from being terminated, and mark it as evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from ._ec2 import ATTRIBUTE, INSTANCES, TAG, alive, attribute, tag_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

UNDER = "under-investigation"
# Says that the protection is ours, so that who terminates later may take it off.
OURS = "abusedesk-termination-protection"
_PROTECTION, _SHUTDOWN = "DisableApiTermination", "InstanceInitiatedShutdownBehavior"


def preview(aws: Reader, target: Target) -> Change:
    """
    Termination protection, shutdown behaviour and our tags now; and protected, stopping, and tagged.

    A Spot Instance cannot be protected, and one with an instance store root cannot stop: what AWS does not
    allow stays as it is. DisableApiStop is not touched: the instance has to be stopped later.
    """
    instance = alive(aws, target)
    now = _state(aws, target, instance)
    after = {**now, "tags": {**now["tags"], TAG: UNDER}}
    if not now["spot"]:
        after[_PROTECTION] = True
        if not now[_PROTECTION]:
            after["tags"][OURS] = "on"
        if instance.get("RootDeviceType") != "instance-store":
            after[_SHUTDOWN] = "stop"
    return Change("protect_instance", target, now, after)


def apply(aws: Writer, change: Change) -> None:
    """Tag it, then protect it."""
    now = _state(aws, change.target, alive(aws, change.target))
    _tag(aws, change.target.id, now["tags"], change.after["tags"])
    _set(aws, change.target.id, now, change.after)


def revert(aws: Writer, change: Change) -> None:
    """Take the protection off where it was off, and put the tags before; the tags go last."""
    now = _state(aws, change.target, alive(aws, change.target))
    _set(aws, change.target.id, now, change.before)
    _tag(aws, change.target.id, now["tags"], change.before["tags"])


def _state(aws: Reader | Writer, target: Target, instance: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "spot": instance.get("InstanceLifecycle") == "spot",
        _PROTECTION: bool(attribute(aws, target, "disableApiTermination")),
        _SHUTDOWN: str(attribute(aws, target, "instanceInitiatedShutdownBehavior") or "stop"),
        "tags": {key: tag_of(instance, key) for key in (TAG, OURS)},
    }


def _set(aws: Writer, instance: str, now: Mapping[str, Any], to: Mapping[str, Any]) -> None:
    for name in (_PROTECTION, _SHUTDOWN):
        if now[name] != to[name]:
            aws.one("ec2:ModifyInstanceAttribute", InstanceId=instance, **{name: {"Value": to[name]}})


def _tag(aws: Writer, instance: str, now: Mapping[str, Any], to: Mapping[str, Any]) -> None:
    put = [{"Key": key, "Value": value} for key, value in to.items() if value not in {None, now[key]}]
    off = [{"Key": key} for key, value in to.items() if value is None and now[key] is not None]
    if put:
        aws.one("ec2:CreateTags", Resources=[instance], Tags=put)
    if off:
        aws.one("ec2:DeleteTags", Resources=[instance], Tags=off)


ACTION = Action(
    id="protect_instance",
    title=msg("Protect an instance from termination and mark it as evidence"),
    harm=msg(
        "Nothing stops. Deployments that terminate this instance fail; an auto scaling group may terminate "
        "it all the same. A Spot Instance cannot be protected: it is tagged only."
    ),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceAttribute.html",
    wave="protect",
    reads=(INSTANCES, ATTRIBUTE),
    writes=("ec2:ModifyInstanceAttribute", "ec2:CreateTags", "ec2:DeleteTags"),
    preview=preview,
    apply=apply,
    revert=revert,
)
