"""Have an instance lend its role's credentials only to who holds a session token (IMDSv2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.act import Action
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from ._ec2 import INSTANCES, alive

if TYPE_CHECKING:
    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer


def preview(aws: Reader, target: Target) -> Change:
    """HttpTokens now, and "required"; where the metadata are off already nothing is needed."""
    now = {"HttpTokens": _tokens(aws, target)}
    options = alive(aws, target).get("MetadataOptions", {})
    off = options.get("HttpEndpoint") == "disabled"
    return Change("require_imdsv2", target, now, now if off else {"HttpTokens": "required"})


def apply(aws: Writer, change: Change) -> None:
    """Set HttpTokens as after."""
    _set(aws, change.target, str(change.after["HttpTokens"]))


def revert(aws: Writer, change: Change) -> None:
    """Set HttpTokens as before."""
    _set(aws, change.target, str(change.before["HttpTokens"]))


def _set(aws: Writer, target: Target, tokens: str) -> None:
    if _tokens(aws, target) != tokens:
        aws.one("ec2:ModifyInstanceMetadataOptions", InstanceId=target.id, HttpTokens=tokens)


def _tokens(aws: Reader | Writer, target: Target) -> str:
    return str(alive(aws, target).get("MetadataOptions", {}).get("HttpTokens", "optional"))


ACTION = Action(
    id="require_imdsv2",
    title=msg("Require IMDSv2 on an instance"),
    harm=msg(
        "Programs on the instance that still ask for its metadata the old way (IMDSv1), old SDKs above all, "
        "get no credentials any more."
    ),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceMetadataOptions.html",
    wave="harden",
    reads=(INSTANCES,),
    writes=("ec2:ModifyInstanceMetadataOptions",),
    preview=preview,
    apply=apply,
    revert=revert,
)
