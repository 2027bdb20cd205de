"""intruder.toml: what the intruder does while the account is being contained."""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from abusedesk.drill import models
from abusedesk.drill.incident import Move
from abusedesk.drill.opponent.whatever import LISTINGS, listing, starred
from abusedesk.drill.shapes import Misfits, fitted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from abusedesk.drill.incident import Account
    from abusedesk.drill.loading.mistakes import Mistakes

_NAMES = ("when", "after", "every", "as", "call", "with", "region")
_WHEN: tuple[Literal["denied", "after", "every"], ...] = ("denied", "after", "every")


def read(
    folder: Path, accounts: tuple[Account, ...], mistakes: Mistakes
) -> tuple[tuple[Move, ...], tuple[str, ...]]:
    """
    The moves of folder's intruder.toml in the file's order, and the ids of the keys that he has.

    Those are the ones that the moves name, and those of `keys`. Nothing without the file.
    """
    file = folder / "intruder.toml"
    if not file.is_file():
        return (), ()
    text = mistakes.text(file) or ""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        mistakes.add(file, int(line[1]) if line else text.count("\n") + 1, f"is not TOML: {error}")
        return (), ()
    reader = _Reader(file, text, accounts, mistakes)
    for name in data:
        if name not in {"move", "keys"}:
            reader.wrong(-1, name, f"{name!r} is unknown; expected keys or [[move]]")
    keys = reader.keys(data.get("keys", []))
    tables = data.get("move", [])
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        reader.wrong(-1, "move", "expected [[move]] tables")
        return (), ()
    read_moves = (reader.move(table, number) for number, table in enumerate(tables))
    moves = tuple(move for move in read_moves if move is not None)
    named = [move.by for move in moves if not move.by.startswith("arn:")]
    return moves, tuple(dict.fromkeys([*named, *keys]))


