"""Delete one reported object in S3, once its bytes are sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.act import Action
from abusedesk.act._buckets import owned
from abusedesk.act._s3_address import Address, exists, located
from abusedesk.model import Change, Evidence, Target
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

LARGEST = 1 << 30  # bytes that are sealed; more is for a person to copy and delete


def preview(aws: Reader, target: Target) -> Change:
    """The object that target.id, a URL, is, and whether it is there; and that it is not."""
    address = located(aws, target)
    there = exists(aws, address, target.account)
    now = {"bucket": address.bucket, "key": address.key, "exists": there}
    return Change("remove_content", target, now, {**now, "exists": False})


def keep(aws: Reader, change: Change) -> Iterator[Evidence]:
    """The object's bytes."""
    if not change.before["exists"]:
        return
    bucket, key = str(change.before["bucket"]), str(change.before["key"])
    page = aws.object(bucket, key, limit=LARGEST)
    yield Evidence(
        collector="remove_content",
        kind="s3.object",
        key=f"s3://{bucket}/{key}",
        account=change.target.account,
        region=aws.region,
        call=page.call,
        asked=page.asked,
        sha256=page.sha256,
        data={
            **{name: page.data[name] for name in ("Bucket", "Key", "ContentLength", "ETag")},
            "LastModified": page.data["LastModified"].isoformat(),
        },
    )


def apply(aws: Writer, change: Change) -> None:
    """Delete it; a bucket that keeps versions gets a delete marker."""
    bucket, key = str(change.after["bucket"]), str(change.after["key"])
    if exists(aws, Address(bucket, key, website=False), change.target.account):
        aws.one("s3:DeleteObject", **owned(bucket, change.target.account), Key=key)


ACTION = Action(
    id="remove_content",
    title=msg("Delete the reported content, and what came with it, once a copy is kept"),
    harm=msg(
        "It is gone for good but for the copy that is kept. In a bucket that keeps versions, older ones "
        "stay for those who may read versions."
    ),
    source="https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html",
    wave="delete",
    reads=(
        "s3:ListBuckets=s3:ListAllMyBuckets",
        "s3:GetBucketWebsite",
        "s3:HeadObject=s3:GetObject",
        "s3:ListObjectsV2=s3:ListBucket",  # never called: without it AWS denies what is not there
        "s3:GetObject",
    ),
    writes=("s3:DeleteObject",),
    preview=preview,
    apply=apply,
    irreversible=msg("what AWS asked to have removed is not put back; its copy is among the evidence"),
    keep=keep,
)
