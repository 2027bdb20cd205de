"""End every session of a role that was issued so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.act import Action
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from . import _iam_sessions
from ._iam import identity, known
from ._iam_inline import put

if TYPE_CHECKING:
    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

POLICY_NAME = "abusedesk-revoke-sessions"


def preview(aws: Reader, target: Target) -> Change:
    """
    Our inline policy on the role now; its time is put in when it is applied.

    Once it stands nothing is needed, unless target.parts has a later time, ISO 8601, than it denies.
    """
    who = identity(target, ("Role",))
    known(aws, who)
    now = _iam_sessions.state(aws, who, POLICY_NAME, target)
    return Change("revoke_role_sessions", target, {"policy": now}, {"policy": _iam_sessions.REVOKED})


def apply(aws: Writer, change: Change) -> None:
    """Deny what was issued up to now."""
    _iam_sessions.revoke(aws, identity(change.target, ("Role",)), POLICY_NAME, change.target)


def revert(aws: Writer, change: Change) -> None:
    """Put the policy before, or take ours away where there was none."""
    if change.before["policy"] != _iam_sessions.REVOKED:
        put(aws, identity(change.target, ("Role",)), POLICY_NAME, change.before["policy"])


ACTION = Action(
    id="revoke_role_sessions",
    title=msg("Revoke a role's sessions"),
    harm=msg(
        "Everybody's running sessions of this role end, those of programs and instances too, and those "
        "issued within the next half minute; they go on once they have new credentials. Whoever may "
        "assume the role can open a new session, so its trust policy must be right as well."
    ),
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html",
    wave="sessions",
    reads=("iam:GetRole", "iam:ListRolePolicies", "iam:GetRolePolicy"),
    writes=("iam:PutRolePolicy", "iam:DeleteRolePolicy"),
    preview=preview,
    apply=apply,
    revert=revert,
)
