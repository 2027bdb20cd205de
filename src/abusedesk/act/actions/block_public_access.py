"""Block public access to one bucket, or to all of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.act._buckets import bucket_of, must_exist, owned
from abusedesk.errors import Absent, Refused
from abusedesk.model import Change, Target
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

BLOCKED = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}


def preview(aws: Reader, target: Target) -> Change:
    """The four switches of the bucket, or of the account by its id (null: never set), and all of them on."""
    service, which = _which(target)
    if service == "s3":
        must_exist(aws, which)
    now = {"block": _block(aws, service, which)}
    return Change("block_public_access", target, now, {"block": dict(BLOCKED)})


def apply(aws: Writer, change: Change) -> None:
    """Set the switches after."""
    _set(aws, change.target, change.after["block"])


def revert(aws: Writer, change: Change) -> None:
    """Set the switches before, or take the setting away where there was none."""
    _set(aws, change.target, change.before["block"])


def _which(target: Target) -> tuple[str, dict[str, str]]:
    if not target.id.isdigit():
        return "s3", owned(bucket_of(target), target.account)
    if target.id != target.account:
        raise Refused(f"{target.id} is another account than {target.account}")
    return "s3control", {"AccountId": target.id}


def _block(aws: Reader | Writer, service: str, which: Mapping[str, str]) -> dict[str, bool] | None:
    try:
        held = aws.one(f"{service}:GetPublicAccessBlock", **which).data["PublicAccessBlockConfiguration"]
    except Absent:
        return None
    return {name: bool(held.get(name)) for name in BLOCKED}


def _set(aws: Writer, target: Target, block: Mapping[str, Any] | None) -> None:
    service, which = _which(target)
    if _block(aws, service, which) == block:
        return
    if block is None:
        aws.one(f"{service}:DeletePublicAccessBlock", **which)
    else:
        aws.one(f"{service}:PutPublicAccessBlock", **which, PublicAccessBlockConfiguration=dict(block))


ACTION = Action(
    id="block_public_access",
    title=msg("Block public access to buckets"),
    harm=msg(
        "Websites, downloads and forms that use a bucket without credentials stop. So do other accounts "
        "where the bucket's policy lets everybody in."
    ),
    source="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html",
    wave="services",
    reads=(
        "s3:GetBucketLocation",
        "s3:GetPublicAccessBlock=s3:GetBucketPublicAccessBlock",
        "s3control:GetPublicAccessBlock=s3:GetAccountPublicAccessBlock",
    ),
    writes=(
        "s3:PutPublicAccessBlock=s3:PutBucketPublicAccessBlock",
        "s3:DeletePublicAccessBlock=s3:PutBucketPublicAccessBlock",
        "s3control:PutPublicAccessBlock=s3:PutAccountPublicAccessBlock",
        "s3control:DeletePublicAccessBlock=s3:PutAccountPublicAccessBlock",
    ),
    preview=preview,
    apply=apply,
    revert=revert,
)
