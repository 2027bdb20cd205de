"""Delete a key pair that the intruder made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from ._ec2 import evidence
from ._ec2_gone import found, saved

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.aws.read import Page, Reader
    from abusedesk.aws.write import Writer
    from abusedesk.model import Evidence

_PAIRS = "ec2:DescribeKeyPairs"


def preview(aws: Reader, target: Target) -> Change:
    """The key pair with its public key now, by id or name; and none."""
    pair = _pair(aws, target)
    return Change(
        "delete_key_pair", target, {"key_pair": saved(pair[0]) if pair else None}, {"key_pair": None}
    )


def keep(aws: Reader, change: Change) -> Iterator[Evidence]:
    """The key pair with its public key."""
    pair = _pair(aws, change.target)
    if pair:
        yield evidence(change, "ec2.key_pair", str(pair[0]["KeyPairId"]), pair[1], pair[0])


def apply(aws: Writer, change: Change) -> None:
    """Delete it by its id: another of the same name is not meant."""
    if _pair(aws, change.target):
        aws.one("ec2:DeleteKeyPair", KeyPairId=change.before["key_pair"]["KeyPairId"])


def _pair(aws: Reader | Writer, target: Target) -> tuple[Mapping[str, Any], Page] | None:
    by = "KeyPairIds" if target.id.startswith("key-") else "KeyNames"
    return found(aws, _PAIRS, "KeyPairs", **{by: [target.id]}, IncludePublicKey=True)


ACTION = Action(
    id="delete_key_pair",
    title=msg("Delete a key pair"),
    harm=msg(
        "No new instance can be launched with it. Instances that were keep its public key and can still be "
        "entered with the private one."
    ),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteKeyPair.html",
    wave="delete",
    reads=(_PAIRS,),
    writes=("ec2:DeleteKeyPair",),
    preview=preview,
    apply=apply,
    irreversible=msg("imported again from its saved public key it has another id"),
    keep=keep,
)
