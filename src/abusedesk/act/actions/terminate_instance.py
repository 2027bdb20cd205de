"""Terminate an instance that the intruder made, once its volumes are copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.errors import Refused
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from ._ec2 import KEPT, attribute, keep_instance, shown, state_of, tag_of, volumes_of
from ._ec2_copies import SNAPSHOTS, snapshots
from .protect_instance import OURS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

_FAR = {"shutting-down": ["begun"], "terminated": ["begun", "complete"]}


def preview(aws: Reader, target: Target) -> Change:
    """
    How far terminating it has come, whether it is protected from it now; and that it is terminated.

    Refused while a volume has no complete copy of ours, or while somebody else protects it.
    """
    instance = shown(aws, target)
    far = _FAR.get(state_of(instance), [])
    protected = not far and bool(attribute(aws, target, "disableApiTermination"))
    if not far:
        _refuse(aws, target, instance, protected=protected)
    now = {"termination": far, "DisableApiTermination": protected}
    after = {"termination": _FAR["terminated"], "DisableApiTermination": False}
    return Change("terminate_instance", target, now, after)


def apply(aws: Writer, change: Change) -> None:
    """Take our own protection off, then terminate."""
    if state_of(shown(aws, change.target)) in _FAR:
        return
    name = change.target.id
    if attribute(aws, change.target, "disableApiTermination"):
        aws.one("ec2:ModifyInstanceAttribute", InstanceId=name, DisableApiTermination={"Value": False})
    aws.one("ec2:TerminateInstances", InstanceIds=[name])


def _refuse(aws: Reader, target: Target, instance: Mapping[str, Any], *, protected: bool) -> None:
    if protected and tag_of(instance, OURS) is None:
        raise Refused(f"{target.id} is protected from termination, and not by us: its owner must agree")
    done = {one.get("VolumeId") for one in snapshots(aws, target.id) if one.get("State") == "completed"}
    missing = [volume for volume in volumes_of(instance) if volume not in done]
    if missing:
        raise Refused(f"{target.id}: there is no complete copy of {', '.join(missing)} yet")


ACTION = Action(
    id="terminate_instance",
    title=msg("Terminate an instance"),
    harm=msg(
        "The instance and its volumes that go with it are gone; the copies stay. What a Spot request, fleet "
        "or auto scaling group wants, it starts again: end that first."
    ),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TerminateInstances.html",
    wave="delete",
    reads=(*KEPT, SNAPSHOTS),
    writes=("ec2:ModifyInstanceAttribute", "ec2:TerminateInstances"),
    preview=preview,
    apply=apply,
    irreversible=msg("a terminated instance does not come back; a new one can be made from the copy"),
    keep=keep_instance,
    after=("snapshot_volumes",),
    patience=900,
)
