"""
Answers from the folder for whatever service it has things of.

List, Describe and Get operations are answered from the things whose resource key they answer; an operation
about one thing finds it by the names it is asked with. Put, Update, Modify and Delete operations change those
things. A service without things answers its lists empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill import models, naming
from abusedesk.drill.paging import page
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.drill.call import Call

_CHANGES = ("Put", "Update", "Modify", "Set")
_REMOVES = ("Delete", "Deregister", "Terminate", "Release")
_ENDS = ("Arn", "Id", "Name", "Identifier", "arn", "id", "name", "identifier")
_MISSING = "ResourceNotFoundException"


def answered(call: Call) -> Mapping[str, Any] | None:
    """The folder's answer to call; None where the folder has nothing to say to it."""
    operation = call.operation
    if operation.startswith(naming.READS):
        return _read(call)
    if operation.startswith(_REMOVES):
        return _changed(call, remove=True)
    return _changed(call, remove=False) if operation.startswith(_CHANGES) else None


def empty(call: Call) -> Mapping[str, Any] | None:
    """
    The answer of a service without things: its lists empty; None for an operation that answers no list.

    Raises:
        AwsError: the operation is about one thing, which there is not.
    """
    model = models.operation(call.service, call.operation)
    shape: Any = model.output_shape
    if not call.operation.startswith(naming.READS) or shape is None:
        return None
    needed = set(model.input_shape.required_members) if model.input_shape is not None else set()
    lists = [name for name, member in shape.members.items() if member.type_name == "list"]
    # Strings alone say of which thing; a list of names asks for things that there are not, and gets none.
    of_one = any(model.input_shape.members[name].type_name == "string" for name in needed)
    if lists and not of_one:
        return {name: [] for name in lists}
    nested = next((name for name, member in shape.members.items() if member.type_name == "structure"), None)
    if not lists and nested and call.operation.startswith("List"):
        inner = shape.members[nested]
        return {nested: {name: _nothing(inner.members[name]) for name in inner.required_members}}
    if needed or lists or _absence(call):
        raise missing(call)
    return {name: False for name, member in shape.members.items() if member.type_name == "boolean"}


def _absence(call: Call) -> str:
    """The error code by which the operation says that there is no such thing, "" where it has none."""
    shapes = models.operation(call.service, call.operation).error_shapes
    codes = [shape.metadata.get("error", {}).get("code", shape.name) for shape in shapes]
    return next((one for one in codes if "NotFound" in one or "NoSuch" in one or "DoesNotExist" in one), "")


def missing(call: Call) -> AwsError:
    """The service's own way to say that there is no such thing."""
    model = models.operation(call.service, call.operation)
    status = 400 if str(model.service_model.resolved_protocol) == "json" else 404
    what = ", ".join(f"{name} {value}" for name, value in call.parameters.items() if isinstance(value, str))
    return AwsError(_absence(call) or _MISSING, f"There is no such thing: {what or call.operation}", status)


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
    return answer or _one(call, shape)


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
    """Those of items that the parameters name: by lists of ids and names, and by one required text."""
    model = models.operation(call.service, call.operation)
    shape: Any = model.input_shape
    for name, value in call.parameters.items():
        member = shape.members[name]
        if member.type_name == "list" and member.member.type_name == "string" and value:
            field = name.removesuffix("s") if name[-1:] == "s" else name
            if any(_identified(item, field, set(value)) for item in items):
                items = [item for item in items if _identified(item, field, set(value))]
            elif field.endswith(_ENDS):
                items = []
        elif member.type_name == "string" and name.endswith(_ENDS) and value:
            meant = [item for item in items if _names(item, name, value)]
            items = meant if meant or name in shape.required_members else items
    return items


def _identified(item: Any, field: str, wanted: set[str]) -> bool:
    if not isinstance(item, dict):
        return item in wanted
    if item.get(field) in wanted:
        return True
    return not field.endswith(_ENDS) and any(
        value in wanted for name, value in item.items() if isinstance(value, str) and name.endswith(_ENDS)
    )


def _names(item: Any, field: str, value: str) -> bool:
    """Whether value, given as field, names item: the same member, or another that holds its name or ARN."""
    if not isinstance(item, dict):
        return bool(item == value)
    if field in item:
        return bool(item[field] == value)
    idle = value.rpartition("/")[2].rpartition(":")[2]
    return any(
        isinstance(member, str)
        and name.endswith(_ENDS)
        and (member in {value, idle} or member.endswith(f"/{value}"))
        for name, member in item.items()
    )


def _one(call: Call, shape: Any) -> Mapping[str, Any] | None:
    """What an operation about one thing answers: members of the thing, or the thing in a structure."""
    item = _found(call)
    if item is None:
        return None
    answer = {name: value for name, value in item.items() if name in shape.members}
    identities = {name for name in answer if name.endswith(_ENDS)}
    for name, member in shape.members.items():
        if (
            name not in answer
            and member.type_name == "structure"
            and len(set(item) & set(member.members)) > 1
        ):
            answer[name] = {inner: value for inner, value in item.items() if inner in member.members}
    return answer if set(answer) - identities else None


def _found(call: Call) -> dict[str, Any] | None:
    """The thing of this service that a required text among the parameters names."""
    shape: Any = models.operation(call.service, call.operation).input_shape
    if shape is None:
        return None
    asked = [
        (name, call.parameters[name])
        for name in shape.required_members
        if isinstance(call.parameters.get(name), str) and name.endswith((*_ENDS, "Bucket"))
    ]
    for key, items in call.account.things.get(call.region, {}).items():
        if isinstance(items, list) and call.service in naming.resource_key(key).services:
            for item in items:
                if asked and isinstance(item, dict) and all(_names(item, *one) for one in asked[:1]):
                    return item
    return None


def _changed(call: Call, *, remove: bool) -> Mapping[str, Any] | None:
    """Change or remove the thing that the parameters name; None where the folder has no such thing."""
    item = _found(call)
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
        named = {name for name, value in call.parameters.items() if _names(item, name, str(value))}
        item.update({name: value for name, value in call.parameters.items() if name not in named})
    shape: Any = models.operation(call.service, call.operation).output_shape
    members = shape.members if shape is not None else {}
    return {name: value for name, value in item.items() if name in members}


def _nothing(shape: Any) -> Any:
    return {"list": [], "structure": {}, "map": {}, "boolean": False, "string": ""}.get(shape.type_name, 0)
