"""
Nouns to JSON and back, by their type hints.

A field's name is its member's name, less a trailing underscore (from_, for_). A field whose metadata says
"optional" has no member where it is None. Times are ISO 8601 in
UTC with a Z. The JSON Schemas that `abusedesk schema` prints are made from the same hints.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import Field, fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from importlib import import_module
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def stamp(moment: datetime) -> str:
    """Moment as ISO 8601 in UTC, "2026-03-05T02:10:00Z", with a fraction only where it has one."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def to_json(value: Any) -> Any:
    """Value as JSON's own types."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name.rstrip("_"): to_json(getattr(value, field.name))
            for field in fields(value)
            if not _left_out(field, getattr(value, field.name))
        }
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(name): to_json(member) for name, member in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [to_json(member) for member in value]
    return value


def _left_out(field: Field[Any], value: Any) -> bool:
    return value is None and bool(field.metadata.get("optional"))


def from_json(kind: type[T], data: Any) -> T:
    """
    The noun of kind that to_json() made data of; members unknown to kind are passed over.

    Raises:
        TypeError, ValueError, KeyError: data was not made of such a noun.
    """
    made: T = _built(kind, data)
    return made


def json_schema(kind: type) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of what to_json() gives for kind."""
    definitions: dict[str, Any] = {}
    schema = _schema_of(kind, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "$defs": definitions,
    }


@cache
def _hints(kind: type) -> dict[str, Any]:
    # Hints are strings (annotations from __future__) that name siblings imported for typing only.
    nouns = vars(import_module("abusedesk.model"))
    local = {**nouns, "datetime": datetime, "Mapping": Mapping, "Any": Any, "Literal": Literal}
    return get_type_hints(kind, localns=local)


def _built(hint: Any, data: Any) -> Any:
    origin, members = get_origin(hint), get_args(hint)
    if origin in {Union, types.UnionType}:
        return None if data is None else _built(_without_none(members), data)
    if origin is tuple:
        return tuple(_built(members[0], member) for member in data)
    if is_dataclass(hint):
        return _built_noun(hint, data)
    if hint is datetime:
        return datetime.fromisoformat(data)
    return hint(data) if isinstance(hint, type) and issubclass(hint, Enum) else data


def _built_noun(noun: Any, data: Mapping[str, Any]) -> Any:
    hints = _hints(noun)
    members = {field.name: field.name.rstrip("_") for field in fields(noun)}
    return noun(
        **{name: _built(hints[name], data[member]) for name, member in members.items() if member in data}
    )


def _without_none(members: tuple[Any, ...]) -> Any:
    rest = [member for member in members if member is not type(None)]
    return rest[0]


_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean"}


def _schema_of(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin, members = get_origin(hint), get_args(hint)
    if origin in {Union, types.UnionType}:
        return {"anyOf": [_schema_of(_without_none(members), definitions), {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": _schema_of(members[0], definitions)}
    if is_dataclass(hint):
        return _schema_of_noun(hint, definitions)
    return _schema_of_plain(hint)


def _schema_of_plain(hint: Any) -> dict[str, Any]:
    if get_origin(hint) is Literal:
        return {"enum": list(get_args(hint))}
    if hint is datetime:
        return {"type": "string", "format": "date-time"}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [member.value for member in hint]}
    return {"type": _PLAIN[hint]} if hint in _PLAIN else {}


def _schema_of_noun(noun: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    name = noun.__name__
    if name not in definitions:
        definitions[name] = {}
        hints = _hints(noun)
        definitions[name].update(
            {
                "type": "object",
                "description": (noun.__doc__ or "").strip().splitlines()[0],
                "properties": {
                    field.name.rstrip("_"): _schema_of(hints[field.name], definitions)
                    for field in fields(noun)
                },
                "required": [
                    field.name.rstrip("_") for field in fields(noun) if not field.metadata.get("optional")
                ],
            }
        )
    return {"$ref": f"#/$defs/{name}"}
