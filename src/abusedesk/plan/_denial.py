"""By which action everything is denied to a user or role: by whatever IAM still has room for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._situation import Situation

# Characters of all of one's inline policies together, less white space, and policies attached to one at
# most where IAM does not say how many this account may.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
_CHARACTERS = {"User": 2048, "Role": 10240}
_ATTACHED = 10
_LEAST = 128  # a policy of one statement that denies everything
_AWS_DENIAL = ":iam::aws:policy/AWSDenyAll"
_OURS = "abusedesk-deny-all"


def denial(arn: str, now: Situation) -> str:
    """
    The action that denies everything to a user or role.

    An inline policy does, else AWS's own attached to it; where neither fits any more, which an intruder may
    have seen to, a permissions boundary: that has a place of its own.
    """
    kind = "User" if ":user/" in arn else "Role"
    shown = next((one for one in now.dossier.things(f"iam.{kind.lower()}") if one.key == arn), None)
    full = (
        shown is not None and _inline_is_full(kind, shown.data) and _attached_is_full(kind, shown.data, now)
    )
    return "deny_by_boundary" if full else "deny_all_to_principal"


def _inline_is_full(kind: str, shown: Mapping[str, Any]) -> bool:
    # Our own denial is no reason to deny by another way than before.
    policies = shown.get(f"{kind}PolicyList") or ()
    others = [one for one in policies if one.get("PolicyName") != _OURS]
    return sum(_size(one.get("PolicyDocument")) for one in others) + _LEAST > _CHARACTERS[kind]


def _size(document: Any) -> int:
    text = (
        document
        if isinstance(document, str)
        else json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    )
    return len("".join(text.split()))


def _attached_is_full(kind: str, shown: Mapping[str, Any], now: Situation) -> bool:
    attached = [str(one.get("PolicyArn")) for one in shown.get("AttachedManagedPolicies") or ()]
    summary = (
        next((one.data.get("SummaryMap") for one in now.dossier.things("iam.account_summary")), None) or {}
    )
    most = int(summary.get(f"AttachedPoliciesPer{kind}Quota") or _ATTACHED)
    return len(attached) >= most and not any(one.endswith(_AWS_DENIAL) for one in attached)