@dataclass(frozen=True, slots=True)
class _Reader:
    file: Path
    text: str
    accounts: tuple[Account, ...]
    mistakes: Mistakes

    def wrong(self, table: int, name: str, what: str) -> None:
        self.mistakes.add(self.file, self._line(table, name), what)

    def _line(self, table: int, name: str) -> int:
        """The line that sets name in the [[move]] of that index (-1: at the top); else the table's."""
        at, nearest = -1, 1
        for number, line in enumerate(self.text.splitlines(), 1):
            if re.match(r"\s*\[\[\s*move\s*\]\]", line):
                at += 1
                nearest = number if at == table else nearest
            if at == table and re.match(rf"""\s*(\[move\.)?["']?{re.escape(name)}["']?\s*[=\]]""", line):
                return number
        return nearest

    def keys(self, value: Any) -> tuple[str, ...]:
        """Ids of keys that he has beside those that moves name."""
        known = [*_keys(self.accounts), *_sessions(self.accounts)]
        if not isinstance(value, list):
            self.wrong(-1, "keys", f"expected keys = a list of key ids, not {value!r}")
            return ()
        for one in value:
            if one not in known:
                self.wrong(-1, "keys", f"keys: {one!r} is no key of an iam.json or of a record")
        return tuple(str(one) for one in value if one in known)

    def move(self, data: Mapping[str, Any], table: int) -> Move | None:
        """The move of one table; None when it cannot be told."""
        for name in data:
            if name not in _NAMES:
                self.wrong(table, name, f"{name!r} is unknown; expected {', '.join(_NAMES)}")
        when, seconds = self._when(data, table)
        by = self._by(data.get("as"), table)
        called = self._call(data.get("call"), table)
        if called is None or by is None:
            return None
        service, operation = called
        return Move(
            when=when,
            seconds=seconds,
            by=by,
            service=service,
            operation=operation,
            region=self._region(data.get("region"), by, table),
            parameters=self._parameters(called, data.get("with", {}), table),
        )

    def _when(self, data: Mapping[str, Any], table: int) -> tuple[Literal["denied", "after", "every"], float]:
        said = [name for name in ("when", "after", "every") if name in data]
        if len(said) != 1:
            told = ", ".join(said) or "none of them"
            self.wrong(
                table, said[1] if said else "move", f"expected one of when, after, every; it has {told}"
            )
            return "denied", 0.0
        if said == ["when"]:
            if data["when"] != "denied":
                self.wrong(table, "when", f'expected when = "denied", not {data["when"]!r}')
            return "denied", 0.0
        name, value = said[0], data[said[0]]
        least = "above 0" if name == "every" else "0 or more"
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not number or value < 0 or (name == "every" and value == 0):
            self.wrong(table, name, f"expected {name} = seconds, {least}, not {value!r}")
            value = 1.0
        return _WHEN[_WHEN.index("every" if name == "every" else "after")], float(value)

    def _by(self, value: Any, table: int) -> str | None:
        known = [*_keys(self.accounts), *_roles(self.accounts)]
        if isinstance(value, str) and (value in known or value in set(_sessions(self.accounts))):
            return value
        near = difflib.get_close_matches(str(value), known, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        what = f"as = {value!r}: expected the id of a key, or the ARN of a role, of an iam.json{hint}"
        self.wrong(table, "as", what)
        return None

    def _call(self, value: Any, table: int) -> tuple[str, str] | None:
        service, colon, operation = str(value).partition(":")
        if not isinstance(value, str) or not colon or service not in models.services():
            what = f"call = {value!r}: expected service:Operation such as iam:DeleteUserPolicy"
            self.wrong(table, "call", what)
            return None
        names = models.model(service).operation_names
        if operation not in names:
            near = difflib.get_close_matches(operation, names, n=1)
            hint = f"; did you mean {service}:{near[0]}?" if near else ""
            self.wrong(table, "call", f"call = {value!r}: {service} has no such operation{hint}")
            return None
        return service, operation

    def _region(self, value: Any, by: str, table: int) -> str:
        account = next((one for one in self.accounts if by in {*_keys((one,)), *_roles((one,))}), None)
        account = account or next((one for one in self.accounts if by in set(_sessions((one,)))), None)
        opted_in = account.opted_in if account is not None else ()
        first = "us-east-1" if "us-east-1" in opted_in or not opted_in else opted_in[0]
        if value is None:
            return first
        if value not in opted_in:
            self.wrong(table, "region", f"region = {value!r}: expected one that the account has opted in to")
            return first
        return str(value)

    def _parameters(self, called: tuple[str, str], given: Any, table: int) -> Mapping[str, Any]:
        service, operation = called
        if not isinstance(given, dict):
            self.wrong(
                table, "with", f"expected with = {{ parameters of {service}:{operation} }}, not {given!r}"
            )
            return {}
        shape: Any = models.operation(service, operation).input_shape
        if shape is None:
            if given:
                self.wrong(table, "with", f"{service}:{operation} takes no parameters")
            return {}
        misfits = Misfits()
        plain = {name: value for name, value in given.items() if not _open(service, name, value)}
        fit = fitted(plain, shape, misfits)
        for path, expected in misfits.found:
            self.wrong(table, "with", f"with.{'.'.join(map(str, path))}: {expected}")
        for name in shape.required_members:
            if name not in given and not shape.members[name].metadata.get("idempotencyToken"):
                self.wrong(table, "with", f"with: {service}:{operation} needs {name}")
        for name, value in given.items():
            if _open(service, name, value) and listing(service, name, given) is None:
                self.wrong(
                    table, "with", f"with.{name} = {value!r}: say of which user, role, group or bucket"
                )
            elif value in ("*", ["*"]) and not _open(service, name, value):
                self.wrong(
                    table, "with", f"with.{name} = {value!r}: nobody can tell what is there to be named"
                )
        return {**fit, **{name: value for name, value in given.items() if _open(service, name, value)}}


def _open(service: str, name: str, value: Any) -> bool:
    return starred(value) and (service, name) in LISTINGS


def _keys(accounts: tuple[Account, ...]) -> Iterator[str]:
    for account in accounts:
        for owner in (*account.iam.get("UserDetailList", ()), account.iam.get("Root", {})):
            for key in owner.get("AccessKeys", ()):
                yield str(key.get("AccessKeyId"))


def _sessions(accounts: tuple[Account, ...]) -> Iterator[str]:
    """Keys of sessions that the accounts' records tell of."""
    for account in accounts:
        for records in account.records.values():
            yield from (record.key for record in records if record.key.startswith("ASIA"))


def _roles(accounts: tuple[Account, ...]) -> Iterator[str]:
    for account in accounts:
        for role in account.iam.get("RoleDetailList", ()):
            yield str(role.get("Arn"))
