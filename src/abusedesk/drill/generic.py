"""
Answers from the folder for whatever service it has things of.

List, Describe and Get operations are answered from the things whose resource key they answer; an operation
about one thing finds it by the names it is asked with. Put, Update, Modify and Delete operations change those
things. What the folder has nothing to say to is answered by `nothing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill import models, naming
from abusedesk.drill.nothing import missing
from abusedesk.drill.paging import page
from abusedesk.drill.pointing import ENDS, found, identified, meant, names, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.drill.call import Call

_CHANGES = ("Put", "Update", "Modify", "Set")
_REMOVES = ("Delete", "Deregister", "Terminate", "Release")


def answered(call: Call) -> Mapping[str, Any] | None:
    """The folder's answer to call; None where the folder has nothing to say to it."""
    operation = call.operation
    if operation.startswith(naming.READS):
        return _read(call)
    if operation.startswith(_REMOVES):
        return _changed(call, remove=True)
    return _changed(call, remove=False) if operation.startswith(_CHANGES) else None


def _read(call: Call) -> Mapping[str, Any] | None:
    shape: Any = models.operation(call.service, call.operation).output_shape
    if shape is None:
        return None
    answer: dict[str, Any] = {}
    for key, listed in _keys(call):
        items = call.account.things[call.region][key]
        if isinstance(items, dict):
            return _whole(items, shape)
        if listed is None:
            continue
        member_shape = naming.list_shape(listed)
        chosen = [_shown(item, member_shape, listed.path[-1]) for item in _narrowed(call, items)]
        shown, more = page(call, chosen)
        _put(answer, listed.path, shown)
        answer.update(more)
        answer.update(_failures(call, items, shape))
    return answer or _one(call, shape)


def _failures(call: Call, items: list[Any], shape: Any) -> dict[str, Any]:
    """What ECS says of the things it was asked for and has not."""
    if "failures" not in shape.members:
        return {}
    about = naming.noun(call.operation)
    wanted: list[str] = next(
        (call.parameters[name] for name in call.parameters if models.snake(name) == about), []
    )
    unknown = [
        one for one in wanted if not any(identified(item, about.removesuffix("s"), {one}) for item in items)
    ]
    where = f"arn:{call.account.partition}:{call.service}:{call.region}:{call.account.id}"
    kind = about.removesuffix("s")
    return {
        "failures": [
            {"arn": one if one.startswith("arn:") else f"{where}:{kind}/{one}", "reason": "MISSING"}
            for one in unknown
        ]
    }


def _keys(call: Call) -> Iterator[tuple[str, naming.Listed | None]]:
    """The keys of the region's things that the operation answers, with the list that it answers them in."""
    for key, items in call.account.things.get(call.region, {}).items():
        known = naming.resource_key(key)
        if isinstance(items, dict):
            if (call.service, call.operation) in known.whole:
                yield key, None
            continue
        for listed in known.lists:
            if (listed.service, listed.operation) == (call.service, call.operation):
                yield key, listed


def _whole(value: Mapping[str, Any], shape: Any) -> Mapping[str, Any]:
    if set(value) <= set(shape.members):
        return value
    inner = next((name for name, member in shape.members.items() if member.type_name == "structure"), "")
    return {inner: value}


def _put(answer: dict[str, Any], path: tuple[str, ...], items: list[Any]) -> None:
    for step in path[:-1]:
        answer = answer.setdefault(step, {})
    answer[path[-1]] = items
    if path[-1] == "Items" and len(path) > 1:  # CloudFront's lists say their own size
        answer.update({"Quantity": len(items), "IsTruncated": False, "Marker": "", "MaxItems": 100})


def _shown(item: Any, shape: Any, called: str) -> Any:
    """Item with the members that shape has; its name, id or ARN where shape is text."""
    if shape.type_name == "structure":
        if isinstance(item, dict):
            return {name: value for name, value in item.items() if name in shape.members}
        return {_naming_member(list(shape.members)): item}
    if not isinstance(item, dict):
        return item
    end = next((end for end in ("Arn", "Id", "Name", "Url") if called.rstrip("s").endswith(end)), "")
    names = [called.removesuffix("s"), *[name for name in item if end and name.endswith((end, end.lower()))]]
    return next((item[name] for name in names if name in item), item.get(_naming_member(list(item)), ""))


