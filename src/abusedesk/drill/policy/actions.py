"""
The IAM action that allows an API operation, where the two names differ.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

import difflib
import fnmatch
from typing import TYPE_CHECKING

from abusedesk.drill import models

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIXES = {
    "cloudcontrol": "cloudformation",
    "cloudwatch": "cloudwatch",
    "iot-data": "iot",
    "iot-jobs-data": "iot",
    "pinpoint-sms-voice-v2": "sms-voice",
    "resourcegroupstaggingapi": "tag",
}
_S3 = {
    "ListObjects": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "HeadBucket": "ListBucket",
    "ListBuckets": "ListAllMyBuckets",
    "ListObjectVersions": "ListBucketVersions",
    "ListMultipartUploads": "ListBucketMultipartUploads",
    "ListParts": "ListMultipartUploadParts",
    "HeadObject": "GetObject",
    "SelectObjectContent": "GetObject",
    "CopyObject": "PutObject",
    "CreateMultipartUpload": "PutObject",
    "UploadPart": "PutObject",
    "UploadPartCopy": "PutObject",
    "CompleteMultipartUpload": "PutObject",
    "DeleteObjects": "DeleteObject",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
    "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "DeleteBucketEncryption": "PutEncryptionConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "DeleteBucketLifecycle": "PutLifecycleConfiguration",
    "GetBucketReplication": "GetReplicationConfiguration",
    "PutBucketReplication": "PutReplicationConfiguration",
    "DeleteBucketReplication": "PutReplicationConfiguration",
    "GetBucketNotificationConfiguration": "GetBucketNotification",
    "PutBucketNotificationConfiguration": "PutBucketNotification",
    "GetBucketCors": "GetBucketCORS",
    "PutBucketCors": "PutBucketCORS",
    "DeleteBucketCors": "PutBucketCORS",
    "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
    "PutObjectLockConfiguration": "PutBucketObjectLockConfiguration",
    "GetBucketAccelerateConfiguration": "GetAccelerateConfiguration",
    "GetBucketAnalyticsConfiguration": "GetAnalyticsConfiguration",
    "GetBucketInventoryConfiguration": "GetInventoryConfiguration",
    "ListBucketInventoryConfigurations": "GetInventoryConfiguration",
    "GetBucketMetricsConfiguration": "GetMetricsConfiguration",
    "GetBucketIntelligentTieringConfiguration": "GetIntelligentTieringConfiguration",
    "DeleteBucketTagging": "PutBucketTagging",
}
_S3CONTROL = {
    "GetPublicAccessBlock": "GetAccountPublicAccessBlock",
    "PutPublicAccessBlock": "PutAccountPublicAccessBlock",
    "DeletePublicAccessBlock": "PutAccountPublicAccessBlock",
}
_OTHERS = {
    ("lambda", "Invoke"): "lambda:InvokeFunction",
    ("lambda", "ListVersionsByFunction"): "lambda:ListVersionsByFunction",
    ("dynamodb", "ExecuteStatement"): "dynamodb:PartiQLSelect",
    ("ec2", "DescribeInstanceEventWindows"): "ec2:DescribeInstanceEventWindows",
}
# Cannot be refused. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
FREE = frozenset({("sts", "GetCallerIdentity"), ("sts", "GetSessionToken")})


def action_of(service: str, operation: str) -> str:
    """The IAM action, such as "s3:ListBucket", that allows operation of service (botocore's names)."""
    if service == "s3":
        return f"s3:{_S3.get(operation, operation)}"
    if service == "s3control":
        return f"s3:{_S3CONTROL.get(operation, operation)}"
    if (service, operation) in _OTHERS:
        return _OTHERS[service, operation]
    if service in {"apigateway", "apigatewayv2"}:
        return f"apigateway:{models.operation(service, operation).http['method']}"
    known = models.services().get(service)
    prefix = _PREFIXES.get(service) or (known.signing_name if known else service)
    return f"{prefix}:{operation}"


def exists(permission: str) -> bool:
    """Whether some operation that botocore knows is allowed by permission, which may hold wildcards."""
    return any(fnmatch.fnmatchcase(name.lower(), permission.lower()) for name in _known(permission))


def near(permission: str) -> str:
    """
    The permission that permission is probably a misspelling of, "" where none is close.

    Not every IAM action is an operation (iam:PassRole), so an unknown one alone is no mistake.
    """
    close = difflib.get_close_matches(permission, list(_known(permission)), n=1, cutoff=0.9)
    return close[0] if close else ""


def _known(permission: str) -> Iterator[str]:
    """Every permission of the service that permission is of, by its action's and by its operation's name."""
    prefix = permission.partition(":")[0]
    services = models.known_as(prefix) or tuple(name for name, given in _PREFIXES.items() if given == prefix)
    for service in services:
        for operation in models.model(service).operation_names:
            yield action_of(service, operation)
            yield f"{prefix}:{operation}"
