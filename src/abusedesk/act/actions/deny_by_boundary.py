"""Deny everything to a user or role by a permissions boundary."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.errors import Absent
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from ._iam import Identity, identity, known

if TYPE_CHECKING:
    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer


def preview(aws: Reader, target: Target) -> Change:
    """The boundary's ARN now (null without one), and AWS's managed policy that denies everything."""
    who = identity(target)
    boundary = known(aws, who).get("PermissionsBoundary") or {}
    now = {"boundary": boundary.get("PermissionsBoundaryArn")}
    after = {"boundary": f"arn:{who.partition}:iam::aws:policy/AWSDenyAll"}
    return Change("deny_by_boundary", target, now, after)


def apply(aws: Writer, change: Change) -> None:
    """Set the boundary after."""
    _set(aws, identity(change.target), change.after["boundary"])


def revert(aws: Writer, change: Change) -> None:
    """Set the boundary before, or take ours away where there was none."""
    _set(aws, identity(change.target), change.before["boundary"])


def _set(aws: Writer, who: Identity, arn: Any) -> None:
    if arn is not None:
        aws.one(f"iam:Put{who.kind}PermissionsBoundary", **who.named, PermissionsBoundary=arn)
        return
    with suppress(Absent):
        aws.one(f"iam:Delete{who.kind}PermissionsBoundary", **who.named)


ACTION = Action(
    id="deny_by_boundary",
    title=msg("Deny everything to a user or role by a permissions boundary"),
    harm=msg(
        "Whatever this identity is used for stops at once, its running sessions too. For a role this is "
        "everybody who uses it. Its policies stay as they are; an earlier boundary is saved."
    ),
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    wave="deny",
    reads=("iam:GetUser", "iam:GetRole"),
    writes=(
        "iam:PutUserPermissionsBoundary",
        "iam:PutRolePermissionsBoundary",
        "iam:DeleteUserPermissionsBoundary",
        "iam:DeleteRolePermissionsBoundary",
    ),
    preview=preview,
    apply=apply,
    revert=revert,
)
