"""Take principals out of a role's trust policy and leave the rest as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.act import Action
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from . import _iam_trust
from ._iam import identity, part_names

if TYPE_CHECKING:
    from abusedesk.aws.read import Reader


def preview(aws: Reader, target: Target) -> Change:
    """
    The role's whole trust policy now, and without target.parts.

    A part is a principal as the policy names it: ARN, account id, service, identity provider or "*".
    """
    who = identity(target, ("Role",))
    parts = part_names(target, "principals")
    now = _iam_trust.read(aws, who)
    left = _iam_trust.without(now, lambda one: any(_iam_trust.same(one, part) for part in parts))
    return Change("restore_trust_policy", target, {"trust": now}, {"trust": left})


ACTION = Action(
    id="restore_trust_policy",
    title=msg("Take the intruder out of a role's trust policy"),
    harm=msg(
        "The principals named can open no new session of this role; everybody else still can. Their "
        "sessions that run now live on until they expire or are revoked. A principal that has been deleted "
        "meanwhile cannot be put back."
    ),
    source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html",
    wave="deny",
    reads=("iam:GetRole", "iam:GetUser"),
    writes=("iam:UpdateAssumeRolePolicy",),
    preview=preview,
    apply=_iam_trust.apply,
    revert=_iam_trust.revert,
)
