"""
Trust policies: who may assume a role.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from abusedesk.errors import Absent

from ._iam import Identity, document, identity, known

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from abusedesk.aws.write import Writer
    from abusedesk.model import Change

    from ._iam import Aws

# A trust policy must hold a statement with a principal. Without an Allow nobody is let in anyway, and a
# Deny for everybody says so to whoever reads it.
# https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html
NOBODY: Mapping[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "AbusedeskDenyAll",
            "Effect": "Deny",
            "Principal": {"AWS": "*"},
            "Action": "sts:AssumeRole",
        }
    ],
}
_NAMED = re.compile(r"arn:[^:]+:iam::(\d{12}):(user|role)/(?:.+/)?([^/*]+)")
_ACCOUNT = re.compile(r"arn:[^:]+:iam::(\d{12}):root")
# What IAM shows in place of a user or role that is gone; it takes no policy that names one.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
_GONE = re.compile(r"A(IDA|ROA|GPA)[A-Z0-9]{12,}")


def read(aws: Aws, who: Identity) -> Any:
    """The role's trust policy. Raises Absent where there is no such role."""
    return document(known(aws, who)["AssumeRolePolicyDocument"])


def put(aws: Writer, who: Identity, policy: Any) -> None:
    """Make policy the role's trust policy."""
    aws.one("iam:UpdateAssumeRolePolicy", RoleName=who.name, PolicyDocument=json.dumps(policy))


def put_back(aws: Writer, who: Identity, policy: Any) -> None:
    """
    Make policy, an earlier one, the role's trust policy again, less principals that are gone meanwhile.

    IAM refuses a policy that names a user or role which there is not.
    """
    account = who.arn.split(":")[4]

    def gone(principal: str) -> bool:
        named = _NAMED.fullmatch(principal)
        if named is None or named[1] != account:
            return _GONE.fullmatch(principal) is not None
        try:
            known(aws, Identity("User" if named[2] == "user" else "Role", named[3], principal))
        except Absent:
            return True
        return False

    put(aws, who, without(policy, gone))


def apply(aws: Writer, change: Change) -> None:
    """Put the trust policy after."""
    put(aws, identity(change.target, ("Role",)), change.after["trust"])


def revert(aws: Writer, change: Change) -> None:
    """Put the trust policy before, less principals that are gone meanwhile."""
    put_back(aws, identity(change.target, ("Role",)), change.before["trust"])


def without(policy: Any, out: Callable[[str], bool]) -> Any:
    """Policy less the principals of its Allow statements that are out; NOBODY where that leaves none."""
    statements = policy.get("Statement", [])
    listed = statements if isinstance(statements, list) else [statements]
    left = [one for one in (_less(statement, out) for statement in listed) if one is not None]
    if left == listed:
        return policy
    return {**policy, "Statement": left} if left else dict(NOBODY)


def same(principal: str, part: str) -> bool:
    """Whether both name the same; an account may be named by its id or by its root."""
    return _short(principal) == _short(part)


def _short(principal: str) -> str:
    account = _ACCOUNT.fullmatch(principal)
    return account[1] if account else principal


def _less(statement: Any, out: Callable[[str], bool]) -> Any:
    """Statement less principals that are out, None where it names nobody any more."""
    if statement.get("Effect") != "Allow" or "Principal" not in statement:
        return statement
    principal = statement["Principal"]
    if isinstance(principal, str):
        return None if out(principal) else statement
    left = {kind: _left(names, out) for kind, names in principal.items()}
    left = {kind: names for kind, names in left.items() if names}
    return {**statement, "Principal": left} if left else None


def _left(names: Any, out: Callable[[str], bool]) -> Any:
    if isinstance(names, str):
        return "" if out(names) else names
    return [name for name in names if not out(name)]
