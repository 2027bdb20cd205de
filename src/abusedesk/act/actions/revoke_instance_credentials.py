"""End the credentials that one instance was lent, wherever they are used; other instances keep theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.errors import Absent
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from . import _iam_sessions
from ._iam import Identity, identity
from ._iam_inline import put

if TYPE_CHECKING:
    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer


def preview(aws: Reader, target: Target) -> Change:
    """
    The role that the instance's profile lends it, and our inline policy on it now.

    Once that stands nothing is needed, unless target.parts has a later time, ISO 8601, than it denies.
    """
    role = _role(aws, target)
    who = _identity(target, role)
    policy = _iam_sessions.state(aws, who, _name(target), target, _conditions(target, who))
    now = {"role": role, "policy": policy}
    return Change("revoke_instance_credentials", target, now, {**now, "policy": _iam_sessions.REVOKED})


def apply(aws: Writer, change: Change) -> None:
    """Deny what this instance was lent up to now."""
    who = _identity(change.target, str(change.after["role"]))
    conditions = _conditions(change.target, who)
    _iam_sessions.revoke(aws, who, _name(change.target), change.target, conditions)


def revert(aws: Writer, change: Change) -> None:
    """Put the policy before, or take ours away where there was none."""
    if change.before["policy"] != _iam_sessions.REVOKED:
        who = _identity(change.target, str(change.before["role"]))
        put(aws, who, _name(change.target), change.before["policy"])


def _role(aws: Reader, target: Target) -> str:
    """The ARN of the role that the instance's profile lends it."""
    for page in aws.pages("ec2:DescribeInstances", InstanceIds=[target.id]):
        for reservation in page.data["Reservations"]:
            for instance in reservation["Instances"]:
                profile = instance.get("IamInstanceProfile", {}).get("Arn", "")
                if profile:
                    return _lent(aws, profile.rpartition("/")[2])
    raise Absent(f"{target.id} is not there, or no instance profile lends it a role", "empty")


def _lent(aws: Reader, profile: str) -> str:
    found = aws.one("iam:GetInstanceProfile", InstanceProfileName=profile).data["InstanceProfile"]
    for role in found["Roles"]:
        return str(role["Arn"])
    raise Absent(f"the instance profile {profile} holds no role", "empty")


def _identity(target: Target, role: str) -> Identity:
    return identity(Target(role, target.account, target.region), ("Role",))


def _name(target: Target) -> str:
    return f"abusedesk-revoke-{target.id}"


def _conditions(target: Target, who: Identity) -> _iam_sessions.Conditions:
    """
    What tells this instance's credentials, by either of two keys that every request made with them has.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
    """
    arn = f"arn:{who.partition}:ec2:{target.region}:{target.account}:instance/{target.id}"
    told: tuple[dict[str, Any], ...] = (
        {"ArnEquals": {"ec2:SourceInstanceARN": arn}},
        {"StringLike": {"aws:userid": f"*:{target.id}"}},
    )
    return told


ACTION = Action(
    id="revoke_instance_credentials",
    title=msg("Revoke the credentials lent to an instance"),
    harm=msg(
        "Programs on this instance, and whoever took its credentials along, are denied everything until "
        "the instance gets new credentials, which takes up to some hours. Whoever is still on the "
        "instance gets the new ones too, so isolate it as well."
    ),
    source="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html",
    wave="sessions",
    reads=(
        "ec2:DescribeInstances",
        "iam:GetInstanceProfile",
        "iam:GetRole",
        "iam:ListRolePolicies",
        "iam:GetRolePolicy",
    ),
    writes=("iam:PutRolePolicy", "iam:DeleteRolePolicy"),
    preview=preview,
    apply=apply,
    revert=revert,
)
