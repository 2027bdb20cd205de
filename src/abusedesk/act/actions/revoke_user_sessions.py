"""End every temporary session that was made with a user's keys so far."""

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
    Our inline policy on the user now; its time is put in when it is applied.

    Once it stands nothing is needed, unless target.parts has a later time, ISO 8601, than it denies.
    """
    who = identity(target, ("User",))
    known(aws, who)
    now = _iam_sessions.state(aws, who, POLICY_NAME, target)
    return Change("revoke_user_sessions", target, {"policy": now}, {"policy": _iam_sessions.REVOKED})


def apply(aws: Writer, change: Change) -> None:
    """Deny what was issued up to now."""
    _iam_sessions.revoke(aws, identity(change.target, ("User",)), POLICY_NAME, change.target)


def revert(aws: Writer, change: Change) -> None:
    """Put the policy before, or take ours away where there was none."""
    if change.before["policy"] != _iam_sessions.REVOKED:
        put(aws, identity(change.target, ("User",)), POLICY_NAME, change.before["policy"])


ACTION = Action(
    id="revoke_user_sessions",
    title=msg("Revoke a user's temporary sessions"),
    harm=msg(
        "Sessions made with GetSessionToken or GetFederationToken end, those issued within the next half "
        "minute too. The user's access keys go on: a long-term key carries no TokenIssueTime, so this "
        "does not match it and the keys must be deactivated as well."
    ),
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_disable-perms.html",
    wave="sessions",
    reads=("iam:GetUser", "iam:ListUserPolicies", "iam:GetUserPolicy"),
    writes=("iam:PutUserPolicy", "iam:DeleteUserPolicy"),
    preview=preview,
    apply=apply,
    revert=revert,
)
