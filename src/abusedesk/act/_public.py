"""What anybody may do with a bucket, by its policy and its access control list."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

# Conditions by fixed values of these make a statement not public.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
_LIMITS = frozenset(
    {
        "aws:sourceip", "aws:sourcearn", "aws:sourcevpc", "aws:sourcevpce", "aws:sourceowner",
        "aws:sourceaccount", "aws:sourceorgid", "aws:userid", "aws:principalarn", "aws:principalaccount",
        "aws:principalorgid", "aws:principalorgpaths", "s3:dataaccesspointarn", "s3:dataaccesspointaccount",
        "s3:x-amz-server-side-encryption-aws-kms-key-id",
    }
)  # fmt: skip
_EQUALS = frozenset(
    {"stringequals", "stringlike", "stringequalsignorecase", "arnequals", "arnlike", "ipaddress"}
)
_WIDEST = {4: 8, 6: 32}  # networks as wide as these are public
_READING = ("get", "list", "describe")
_EVERYBODY = frozenset(
    {
        "http://acs.amazonaws.com/groups/global/AllUsers",
        "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
    }
)
_WRITING = frozenset({"WRITE", "WRITE_ACP", "FULL_CONTROL"})


def without_public_writing(statement: Mapping[str, Any]) -> dict[str, Any] | None:
    """
    What is left of statement when nobody without rights of his own may write by it; None: nothing.

    Denials stay, and what limits itself to known callers. Reading stays as far as it was allowed.
    """
    kept = dict(statement)
    if statement.get("Effect") != "Allow" or not _public(statement):
        return kept
    if "NotAction" in statement:  # allows all that it does not name; no list of actions says the rest
        return None
    said = statement.get("Action")
    actions = [str(one) for one in (said if isinstance(said, list) else [said])]
    left = [reading for one in actions for reading in _reading(one)]
    if left == actions:
        return kept
    return {**kept, "Action": list(dict.fromkeys(left))} if left else None


def _public(statement: Mapping[str, Any]) -> bool:
    """Whether statement speaks of everybody, and not only of known networks, accounts or things."""
    if "NotPrincipal" in statement:
        return True
    who = statement.get("Principal")
    named = who.get("AWS") if isinstance(who, dict) else who
    if "*" not in (named if isinstance(named, list) else [named]):
        return False
    condition = statement.get("Condition")
    return not any(
        operator.lower().rpartition(":")[2] in _EQUALS and _limits(key, value)
        for operator, keys in (condition.items() if isinstance(condition, dict) else ())
        for key, value in (keys.items() if isinstance(keys, dict) else ())
    )


def _limits(key: str, value: Any) -> bool:
    values = [str(one) for one in (value if isinstance(value, list) else [value])]
    if key.lower() not in _LIMITS or not values:
        return False
    if key.lower() == "aws:sourceip":
        return all(_narrow(one) for one in values)
    return not any("*" in one or "?" in one or "${" in one for one in values)


def _narrow(network: str) -> bool:
    try:
        known = ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False
    return known.prefixlen > _WIDEST[known.version]


def _reading(action: str) -> list[str]:
    """The part of an action's pattern that only reads."""
    service, _, name = action.partition(":")
    low = name.lower()
    if action == "*" or (service.lower() == "s3" and low == "*"):
        return ["s3:Get*", "s3:List*"]
    if service.lower() != "s3":
        return []
    fixed = low[: min(low.find(mark) for mark in "*?" if mark in low)] if set(low) & {"*", "?"} else low
    if fixed.startswith(_READING) or (fixed and fixed != low and _only_reads(fixed)):
        return [action]
    return [f"s3:Get{name}", f"s3:List{name}"] if low.startswith("*") else []


def _only_reads(begin: str) -> bool:
    """Whether every action of S3 that begins so reads: "g" leads to Get alone, "d" to Delete too."""
    return any(word.startswith(begin) for word in ("get", "list"))


def public_writes(grants: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of an access control list's grants by which everybody may write."""
    return [
        one
        for one in grants
        if one.get("Grantee", {}).get("URI") in _EVERYBODY and one.get("Permission") in _WRITING
    ]


def without_public_writes(grants: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Grants without those; who had full control may still read."""
    left = []
    for one in grants:
        if one not in public_writes(grants):
            left.append(one)
        elif one.get("Permission") == "FULL_CONTROL":
            left += [{**one, "Permission": permission} for permission in ("READ", "READ_ACP")]
    return [one for at, one in enumerate(left) if one not in left[:at]]
