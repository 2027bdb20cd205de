"""Which bucket a target is, and its policy: read, and put back whole."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from abusedesk.errors import Absent, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer
    from abusedesk.model import Target

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html; old ones have capitals and _.
_NAME = re.compile(r"(?:arn:aws[a-z-]*:s3:::)?([A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9])")

EXISTS = "s3:GetBucketLocation"
READ_POLICY = "s3:GetBucketPolicy"
WRITE_POLICY = ("s3:PutBucketPolicy", "s3:DeleteBucketPolicy")


def bucket_of(target: Target) -> str:
    """
    The name of the bucket that target is, by its ARN or name.

    Raises:
        Refused: it is no bucket.
    """
    match = _NAME.fullmatch(target.id)
    if match is None or match[1].isdigit():
        raise Refused(f"{target.id} is no S3 bucket")
    return match[1]


def owned(bucket: str, account: str) -> dict[str, str]:
    """
    Parameters that name bucket, and let AWS refuse where it is not account's.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
    """
    return {"Bucket": bucket, "ExpectedBucketOwner": account}


def must_exist(aws: Reader | Writer, which: Mapping[str, str]) -> None:
    """
    Nothing where the bucket exists; needs EXISTS.

    Raises:
        Absent: it does not. Denied: it is another account's, or we may not ask.
    """
    aws.one(EXISTS, **which)


def policy_of(aws: Reader | Writer, which: Mapping[str, str]) -> dict[str, Any] | None:
    """
    The bucket's policy, None where it has none; needs READ_POLICY.

    Raises:
        Refused: it is no JSON object.
    """
    try:
        text = aws.one(READ_POLICY, **which).data["Policy"]
    except Absent:
        return None
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise Refused(f"the policy of {which['Bucket']} cannot be read")
    return document


def put_policy(aws: Writer, which: Mapping[str, str], document: Mapping[str, Any] | None) -> None:
    """Give the bucket the policy document, or none; needs WRITE_POLICY."""
    if document is None or not statements(document):
        aws.one("s3:DeleteBucketPolicy", **which)
    else:
        aws.one("s3:PutBucketPolicy", **which, Policy=json.dumps(document))


def statements(document: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """The statements of a policy document, of which one alone needs no list around it."""
    held = (document or {}).get("Statement") or []
    return [one for one in (held if isinstance(held, list) else [held]) if isinstance(one, dict)]
