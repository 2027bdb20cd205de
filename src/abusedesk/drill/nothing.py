"""What is answered where the folder has nothing: empty lists, or that there is no such thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill import models, naming
from abusedesk.drill.pointing import ENDS, asked, found
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.drill.call import Call

_MISSING = "ResourceNotFoundException"
# Services whose models name no error for a thing that there is not; AWS's own codes.
_UNTOLD = {
    "cloudformation": "ValidationError",
    "autoscaling": "ValidationError",
    "ec2": "InvalidParameterValue",
}
# Operations that answer of a thing nothing but its names where nothing is set.
_BARE = frozenset(
    {
        ("secretsmanager", "GetResourcePolicy"),
        ("lambda", "GetFunctionConcurrency"),
        ("lambda", "GetFunctionEventInvokeConfig"),
        ("lambda", "GetFunctionRecursionConfig"),
    }
)


def empty(call: Call) -> Mapping[str, Any] | None:
    """
    The answer of a service without things: its lists empty; None for an operation that answers no list.

    What belongs to a thing that there is, is as empty.

    Raises:
        AwsError: the operation is about one thing, which there is not.
    """
    shape: Any = models.operation(call.service, call.operation).output_shape
    if not call.operation.startswith(naming.READS) or shape is None:
        return None
    lists = [name for name, member in shape.members.items() if member.type_name == "list"]
    of_one = asked(call)
    thing = found(call) if of_one else None
    if thing is not None:
        return _of_thing(call, thing, shape)
    knows = _absence(call) or call.service in _UNTOLD
    if lists and not (of_one and knows):
        return {name: [] for name in lists}
    nested = next((name for name, member in shape.members.items() if member.type_name == "structure"), None)
    if not lists and nested and call.operation.startswith("List"):
        inner = shape.members[nested]
        return {nested: {name: _nothing(inner.members[name]) for name in inner.required_members}}
    if of_one or lists or _absence(call):
        raise missing(call)
    return {name: _nothing(member) for name, member in shape.members.items() if member.type_name in _EASY}


_EASY = frozenset({"boolean", "map"})


def _of_thing(call: Call, thing: dict[str, Any], shape: Any) -> Mapping[str, Any]:
    """What is said of thing where the folder says no more: its names, and empty lists, maps and no's."""
    kinds = {name: member.type_name for name, member in shape.members.items()}
    answer = {name: _nothing(shape.members[name]) for name, kind in kinds.items() if kind in {"list", *_EASY}}
    nested = next((name for name, kind in kinds.items() if kind == "structure"), None)
    if not answer and nested and call.operation.startswith("List"):
        inner = shape.members[nested]
        answer = {nested: {name: _nothing(inner.members[name]) for name in inner.required_members}}
    if not answer and (call.service, call.operation) not in _BARE:
        raise missing(call)
    if kinds.get("Attributes") == "map":
        answer["Attributes"] = {
            name: value
            for name, value in thing.items()
            if isinstance(value, str) and not name.endswith("Url")
        }
    for name in answer:
        answer[name] = _tags(thing, kinds[name]) if name.lower() in _TAGS else answer[name]
    return {**{name: thing[name] for name in kinds if name.endswith(ENDS) and name in thing}, **answer}


_TAGS = frozenset({"tags", "taglist"})


def _tags(thing: dict[str, Any], kind: str) -> Any:
    held = next((value for key, value in thing.items() if key.lower() in _TAGS), None)
    wanted = dict if kind == "map" else list
    return held if isinstance(held, wanted) else wanted()


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
    code = _absence(call) or _UNTOLD.get(call.service, "")
    status = 400 if call.service in _UNTOLD else status
    return AwsError(code or _MISSING, f"There is no such thing: {what or call.operation}", status)


def _nothing(shape: Any) -> Any:
    return {"list": [], "structure": {}, "map": {}, "boolean": False, "string": ""}.get(shape.type_name, 0)
