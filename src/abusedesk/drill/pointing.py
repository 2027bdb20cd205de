"""Which thing of the folder a parameter points to: by name, id or ARN."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill import models, naming

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.drill.call import Call

ENDS = ("Arn", "Id", "Name", "Identifier", "Url", "arn", "ARN", "id", "name", "identifier", "url")


def meant(item: Any, field: str) -> str:
    """The member of item that a parameter called field points to: "clusterArn" for cluster; "" where none."""
    if not isinstance(item, dict):
        return ""
    return next((name for name in (field, *(field + end for end in ENDS)) if name in item), "")


def identified(item: Any, field: str, wanted: set[str]) -> bool:
    """Whether one of wanted, given as field, names item."""
    if not isinstance(item, dict):
        return any(_same(item, one) for one in wanted)
    if item.get(field) in wanted:
        return True
    return not field.endswith(ENDS) and any(
        _same(value, one)
        for name, value in item.items()
        if isinstance(value, str) and name.endswith(ENDS) and not _of_another(name, field)
        for one in wanted
    )


def _of_another(name: str, field: str) -> bool:
    """Whether the member name tells of another thing than field: clusterArn of a task."""
    stem = next((name.removesuffix(end) for end in ENDS if name.endswith(end)), "")
    return bool(stem) and stem.lower() != field.lower()


def names(item: Any, field: str, value: str) -> bool:
    """Whether value, given as field, names item: the same member, or another that holds its name or ARN."""
    if not isinstance(item, dict):
        return _same(str(item), value)
    if field in item and not value.startswith("arn:"):
        return _same(item[field], value)
    idle = value.rpartition("/")[2].rpartition(":")[2]
    return any(
        isinstance(member, str)
        and name.endswith(ENDS)
        and (member == value or member.endswith(f"/{value}") or (member == idle and not _has_arn(item)))
        for name, member in item.items()
    )


def _has_arn(item: dict[str, Any]) -> bool:
    return any(isinstance(value, str) and value.startswith("arn:") for value in item.values())


def _same(held: Any, value: str) -> bool:
    """Whether held is value, or ends with it as ARNs and URLs end with names."""
    return isinstance(held, str) and (held == value or held.endswith(f"/{value}"))


def asked(call: Call) -> list[tuple[str, str]]:
    """The required parameters that say of which thing: (name, text)."""
    shape: Any = models.operation(call.service, call.operation).input_shape
    if shape is None:
        return []
    return [
        (name, value)
        for name in shape.required_members
        if isinstance(value := call.parameters.get(name), str)
        and not shape.members[name].enum
        and value != call.account.id
        and (name.endswith((*ENDS, "Bucket")) or value.startswith("arn:") or _is_kind(call, name))
    ]


def _is_kind(call: Call, name: str) -> bool:
    """Whether the parameter is called after things that the service has: Rule, cluster, stack."""
    noun = models.snake(name)
    return noun in {_singular(key.partition(":")[2]) for key, _ in _things(call)} or noun in {
        "rule", "cluster", "stack", "identity", "email_identity", "resource", "domain",
    }  # fmt: skip


def _singular(plural: str) -> str:
    return plural[:-3] + "y" if plural.endswith("ies") else plural.removesuffix("s")


def _things(call: Call) -> Iterator[tuple[str, list[Any]]]:
    """The region's lists of this service, by key."""
    for key, items in call.account.things.get(call.region, {}).items():
        if isinstance(items, list) and call.service in naming.resource_key(key).services:
            yield key, items


def unknown(call: Call, name: str, value: str) -> bool:
    """Whether the parameter is called after things that the service has, and value names none of them."""
    noun = models.snake(name)
    pools = [items for key, items in _things(call) if _singular(key.partition(":")[2]) == noun]
    return bool(pools) and not any(names(item, name, value) for items in pools for item in items)


def found(call: Call) -> dict[str, Any] | None:
    """The thing of this service that the first required text among the parameters names."""
    wanted = asked(call)[:1]
    for key, items in _things(call) if wanted else ():
        listed = naming.resource_key(key).lists
        called = {one.path[-1].removesuffix("s") for one in listed}
        for item in items:
            thing = item if isinstance(item, dict) else dict.fromkeys(called, item)
            if names(thing, *wanted[0]):
                return thing
    return None
