"""End every session of a role that was issued so far."""

from __future__ import annotations

from functools import partial

from abusedesk.act import Action
from abusedesk.translate import msg

from ._iam_sessions import apply_to, preview_of, revert_on

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
    preview=partial(preview_of, "revoke_role_sessions", "Role"),
    apply=partial(apply_to, "Role"),
    revert=partial(revert_on, "Role"),
)
