"""Take away the rules that the intruder added to a security group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.act import Action
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from ._ec2_rules import RULES, WRITES, authorize, meant, revoke

if TYPE_CHECKING:
    from abusedesk.aws.read import Reader

_ID = "restore_security_group"


def preview(aws: Reader, target: Target) -> Change:
    """The rules of the group that target's parts, ids of rules, name now; and none of them."""
    return Change(_ID, target, {"rules": meant(aws, target, _ID)}, {"rules": []})


ACTION = Action(
    id=_ID,
    title=msg("Take rules out of a security group"),
    harm=msg(
        "Whom these rules let through is let through no more, on every instance that wears the group; "
        "connections that are open now may go on until they time out. Put back, a rule has another id."
    ),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RevokeSecurityGroupIngress.html",
    wave="network",
    reads=(RULES,),
    writes=WRITES,
    preview=preview,
    apply=revoke,
    revert=authorize,
)
