"""Let nobody assume a role any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.act import Action
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from . import _iam_trust
from ._iam import identity

if TYPE_CHECKING:
    from abusedesk.aws.read import Reader


def preview(aws: Reader, target: Target) -> Change:
    """The role's whole trust policy now, and one that lets nobody in."""
    now = _iam_trust.read(aws, identity(target, ("Role",)))
    return Change("empty_role_trust", target, {"trust": now}, {"trust": dict(_iam_trust.NOBODY)})


ACTION = Action(
    id="empty_role_trust",
    title=msg("Let nobody assume a role"),
    harm=msg(
        "Nobody can open a new session of this role: services, instances and people that rely on it stop "
        "when their present credentials run out. Sessions that run now live on, so revoke them as well. A "
        "principal that has been deleted meanwhile cannot be put back."
    ),
    source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html",
    wave="deny",
    reads=("iam:GetRole", "iam:GetUser"),
    writes=("iam:UpdateAssumeRolePolicy",),
    preview=preview,
    apply=_iam_trust.apply,
    revert=_iam_trust.revert,
)
