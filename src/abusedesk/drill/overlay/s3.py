"""
S3, path-style.

https://docs.aws.amazon.com/AmazonS3/latest/API/
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from abusedesk.drill import models
from abusedesk.drill.overlay import Overlay, _s3_objects
from abusedesk.drill.overlay._s3_objects import bucket_of
from abusedesk.drill.paging import page
from abusedesk.drill.refusals import AwsError
from abusedesk.drill.state.principals import made_up

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from abusedesk.drill.call import Call

_ABSENT = 404
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
    "PutBucketPolicy",
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
    "PutBucketAcl",
)
# What an operation takes, where its Get answers the members of it, or something else by another name.
_TAKEN = {
    "PutBucketPolicy": ("Policy",),
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
    return {"Buckets": shown, "Owner": _owner(call), **more}


def _owner(call: Call) -> dict[str, str]:
    return {"ID": made_up("", call.account.id, "canonical", length=52).lower()}


def head_bucket(call: Call) -> Mapping[str, Any]:
    """Where a bucket is."""
    return {"BucketRegion": bucket_of(call).region}


def get_bucket_location(call: Call) -> Mapping[str, Any]:
    """Where a bucket is; nothing for us-east-1."""
    region = bucket_of(call).region
    return {} if region == "us-east-1" else {"LocationConstraint": region}


def get_bucket_acl(call: Call) -> Mapping[str, Any]:
    """Who may do what by the old way; only the owner unless the folder says otherwise."""
    facts = bucket_of(call).facts
    owner = facts.get("Owner") or _owner(call)
    grantee = {"ID": owner.get("ID", ""), "Type": "CanonicalUser"}
    grants = facts.get("Grants") or [{"Grantee": grantee, "Permission": "FULL_CONTROL"}]
    return {"Owner": owner, "Grants": grants}


def get_of_bucket(call: Call) -> Mapping[str, Any]:
    """A bucket's policy, public access block and so on, as the folder or a Put has it."""
    bucket = bucket_of(call)
    shape: Any = models.operation("s3", call.operation).output_shape
    answer = {name: bucket.facts[name] for name in shape.members if bucket.facts.get(name) is not None}
    if "Policy" in answer and not isinstance(answer["Policy"], str):
        answer["Policy"] = json.dumps(answer["Policy"])
    if call.operation == "GetBucketPolicyStatus" and bucket.facts.get("Policy") and not answer:
        answer = {"PolicyStatus": {"IsPublic": _public(bucket.facts["Policy"])}}
    code = _WITHOUT[call.operation]
    if not answer and code is not None:
        raise AwsError(code, f"The bucket {bucket.name} has no such configuration.", _ABSENT)
    return answer


def _public(policy: Any) -> bool:
    document = json.loads(policy) if isinstance(policy, str) else policy
    statements = document.get("Statement", [])
    listed = statements if isinstance(statements, list) else [statements]
    return any(
        one.get("Effect") == "Allow"
        and one.get("Principal") in ("*", {"AWS": "*"})
        and not one.get("Condition")
        for one in listed
    )


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
    region = call.get("CreateBucketConfiguration", {}).get("LocationConstraint") or call.region
    call.world.buckets.created(name, call.account, region, call.now.replace(microsecond=0))
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
    "GetBucketAcl": get_bucket_acl,
    "CreateBucket": create_bucket,
    "DeleteBucket": delete_bucket,
    **dict.fromkeys(_WITHOUT, get_of_bucket),
    **dict.fromkeys(_PUTS, put_of_bucket),
    **dict.fromkeys(_DELETES, delete_of_bucket),
    **_s3_objects.ANSWERS,
}
OVERLAY = Overlay(id="s3", answers=_ANSWERS)
