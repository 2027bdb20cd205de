"""A bucket of our own for records: closed to the public, with versions, never deleted while it holds any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.errors import Absent

from ._buckets import must_exist, owned, policy_of, put_policy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

READS = (
    "s3:GetBucketLocation",
    "s3:GetBucketPolicy",
    "s3:GetPublicAccessBlock=s3:GetBucketPublicAccessBlock",
    "s3:GetBucketVersioning",
    "s3:ListObjectVersions=s3:ListBucketVersions",
)
WRITES = (
    "s3:CreateBucket",
    "s3:PutPublicAccessBlock=s3:PutBucketPublicAccessBlock",
    "s3:PutBucketVersioning",
    "s3:PutBucketPolicy",
    "s3:DeleteBucketPolicy",
    "s3:DeletePublicAccessBlock=s3:PutBucketPublicAccessBlock",
    "s3:DeleteBucket",
)
_BLOCKED = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}
_FIRST_REGION = "us-east-1"


def partition_of(region: str) -> str:
    """The partition of a region, as its ARNs begin."""
    begin = next((begin for begin in ("cn", "us-gov") if region.startswith(f"{begin}-")), "")
    return f"aws-{begin}" if begin else "aws"


def bucket_state(aws: Reader | Writer, name: str, account: str) -> dict[str, Any]:
    """
    What the bucket is now, flat: whether it exists, its block, policy and versioning; JSON.

    Raises:
        Denied: the name is another account's, or we may not ask. Unreachable and so on as reads do.
    """
    which = owned(name, account)
    try:
        must_exist(aws, which)
    except Absent:
        return {"bucket": False, "bucket_block": None, "bucket_policy": None, "bucket_versioning": ""}
    return {
        "bucket": True,
        "bucket_block": _block(aws, which),
        "bucket_policy": policy_of(aws, which),
        "bucket_versioning": str(aws.one("s3:GetBucketVersioning", **which).data.get("Status") or ""),
    }


def bucket_wanted(policy: Mapping[str, Any]) -> dict[str, Any]:
    """What it is to be, with policy, in the members of bucket_state()."""
    return {
        "bucket": True,
        "bucket_block": dict(_BLOCKED),
        "bucket_policy": dict(policy),
        "bucket_versioning": "Enabled",
    }


def writers_policy(bucket: str, service: str, where: tuple[str, str], condition: Mapping[str, Any]) -> Any:
    """
    The policy by which AWS's own service may write to bucket for the account, and nobody else is named.

    where is the account and its partition; condition says for which of the account's things.
    """
    account, partition = where
    arn = f"arn:{partition}:s3:::{bucket}"
    allowed = {"Effect": "Allow", "Principal": {"Service": service}}
    equals = {**condition.get("StringEquals", {}), "s3:x-amz-acl": "bucket-owner-full-control"}
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "AbusedeskAclCheck",
                **allowed,
                "Action": "s3:GetBucketAcl",
                "Resource": arn,
                "Condition": dict(condition),
            },
            {
                "Sid": "AbusedeskWrite",
                **allowed,
                "Action": "s3:PutObject",
                "Resource": f"{arn}/AWSLogs/{account}/*",
                "Condition": {**condition, "StringEquals": equals},
            },
        ],
    }


def make_bucket(aws: Writer, name: str, account: str, wanted: Mapping[str, Any]) -> None:
    """Make the bucket where it is missing, and give it what it lacks of wanted."""
    which, now = owned(name, account), bucket_state(aws, name, account)
    if not now["bucket"]:
        where = {} if aws.region == _FIRST_REGION else {"LocationConstraint": aws.region}
        aws.one("s3:CreateBucket", Bucket=name, **({"CreateBucketConfiguration": where} if where else {}))
        now = bucket_state(aws, name, account)
    _settle(aws, which, now, wanted)


def unmake_bucket(aws: Writer, name: str, account: str, before: Mapping[str, Any]) -> None:
    """Put the bucket back as before; one that we made goes when nothing is in it, and else stays as it is."""
    which, now = owned(name, account), bucket_state(aws, name, account)
    if not now["bucket"]:
        return
    if before["bucket"]:
        _settle(aws, which, now, before)
    elif _empty(aws, which):
        aws.one("s3:DeleteBucket", **which)


def _settle(aws: Writer, which: Mapping[str, str], now: Mapping[str, Any], then: Mapping[str, Any]) -> None:
    """Open or close the block first where the policy needs it: it lets no public policy in."""
    if now["bucket_block"] != then["bucket_block"]:
        if then["bucket_block"] is None:
            aws.one("s3:DeletePublicAccessBlock", **which)
        else:
            block = dict(then["bucket_block"])
            aws.one("s3:PutPublicAccessBlock", **which, PublicAccessBlockConfiguration=block)
    if now["bucket_policy"] != then["bucket_policy"]:
        put_policy(aws, which, then["bucket_policy"])
    if now["bucket_versioning"] != then["bucket_versioning"]:
        # Versioning that was on once can only be suspended.
        status = then["bucket_versioning"] or "Suspended"
        if now["bucket_versioning"] != status:
            aws.one("s3:PutBucketVersioning", **which, VersioningConfiguration={"Status": status})


def _block(aws: Reader | Writer, which: Mapping[str, str]) -> dict[str, bool] | None:
    try:
        held = aws.one("s3:GetPublicAccessBlock", **which).data["PublicAccessBlockConfiguration"]
    except Absent:
        return None
    return {name: bool(held.get(name)) for name in _BLOCKED}


def _empty(aws: Writer, which: Mapping[str, str]) -> bool:
    page = aws.one("s3:ListObjectVersions", **which, MaxKeys=1).data
    return not page.get("Versions") and not page.get("DeleteMarkers")
