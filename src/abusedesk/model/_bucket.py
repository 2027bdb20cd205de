"""What the policy of a bucket says, and lets everybody do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ._evidence import Evidence


_READS = frozenset({"s3:getobject", "s3:get*", "s3:*", "*"})
_WRITES = frozenset({"s3:putobject", "s3:put*", "s3:*", "*"})


def lets_everybody_read(bucket: Evidence) -> bool:
    """Whether a bucket's policy lets everybody read its objects, and nothing keeps them out."""
    return _lets_everybody(bucket, _READS)


def lets_everybody_write(bucket: Evidence) -> bool:
    """Whether a bucket's policy lets everybody put objects into it, and nothing keeps them out."""
    return _lets_everybody(bucket, _WRITES)


def _lets_everybody(bucket: Evidence, actions: frozenset[str]) -> bool:
    """
    Whether the policy allows everybody one of actions.

    A statement with a condition does not count: it may be the very thing that keeps them out.
    """
    block = bucket.data.get("PublicAccessBlock")
    if isinstance(block, dict) and block.get("RestrictPublicBuckets"):
        return False
    return any(
        one.get("Effect") == "Allow"
        and _is_everybody(one.get("Principal"))
        and not one.get("Condition")
        and any(str(each).lower() in actions for each in _listed(one.get("Action")))
        for one in statements_of(bucket)
    )


def statements_of(bucket: Evidence) -> Iterator[Mapping[str, Any]]:
    """The statements of a bucket's policy; none where it has none, or it is no policy."""
    policy = bucket.data.get("Policy")
    if isinstance(policy, str):
        try:
            policy = json.loads(policy)
        except ValueError:
            return
    found = policy.get("Statement") if isinstance(policy, dict) else None
    yield from (one for one in _listed(found) if isinstance(one, dict))


def _is_everybody(principal: Any) -> bool:
    return "*" in _listed(principal.get("AWS") if isinstance(principal, dict) else principal)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
