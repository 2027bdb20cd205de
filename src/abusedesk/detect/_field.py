"""
A field's values in a record, as SQL.

A field may have no, one or many values: a list anywhere on its path is gone through element by
element. So every field is a list of texts here, and a condition on it asks whether any of them
matches. JSON null is no value. An object is its compact JSON text.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from abusedesk.model import Event

from ._literal import literal

if TYPE_CHECKING:
    from collections.abc import Callable

COLUMNS = tuple(one.name for one in fields(Event))
_FALLBACK = frozenset(COLUMNS) - {"record"}


def column(name: str) -> str:
    """Name as a quoted identifier."""
    return '"' + name.replace('"', '""') + '"'


def values(name: str, record: str = "record") -> str:
    """
    SQL for the list of the values of the field called name (never null, maybe empty).

    The name is a path: "a.b" is b in a, or a member that is itself called "a.b". What the record
    lacks is taken from the column of that name, where events have one.
    """
    return _values(name, lambda key: f"json_extract({record}, {_step(key)})")


def _values(name: str, top: Callable[[str], str]) -> str:
    # top gives the SQL of a member of the record itself.
    found = f"[{top(name)}]"
    keys = name.split(".")
    if len(keys) > 1:
        nested = f"[{top(keys[0])}]"
        for key in keys[1:]:
            nested = f"list_transform({_elements(nested)}, lambda v: json_extract(v, {_step(key)}))"
        found = f"list_concat({found}, {nested})"
    texts = f"list_transform({_elements(found)}, lambda v: json_extract_string(v, '$'))"
    present = f"list_filter({texts}, lambda v: v is not null)"
    if name not in _FALLBACK:
        return present
    own = f"cast({column(name)} as varchar)"
    lacking = f"list_filter([{own}], lambda v: v is not null)"
    return f"coalesce(nullif({present}, cast([] as varchar[])), {lacking})"


def _elements(found: str) -> str:
    # One level of lists is opened at each step: "a.b" sees the b of every object in the list a.
    opened = "case when json_type(v) = 'ARRAY' then json_extract(v, '$[*]') else [v] end"
    return f"flatten(list_transform({found}, lambda v: {opened}))"


def _step(key: str) -> str:
    # A JSON pointer (RFC 6901) takes any character in a key; "~" and "/" have escapes of their own.
    return literal("/" + key.replace("~", "~0").replace("/", "~1"))


# Keywords are looked for in the whole line: its fields as JSON, and what it said in words.
LINE = "lower(cast(json(record) as varchar))"
MESSAGE = "lower(coalesce(message, ''))"


@dataclass(frozen=True, slots=True)
class Columns:
    """
    The computed columns that one query needs: each is made once.

    Each record is opened once too, for all of its own members that the fields begin with.
    """

    names: dict[str, str] = field(default_factory=dict)
    tops: dict[str, int] = field(default_factory=dict)

    def of(self, sql: str) -> str:
        """Name of the column that holds sql."""
        return self.names.setdefault(sql, f"f{len(self.names)}")

    def field(self, name: str) -> str:
        """Name of the column that holds the values of the field called name."""
        return self.of(_values(name, self._top))

    def query(self, where: str) -> str:
        """SQL for the events for which where is true, as source, id, "time" and the columns."""
        opened = f", json_extract(record, [{', '.join(self.tops)}]) as tops" if self.tops else ""
        made = "".join(f", {sql} as {name}" for sql, name in self.names.items())
        return f'select source, id, "time"{made} from (select *{opened} from events where {where})'

    def _top(self, key: str) -> str:
        return f"tops[{self.tops.setdefault(_step(key), len(self.tops) + 1)}]"
