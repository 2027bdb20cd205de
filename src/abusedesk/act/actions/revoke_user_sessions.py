"""End every temporary session that was made with a user's keys so far."""

from __future__ import annotations

from functools import partial

from abusedesk.act import Action
from abusedesk.translate import msg

from ._iam_sessions import apply_to, preview_of, revert_on

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
    preview=partial(preview_of, "revoke_user_sessions", "User"),
    apply=partial(apply_to, "User"),
    revert=partial(revert_on, "User"),
)
