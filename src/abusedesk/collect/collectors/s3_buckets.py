"""S3 buckets: where they lie, who may read them, and whether public access is blocked."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from abusedesk.collect._together import together
from abusedesk.collect._unit import OUTCOMES, Collector, gap, of
from abusedesk.errors import Absent
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence

    from abusedesk.aws.read import Page, Reader
    from abusedesk.model import Evidence, Gap, Scope


def collect(aws: Reader, scope: Scope, _earlier: Sequence[Evidence]) -> Iterator[Evidence | Gap]:
    """
    One Evidence per bucket, with BucketRegion, and Policy and PublicAccessBlock where it has them.

    A bucket without a policy or a block is no gap; what may not be read is, and the bucket is there still.
    """
    for page in aws.pages("s3:ListBuckets"):
        yield from together(partial(_bucket, aws, scope, page), page.data.get("Buckets", []))


def _bucket(aws: Reader, scope: Scope, page: Page, listed: Mapping[str, Any]) -> Iterator[Evidence | Gap]:
    name = listed["Name"]
    data = dict(listed)
    region = yield from _asked(aws, "s3:GetBucketLocation", name)
    if region is not None:
        data["BucketRegion"] = _region(region.get("LocationConstraint"))
    policy = yield from _asked(aws, "s3:GetBucketPolicy", name)
    if policy is not None:
        data["Policy"] = _document(policy["Policy"])
    block = yield from _asked(aws, "s3:GetPublicAccessBlock", name)
    if block is not None:
        data["PublicAccessBlock"] = block["PublicAccessBlockConfiguration"]
    yield of(page, collector="s3_buckets", kind="s3.bucket", key=name, scope=scope, data=data)


def _asked(aws: Reader, call: str, bucket: str) -> Generator[Gap, None, Mapping[str, Any] | None]:
    try:
        return aws.one(call, Bucket=bucket).data
    except Absent:
        return None
    except OUTCOMES as why:
        yield gap(why, bucket)
        return None


def _region(constraint: str | None) -> str:
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
    return {None: "us-east-1", "": "us-east-1", "EU": "eu-west-1"}.get(constraint, str(constraint))


def _document(policy: str) -> Any:
    try:
        return json.loads(policy)
    except ValueError:
        return policy


COLLECTOR = Collector(
    id="s3_buckets",
    title=msg("S3 buckets"),
    regional=False,
    reads=(
        "s3:GetBucketLocation",
        "s3:GetBucketPolicy",
        "s3:GetPublicAccessBlock=s3:GetBucketPublicAccessBlock",
        "s3:ListBuckets=s3:ListAllMyBuckets",
    ),
    source="https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html",
    collect=collect,
)
