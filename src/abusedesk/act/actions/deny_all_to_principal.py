"""Deny everything to an IAM user or role: by an inline policy, or by AWS's own where that has no room."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from abusedesk.act import Action
from abusedesk.errors import Absent
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from ._iam import Identity, identity, known
from ._iam_inline import has_room, put, read

if TYPE_CHECKING:
    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

POLICY_NAME = "abusedesk-deny-all"
DENY_ALL = {
    "Version": "2012-10-17",
    "Statement": [{"Sid": "AbusedeskDenyAll", "Effect": "Deny", "Action": "*", "Resource": "*"}],
}


def preview(aws: Reader, target: Target) -> Change:
    """
    Our inline policy on the principal now (null when it is not there), and the deny.

    aws_deny_all says whether AWS's managed policy AWSDenyAll is attached: it is what is used where the
    inline policies leave no room, since it counts among the attached ones.
    """
    who = identity(target)
    known(aws, who)
    now = {"policy": read(aws, who, POLICY_NAME), "aws_deny_all": _attached(aws, who)}
    after = now
    if now["policy"] != DENY_ALL and not now["aws_deny_all"]:
        inline = has_room(aws, who, POLICY_NAME, DENY_ALL)
        after = {**now, "policy": DENY_ALL} if inline else {**now, "aws_deny_all": True}
    return Change("deny_all_to_principal", target, now, after)


def apply(aws: Writer, change: Change) -> None:
    """Put the policy after, or attach AWS's."""
    who = identity(change.target)
    if change.after["aws_deny_all"]:
        aws.one(f"iam:Attach{who.kind}Policy", **who.named, PolicyArn=_aws_deny_all(who))
    if change.after["policy"] != change.before["policy"]:
        put(aws, who, POLICY_NAME, change.after["policy"])


def revert(aws: Writer, change: Change) -> None:
    """Put the policy before, or take ours away where there was none."""
    who = identity(change.target)
    if change.after["policy"] != change.before["policy"]:
        put(aws, who, POLICY_NAME, change.before["policy"])
    if change.after["aws_deny_all"] and not change.before["aws_deny_all"]:
        with suppress(Absent):
            aws.one(f"iam:Detach{who.kind}Policy", **who.named, PolicyArn=_aws_deny_all(who))


def _attached(aws: Reader, who: Identity) -> bool:
    arn = _aws_deny_all(who)
    pages = aws.pages(f"iam:ListAttached{who.kind}Policies", **who.named)
    return any(one["PolicyArn"] == arn for page in pages for one in page.data["AttachedPolicies"])


def _aws_deny_all(who: Identity) -> str:
    return f"arn:{who.partition}:iam::aws:policy/AWSDenyAll"


ACTION = Action(
    id="deny_all_to_principal",
    title=msg("Deny everything to a user or role"),
    harm=msg(
        "Whatever this identity is used for stops at once, its running sessions too. For a role this "
        "is everybody who uses it."
    ),
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
    wave="deny",
    reads=(
        "iam:GetUser",
        "iam:GetRole",
        "iam:ListUserPolicies",
        "iam:ListRolePolicies",
        "iam:GetUserPolicy",
        "iam:GetRolePolicy",
        "iam:ListAttachedUserPolicies",
        "iam:ListAttachedRolePolicies",
    ),
    writes=(
        "iam:PutUserPolicy",
        "iam:PutRolePolicy",
        "iam:DeleteUserPolicy",
        "iam:DeleteRolePolicy",
        "iam:AttachUserPolicy",
        "iam:AttachRolePolicy",
        "iam:DetachUserPolicy",
        "iam:DetachRolePolicy",
    ),
    preview=preview,
    apply=apply,
    revert=revert,
)
