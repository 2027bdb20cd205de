"""Let nobody outside of the account read one object in S3; nothing is deleted."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.act._buckets import owned, policy_of, put_policy, statements
from abusedesk.act._s3_address import exists, located
from abusedesk.errors import Absent
from abusedesk.model import Change, Target
from abusedesk.translate import msg

if TYPE_CHECKING:
    from abusedesk.act._s3_address import Address
    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

_WILD = re.compile(r"[*?$]")


def preview(aws: Reader, target: Target) -> Change:
    """
    The object that target.id, a URL, is, and whether our denial is in the bucket's policy; and that it is.

    It denies by aws:PrincipalAccount: whoever is of the account, root and the caller too, is not meant.
    """
    address = located(aws, target)
    which = owned(address.bucket, target.account)
    offline = _denial(address, target) in statements(policy_of(aws, which))
    if not offline and not exists(aws, address, target.account):
        raise Absent(f"there is nothing at {target.id} any more", "empty")
    now = {"bucket": address.bucket, "key": address.key, "offline": offline}
    return Change("take_content_offline", target, now, {**now, "offline": True})


def apply(aws: Writer, change: Change) -> None:
    """Put the denial behind the policy's own statements."""
    which, denial = owned(change.after["bucket"], change.target.account), _denial_of(aws, change)
    policy = policy_of(aws, which)
    held = statements(policy)
    if denial not in held:
        document = {"Version": "2012-10-17", **(policy or {}), "Statement": [*held, denial]}
        put_policy(aws, which, document)


def revert(aws: Writer, change: Change) -> None:
    """Take the denial away where it was not there before."""
    which, denial = owned(change.before["bucket"], change.target.account), _denial_of(aws, change)
    policy = policy_of(aws, which)
    held = statements(policy)
    if not change.before["offline"] and denial in held:
        left = [one for one in held if one != denial]
        put_policy(aws, which, {**(policy or {}), "Statement": left})


def _denial_of(aws: Writer, change: Change) -> dict[str, Any]:
    return _denied(str(change.after["bucket"]), str(change.after["key"]), change.target.account, aws.region)


def _denial(address: Address, target: Target) -> dict[str, Any]:
    return _denied(address.bucket, address.key, target.account, target.region)


def _denied(bucket: str, key: str, account: str, region: str) -> dict[str, Any]:
    begin = next((begin for begin in ("cn", "us-gov") if region.startswith(f"{begin}-")), "")
    partition = f"aws-{begin}" if begin else "aws"
    # A key may hold what a policy takes for a wildcard or a variable.
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
    name = _WILD.sub(lambda match: f"${{{match[0]}}}", key)
    return {
        "Sid": f"AbusedeskOffline{hashlib.sha256(key.encode()).hexdigest()[:16]}",
        "Effect": "Deny",
        "Principal": "*",
        "Action": ["s3:GetObject", "s3:GetObjectVersion"],
        "Resource": f"arn:{partition}:s3:::{bucket}/{name}",
        "Condition": {"StringNotEquals": {"aws:PrincipalAccount": account}},
    }


ACTION = Action(
    id="take_content_offline",
    title=msg("Take the reported content offline without deleting it"),
    harm=msg(
        "Nobody outside of the account reaches the object any more, whether by its address or through "
        "CloudFront once its caches have expired. Links that the account's own programs sign go on working."
    ),
    source="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html",
    wave="services",
    reads=(
        "s3:ListBuckets=s3:ListAllMyBuckets",
        "s3:GetBucketWebsite",
        "s3:HeadObject=s3:GetObject",
        "s3:ListObjectsV2=s3:ListBucket",  # never called: without it AWS denies what is not there
        "s3:GetBucketPolicy",
    ),
    writes=("s3:PutBucketPolicy", "s3:DeleteBucketPolicy"),
    preview=preview,
    apply=apply,
    revert=revert,
)
