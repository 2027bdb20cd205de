"""Deny everything to an IAM user or role by an inline policy."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.errors import Absent, Refused
from abusedesk.model import Change, Target
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

POLICY_NAME = "abusedesk-deny-all"
DENY_ALL = {
    "Version": "2012-10-17",
    "Statement": [{"Sid": "AbusedeskDenyAll", "Effect": "Deny", "Action": "*", "Resource": "*"}],
}


def preview(aws: Reader, target: Target) -> Change:
    """Our inline policy on the principal now (null when it is not there), and the deny."""
    kind, name = _named(target.id)
    try:
        page = aws.one(f"iam:Get{kind}Policy", **{f"{kind}Name": name, "PolicyName": POLICY_NAME})
        document = page.data["PolicyDocument"]
        now = json.loads(document) if isinstance(document, str) else document
    except Absent:
        now = None
    return Change("deny_all_to_principal", target, {"policy": now}, {"policy": DENY_ALL})


def apply(aws: Writer, change: Change) -> None:
    """Put the policy after."""
    _put(aws, change.target, change.after["policy"])


def revert(aws: Writer, change: Change) -> None:
    """Put the policy before, or take ours away where there was none."""
    _put(aws, change.target, change.before["policy"])


def _put(aws: Writer, target: Target, policy: Mapping[str, Any] | None) -> None:
    kind, name = _named(target.id)
    named = {f"{kind}Name": name, "PolicyName": POLICY_NAME}
    if policy is None:
        aws.one(f"iam:Delete{kind}Policy", **named)
    else:
        aws.one(f"iam:Put{kind}Policy", **named, PolicyDocument=json.dumps(policy))


def _named(arn: str) -> tuple[str, str]:
    """The kind ("User" or "Role") and name behind arn, whose path is no part of the name."""
    resource = arn.rpartition(":")[2]
    kind, _, rest = resource.partition("/")
    if kind not in {"user", "role"} or not rest:
        raise Refused(f"{arn} is neither an IAM user nor a role")
    if rest.startswith("aws-service-role/"):
        raise Refused(f"{arn} is a service-linked role; AWS lets nobody put a policy on it")
    return kind.capitalize(), rest.rpartition("/")[2]


ACTION = Action(
    id="deny_all_to_principal",
    title=msg("Deny everything to a user or role"),
    harm=msg(
        "Whatever this identity is used for stops at once, its running sessions too. For a role this "
        "is everybody who uses it."
    ),
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
    wave="deny",
    reads=("iam:GetUserPolicy", "iam:GetRolePolicy"),
    writes=(
        "iam:PutUserPolicy",
        "iam:PutRolePolicy",
        "iam:DeleteUserPolicy",
        "iam:DeleteRolePolicy",
    ),
    preview=preview,
    apply=apply,
    revert=revert,
)
