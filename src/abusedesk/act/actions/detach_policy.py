"""Take managed and inline policies off a user, role or group."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from abusedesk.act import Action
from abusedesk.errors import Absent, Refused
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from . import _iam_inline
from ._iam import OURS, Identity, identity, is_quarantine, known, part_names

if TYPE_CHECKING:
    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

    from ._iam import Kind

_KINDS: tuple[Kind, ...] = ("User", "Role", "Group")


def preview(aws: Reader, target: Target) -> Change:
    """
    Whether each managed policy of target.parts is attached, each inline one's document; and none of them.

    A part is a managed policy's ARN, or else an inline policy's name.
    """
    who = identity(target, _KINDS)
    parts = part_names(target, "policies")
    for part in parts:
        _refuse(who, part)
    known(aws, who)
    attached = _attached(aws, who)
    managed = [part for part in parts if part.startswith("arn:")]
    inline = [part for part in parts if part not in managed]
    now = {
        "attached": {arn: arn in attached for arn in managed},
        "inline": {name: _iam_inline.read(aws, who, name) for name in inline},
    }
    after = {"attached": dict.fromkeys(managed, False), "inline": dict.fromkeys(inline)}
    return Change("detach_policy", target, now, after)


def apply(aws: Writer, change: Change) -> None:
    """Take off what is there."""
    who = identity(change.target, _KINDS)
    for arn, there in change.before["attached"].items():
        if there:
            with suppress(Absent):
                aws.one(f"iam:Detach{who.kind}Policy", **who.named, PolicyArn=arn)
    for name, policy in change.before["inline"].items():
        if policy is not None:
            _iam_inline.put(aws, who, name, None)


def revert(aws: Writer, change: Change) -> None:
    """Put back what was there."""
    who = identity(change.target, _KINDS)
    for arn, there in change.before["attached"].items():
        if there:
            aws.one(f"iam:Attach{who.kind}Policy", **who.named, PolicyArn=arn)
    for name, policy in change.before["inline"].items():
        if policy is not None:
            _iam_inline.put(aws, who, name, policy)


def _refuse(who: Identity, part: str) -> None:
    if is_quarantine(part):
        raise Refused(f"{part} was put on {who.arn} by AWS, and only AWS takes it off")
    if part.startswith(OURS):
        raise Refused(f"{part} on {who.arn} is ours; undo the step that put it there")


def _attached(aws: Reader, who: Identity) -> set[str]:
    pages = aws.pages(f"iam:ListAttached{who.kind}Policies", **who.named)
    return {one["PolicyArn"] for page in pages for one in page.data["AttachedPolicies"]}


ACTION = Action(
    id="detach_policy",
    title=msg("Take policies off a user, role or group"),
    harm=msg(
        "What these policies alone allow stops at once for this identity, for a group for all of its "
        "members; what they deny is allowed again if something else allows it. The documents are saved "
        "and can be put back."
    ),
    source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachUserPolicy.html",
    wave="sweep",
    reads=(
        "iam:GetUser",
        "iam:GetRole",
        "iam:GetGroup",
        "iam:ListAttachedUserPolicies",
        "iam:ListAttachedRolePolicies",
        "iam:ListAttachedGroupPolicies",
        "iam:GetUserPolicy",
        "iam:GetRolePolicy",
        "iam:GetGroupPolicy",
    ),
    writes=(
        "iam:DetachUserPolicy",
        "iam:DetachRolePolicy",
        "iam:DetachGroupPolicy",
        "iam:DeleteUserPolicy",
        "iam:DeleteRolePolicy",
        "iam:DeleteGroupPolicy",
        "iam:AttachUserPolicy",
        "iam:AttachRolePolicy",
        "iam:AttachGroupPolicy",
        "iam:PutUserPolicy",
        "iam:PutRolePolicy",
        "iam:PutGroupPolicy",
    ),
    preview=preview,
    apply=apply,
    revert=revert,
)
