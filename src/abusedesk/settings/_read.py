"""Makes a frozen record of a TOML table by the record's own type hints."""

from __future__ import annotations

import difflib
import re
import types
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

from abusedesk.model import Secret

from ._where import Key

T = TypeVar("T")
Path = tuple[Key, ...]

_DURATION = re.compile(r"(?:(\d{1,4})h)?\s*(?:(\d{1,4})m)?")
_SECRETS = {"password", "client_secret", "refresh_token", "notify"}
IN_THE_CLEAR = 'a secret is never written in this file; expected { env = "NAME" } or { file = "PATH" }'


class Mistake(Exception):
    """What is wrong with the value at path; load makes a BadInput of it."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(message)
        self.path = path


def record(kind: type[T], value: Any, path: Path) -> T:
    """
    A record of kind from a TOML table.

    Raises:
        Mistake: a key is unknown or missing, or its value is none of those expected.
    """
    if not isinstance(value, dict):
        raise Mistake(path, f"expected a table with {_listed(_names(kind))}")
    known = _facts(cast("Any", kind))
    for key in value:
        if key not in known:
            raise Mistake((*path, key), f"no such key{_nearest(key, list(known))}")
    for name, (_, fact) in known.items():
        if name not in value and fact.default is MISSING and fact.default_factory is MISSING:
            raise Mistake(path, f"has no {name}; expected {_listed(_names(kind))}")
    return kind(**{key: _value(known[key][0], value[key], (*path, key)) for key in value})


def _value(hint: Any, value: Any, path: Path) -> Any:
    if isinstance(hint, types.UnionType):  # X | None; TOML has no null, so what is there is an X
        hint = next(one for one in get_args(hint) if one is not types.NoneType)
    if hint is Secret:
        return _secret(value, path)
    if get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise Mistake(path, "expected a list in [ ], or tables under [[ ]]")
        return tuple(_value(get_args(hint)[0], one, (*path, n)) for n, one in enumerate(value))
    if get_origin(hint) is Literal:
        if value not in get_args(hint):
            raise Mistake(path, f"expected {' or '.join(map(repr, get_args(hint)))}")
        return value
    if is_dataclass(hint):
        return record(hint, value, path)  # type: ignore[arg-type]  # a class, as a hint always is
    return _plain(hint, value, path)


def _plain(hint: Any, value: Any, path: Path) -> Any:
    if hint is timedelta:
        return _duration(value, path)
    expected = {
        str: 'text in " "',
        int: "a whole number",
        bool: "true or false",
        time: "a time, 09:00:00",
        date: "a day, 2026-01-31 without quotes",
    }
    # A bool is an int to Python, and a moment a day, and not to anyone else.
    other = {int: bool, date: datetime}.get(hint)
    if not isinstance(value, hint) or (other and isinstance(value, other)):
        raise Mistake(path, f"expected {expected[hint]}")
    if isinstance(value, str) and not value.isprintable():
        raise Mistake(path, "expected text on one line, without control characters")
    return value


def _secret(value: Any, path: Path) -> Secret:
    if not isinstance(value, dict):
        raise Mistake(path, IN_THE_CLEAR)
    made = record(Secret, value, path)
    if bool(made.env) == bool(made.file):
        raise Mistake(path, 'expected one of env = "NAME" and file = "PATH"')
    return made


def _duration(value: Any, path: Path) -> timedelta:
    found = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None or not any(found.groups()):
        raise Mistake(path, 'expected hours and minutes, "12h", "90m" or "1h 30m"')
    hours, minutes = (int(one or 0) for one in found.groups())
    return timedelta(hours=hours, minutes=minutes)


@cache
def _facts(kind: Any) -> dict[str, tuple[Any, Field[Any]]]:
    hints = get_type_hints(kind)
    return {one.name: (hints[one.name], one) for one in fields(kind)}


def _names(kind: Any) -> list[str]:
    return list(_facts(kind))


def _nearest(key: str, known: list[str]) -> str:
    # password_env, password_file: whoever looks for a place for a secret is shown it.
    secret = [one for one in known if one in _SECRETS and key.lower().startswith(one)]
    near = secret or difflib.get_close_matches(key.lower(), known, n=1, cutoff=0.5)
    hint = f"; the nearest is {near[0]}" if near else f"; expected {_listed(known)}"
    return hint + (f" ({IN_THE_CLEAR})" if near and near[0] in _SECRETS else "")


def _listed(names: list[str]) -> str:
    return ", ".join(names)
