"""
S3, path-style.

https://docs.aws.amazon.com/AmazonS3/latest/API/
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from abusedesk.drill import models
from abusedesk.drill.overlay import Overlay, _s3_access, _s3_objects
from abusedesk.drill.overlay._s3_objects import bucket_of
from abusedesk.drill.paging import page
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from abusedesk.drill.call import Call

_ABSENT = 404
_FIRST_REGION = "us-east-1"
# What a bucket without such a thing answers; None: an empty answer.
_WITHOUT = {
    "GetBucketPolicy": "NoSuchBucketPolicy",
    "GetBucketPolicyStatus": "NoSuchBucketPolicy",
    "GetPublicAccessBlock": "NoSuchPublicAccessBlockConfiguration",
    "GetBucketLifecycleConfiguration": "NoSuchLifecycleConfiguration",
    "GetBucketReplication": "ReplicationConfigurationNotFoundError",
    "GetBucketWebsite": "NoSuchWebsiteConfiguration",
    "GetBucketCors": "NoSuchCORSConfiguration",
    "GetBucketTagging": "NoSuchTagSet",
    "GetBucketEncryption": "ServerSideEncryptionConfigurationNotFoundError",
    "GetBucketOwnershipControls": "OwnershipControlsNotFoundError",
    "GetObjectLockConfiguration": "ObjectLockConfigurationNotFoundError",
    "GetBucketVersioning": None,
    "GetBucketLogging": None,
    "GetBucketNotificationConfiguration": None,
    "GetBucketAccelerateConfiguration": None,
}
_PUTS = (
    "PutPublicAccessBlock",
    "PutBucketLifecycleConfiguration",
    "PutBucketReplication",
    "PutBucketWebsite",
    "PutBucketCors",
    "PutBucketTagging",
    "PutBucketEncryption",
    "PutBucketOwnershipControls",
    "PutObjectLockConfiguration",
    "PutBucketVersioning",
    "PutBucketLogging",
    "PutBucketNotificationConfiguration",
)
# What an operation takes, where its Get answers the members of it, or something else by another name.
_TAKEN = {
    "PutPublicAccessBlock": ("PublicAccessBlockConfiguration",),
    "PutBucketEncryption": ("ServerSideEncryptionConfiguration",),
    "PutBucketOwnershipControls": ("OwnershipControls",),
    "PutObjectLockConfiguration": ("ObjectLockConfiguration",),
    "PutBucketReplication": ("ReplicationConfiguration",),
}
_DELETES = {
    "DeleteBucketPolicy": "GetBucketPolicy",
    "DeletePublicAccessBlock": "GetPublicAccessBlock",
    "DeleteBucketLifecycle": "GetBucketLifecycleConfiguration",
    "DeleteBucketReplication": "GetBucketReplication",
    "DeleteBucketWebsite": "GetBucketWebsite",
    "DeleteBucketCors": "GetBucketCors",
    "DeleteBucketTagging": "GetBucketTagging",
    "DeleteBucketEncryption": "GetBucketEncryption",
    "DeleteBucketOwnershipControls": "GetBucketOwnershipControls",
}


def list_buckets(call: Call) -> Mapping[str, Any]:
    """All of the account's buckets, in whatever region."""
    prefix, region = str(call.get("Prefix", "")), call.get("BucketRegion")
    found = [
        {"Name": bucket.name, "CreationDate": bucket.facts["CreationDate"], "BucketRegion": bucket.region}
        for name, bucket in sorted(call.world.buckets.by_name.items())
        if bucket.account == call.account.id and name.startswith(prefix) and region in {None, bucket.region}
    ]
    shown, more = page(call, found, 10_000)
    return {"Buckets": shown, "Owner": _s3_access.owner(call), **more}


def head_bucket(call: Call) -> Mapping[str, Any]:
    """Where a bucket is."""
    return {"BucketRegion": bucket_of(call).region}


def get_bucket_location(call: Call) -> Mapping[str, Any]:
    """Where a bucket is; nothing for us-east-1."""
    region = bucket_of(call).region
    return {} if region == "us-east-1" else {"LocationConstraint": region}


def get_of_bucket(call: Call) -> Mapping[str, Any]:
    """A bucket's policy, public access block and so on, as the folder or a Put has it."""
    bucket = bucket_of(call)
    shape: Any = models.operation("s3", call.operation).output_shape
    answer = {name: bucket.facts[name] for name in shape.members if bucket.facts.get(name) is not None}
    if "Policy" in answer and not isinstance(answer["Policy"], str):
        answer["Policy"] = json.dumps(answer["Policy"])
    if call.operation == "GetBucketPolicyStatus" and bucket.facts.get("Policy") and not answer:
        answer = {"PolicyStatus": {"IsPublic": _s3_access.public(bucket.facts["Policy"])}}
    code = _WITHOUT[call.operation]
    if not answer and code is not None:
        raise AwsError(code, f"The bucket {bucket.name} has no such configuration.", _ABSENT)
    return answer


def put_of_bucket(call: Call) -> Mapping[str, Any]:
    """Set one of them."""
    facts = bucket_of(call).facts
    taken = _TAKEN.get(call.operation)
    for name, value in call.parameters.items():
        if taken is not None and name in taken:
            facts[name] = value
        elif taken is None and isinstance(value, dict):
            facts.update(value)
    return {}


def delete_of_bucket(call: Call) -> Mapping[str, Any]:
    """Take one of them away."""
    bucket = bucket_of(call)
    shape: Any = models.operation("s3", _DELETES[call.operation]).output_shape
    for name in shape.members:
        bucket.facts.pop(name, None)
    return {}


def create_bucket(call: Call) -> Mapping[str, Any]:
    """Make a bucket."""
    name = str(call.get("Bucket"))
    there = call.world.buckets.by_name.get(name)
    if there is not None:
        mine = there.account == call.account.id
        code = "BucketAlreadyOwnedByYou" if mine else "BucketAlreadyExists"
        raise AwsError(code, "The requested bucket name is not available.", 409)
    region = call.get("CreateBucketConfiguration", {}).get("LocationConstraint") or _FIRST_REGION
    if call.region not in {region, _FIRST_REGION}:
        raise AwsError(
            "IllegalLocationConstraintException",
            f"The {region} location constraint is incompatible for the region specific endpoint this request "
            "was sent to.",
        )
    made = call.world.buckets.created(name, call.account, region, call.now.replace(microsecond=0))
    made.facts.update(_s3_access.closed())
    return {"Location": f"/{name}"}


def delete_bucket(call: Call) -> Mapping[str, Any]:
    """Remove an empty bucket."""
    bucket = bucket_of(call)
    if call.world.buckets.objects(bucket, call.now):
        raise AwsError("BucketNotEmpty", "The bucket you tried to delete is not empty", 409)
    del call.world.buckets.by_name[bucket.name]
    return {}


_ANSWERS: dict[str, Callable[[Call], Mapping[str, Any]]] = {
    "ListBuckets": list_buckets,
    "HeadBucket": head_bucket,
    "GetBucketLocation": get_bucket_location,
    "CreateBucket": create_bucket,
    "DeleteBucket": delete_bucket,
    **dict.fromkeys(_WITHOUT, get_of_bucket),
    **dict.fromkeys(_PUTS, put_of_bucket),
    **dict.fromkeys(_DELETES, delete_of_bucket),
    **_s3_access.ANSWERS,
    **_s3_objects.ANSWERS,
}
OVERLAY = Overlay(id="s3", answers=_ANSWERS)
