"""What authorisation needs to know of an account's IAM, as values that compare."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.drill.state.lag import Thing


@dataclass(frozen=True, slots=True)
class HeldKey:
    """An access key: whose it is, and whether it is active."""

    user: str
    active: bool


@dataclass(frozen=True, slots=True)
class Holder:
    """
    A user, role or group. inline holds documents as text, managed and boundary ARNs, groups names.

    trust is a role's trust policy, text.
    """

    arn: str
    id: str
    inline: tuple[str, ...]
    managed: tuple[str, ...]
    groups: tuple[str, ...] = ()
    boundary: str = ""
    trust: str = ""


def fact_of(backend: Any, kind: str, name: str) -> Any:
    """What moto's IAM backend has of the thing of kind and name; a policy's document; None without."""
    if kind == "key":
        key = backend.access_keys.get(name)
        return (
            None if key is None or key.user_name is None else HeldKey(key.user_name, key.status == "Active")
        )
    if kind == "policy":
        policy = backend.managed_policies.get(name)
        return None if policy is None else _default(policy)
    if kind == "role":
        found = next((role for role in backend.roles.values() if role.name == name), None)
    else:
        found = (backend.users if kind == "user" else backend.groups).get(name)
    return None if found is None else _holder(backend, kind, found)


def facts_of(backend: Any) -> dict[Thing, Any]:
    """Everything that fact_of tells of moto's IAM backend, by kind and name; AWS's own policies aside."""
    return {thing: fact_of(backend, *thing) for thing in _things(backend)}


def _things(backend: Any) -> Iterator[Thing]:
    for key in backend.access_keys:
        yield "key", key
    for kind in ("users", "roles", "groups"):
        for one in getattr(backend, kind).values():
            yield kind.removesuffix("s"), one.name
    for arn in backend.managed_policies:
        if ":iam::aws:" not in arn:
            yield "policy", arn


def _holder(backend: Any, kind: str, one: Any) -> Holder:
    inline = one.policies.values()
    groups = backend.groups.values() if kind == "user" else ()
    return Holder(
        arn=str(one.arn),
        id=str(one.id),
        inline=tuple(text if isinstance(text, str) else json.dumps(text) for text in inline),
        managed=tuple(one.managed_policies),
        groups=tuple(group.name for group in groups if one in group.users),
        boundary=str(getattr(one, "permissions_boundary_arn", None) or ""),
        trust=str(getattr(one, "assume_role_policy_document", "") or ""),
    )


def _default(policy: Any) -> str | None:
    return next(
        (str(one.document) for one in policy.versions if one.version_id == policy.default_version_id), None
    )