def _naming_member(members: list[str]) -> str:
    """The member that most likely names a thing."""
    ends = ("Name", "name", "Id", "id", "Arn", "arn")
    return next((name for end in ends for name in members if name.endswith(end)), members[0])


def _narrowed(call: Call, items: list[Any]) -> list[Any]:
    """
    Those of items that the parameters mean: by ids, names, a prefix, or the thing that they belong to.

    Raises:
        AwsError: a Describe operation names one that there is not.
    """
    shape: Any = models.operation(call.service, call.operation).input_shape
    for name, value in call.parameters.items():
        member = shape.members[name]
        if member.type_name == "list" and member.member.type_name == "string" and value:
            items = _listed(call, items, name, set(value))
        elif member.type_name != "string" or not value or member.enum:
            continue
        elif name.endswith(("Prefix", "prefix")):
            items = [item for item in items if _begins(item, name[: -len("Prefix")], value)]
        elif name.endswith(ENDS) or any(meant(item, name) for item in items):
            items = _of(call, items, name, value)
    return items


def _listed(call: Call, items: list[Any], name: str, wanted: set[str]) -> list[Any]:
    """Those of items that one of wanted, the texts of the parameter name, names."""
    field = name.removesuffix("s")
    chosen = [item for item in items if identified(item, field, wanted)]
    if chosen or field.endswith(ENDS) or models.snake(name) == naming.noun(call.operation):
        return chosen
    return items


def _of(call: Call, items: list[Any], name: str, value: str) -> list[Any]:
    """Those of items that value names, or that belong to it."""
    shape: Any = models.operation(call.service, call.operation).input_shape
    chosen = [item for item in items if names(item, meant(item, name) or name, value)]
    own = any(isinstance(item, dict) and name in item for item in items)
    if not chosen and own and call.operation.startswith("Describe"):
        raise missing(call)
    if not chosen and not own and unknown(call, name, value):
        raise missing(call)
    if not chosen and not own and name not in shape.required_members:
        return [] if any(meant(item, name) for item in items) else items
    return chosen


def _begins(item: Any, field: str, prefix: str) -> bool:
    """Whether the member field of item (its last part, where item is text) begins with prefix."""
    if isinstance(item, dict):
        held = next((text for key, text in item.items() if key.lower() == field.lower()), None)
        return not isinstance(held, str) or held.startswith(prefix)
    return str(item).rpartition("/")[2].startswith(prefix)


def _one(call: Call, shape: Any) -> Mapping[str, Any] | None:
    """What an operation about one thing answers: members of the thing, or the thing in a structure."""
    item = found(call)
    if item is None:
        return None
    answer = {name: value for name, value in item.items() if name in shape.members}
    identities = (
        {name for name in answer if name.endswith(ENDS)} if set(answer) < set(shape.members) else set()
    )
    # The structure that shares most with the thing is the thing.
    shared = {
        name: set(item) & set(member.members)
        for name, member in shape.members.items()
        if name not in answer and member.type_name == "structure"
    }
    fit = max(shared, key=lambda name: len(shared[name]), default="")
    if fit and len(shared[fit]) > 1:
        answer[fit] = {inner: item[inner] for inner in shape.members[fit].members if inner in item}
    return answer if set(answer) - identities else None


def _changed(call: Call, *, remove: bool) -> Mapping[str, Any] | None:
    """Change or remove the thing that the parameters name; None where the folder has no such thing."""
    item = found(call)
    if item is None:
        return None
    about = models.snake(call.operation).partition("_")[2]
    owners = [
        items
        for key, items in call.account.things[call.region].items()
        if isinstance(items, list) and any(one is item for one in items)
    ]
    key_names = {key.partition(":")[2] for key in call.account.things[call.region]}
    if remove and {about, about + "s", about.removesuffix("y") + "ies"} & key_names:
        for items in owners:
            items[:] = [one for one in items if one is not item]
    elif remove:
        member = about.replace("_", "").removeprefix("bucket").removeprefix("function")
        for name in [name for name in item if name.lower() == member]:
            del item[name]
    else:
        named = {name for name, value in call.parameters.items() if names(item, name, str(value))}
        item.update({name: value for name, value in call.parameters.items() if name not in named})
    shape: Any = models.operation(call.service, call.operation).output_shape
    members = shape.members if shape is not None else {}
    return {name: value for name, value in item.items() if name in members}
