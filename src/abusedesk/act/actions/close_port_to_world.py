"""Close ports of a security group that are open to the whole internet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.act import Action
from abusedesk.errors import Refused
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from ._ec2_rules import RULES, WRITES, authorize, is_world_wide, meant, revoke

if TYPE_CHECKING:
    from abusedesk.aws.read import Reader

_ID = "close_port_to_world"


def preview(aws: Reader, target: Target) -> Change:
    """
    The rules of the group that target's parts, ids of rules, name now; and none of them.

    Refused where one of them lets in others than the whole internet.
    """
    rules = meant(aws, target, _ID)
    narrow = [str(rule["part"]) for rule in rules if not is_world_wide(rule)]
    if narrow:
        raise Refused(f"{', '.join(narrow)} of {target.id} is not open to the whole internet")
    return Change(_ID, target, {"rules": rules}, {"rules": []})


ACTION = Action(
    id=_ID,
    title=msg("Close a port to the whole internet"),
    harm=msg(
        "Who comes from an address that no other rule names gets in no more, on every instance that wears "
        "the group. Put back, a rule has another id."
    ),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RevokeSecurityGroupIngress.html",
    wave="harden",
    reads=(RULES,),
    writes=WRITES,
    preview=preview,
    apply=revoke,
    revert=authorize,
)
