"""IAM policies made of what units declare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .permissions import NEEDS_NO_PERMISSION, permission

if TYPE_CHECKING:
    from collections.abc import Iterable

# Characters, white space not counted:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
MANAGED_POLICY_LIMIT = 6144


def read_policy(declared: Iterable[str]) -> dict[str, Any]:
    """
    The identity policy, Version 2012-10-17, that allows exactly what declared needs.

    One statement, its actions sorted (so by service), each once; calls that need no permission are left
    out. Resource is "*": what an investigation will have to read is not known beforehand.
    """
    actions = {permission(one) for one in declared} - NEEDS_NO_PERMISSION
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "AbusedeskRead", "Effect": "Allow", "Action": sorted(actions), "Resource": "*"},
        ],
    }
