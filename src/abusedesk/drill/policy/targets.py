"""The ARN that a request is about, as IAM judges it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_IAM_KINDS = {
    "UserName": "user",
    "RoleName": "role",
    "GroupName": "group",
    "InstanceProfileName": "instance-profile",
}


def target_of(
    service: str, parameters: Mapping[str, Any], arn_of: Callable[[str, str], str | None], partition: str
) -> str:
    """
    The ARN of what a request with parameters to service is about; "*" where it cannot be told.

    arn_of gives the ARN of an IAM thing by kind ("user", "role", …) and name, None when there is none.
    """
    if service == "s3":
        return _s3(parameters, partition)
    if service == "iam":
        return _iam(parameters, arn_of)
    if service == "sts":
        return str(parameters.get("RoleArn") or _root_of(parameters, partition))
    arns = [value for value in parameters.values() if isinstance(value, str) and value.startswith("arn:")]
    return arns[0] if arns else "*"


def _root_of(parameters: Mapping[str, Any], partition: str) -> str:
    """
    The root that AssumeRoot is about.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
    """
    named = str(parameters.get("TargetPrincipal") or "")
    return f"arn:{partition}:iam::{named}:root" if named.isdecimal() else named or "*"


def _s3(parameters: Mapping[str, Any], partition: str) -> str:
    bucket = parameters.get("Bucket")
    if not bucket:
        return "*"
    key = parameters.get("Key")
    return f"arn:{partition}:s3:::{bucket}" + (f"/{key}" if key else "")


def _iam(parameters: Mapping[str, Any], arn_of: Callable[[str, str], str | None]) -> str:
    for name, kind in _IAM_KINDS.items():
        if parameters.get(name):
            found = arn_of(kind, str(parameters[name]))
            if found:
                return found
    return str(parameters.get("PolicyArn") or parameters.get("SerialNumber") or "*")
