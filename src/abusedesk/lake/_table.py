"""The table of events: a column for each field of Event, and rows as the CSV that DuckDB loads."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from operator import attrgetter
from typing import TYPE_CHECKING

from abusedesk.model import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

COLUMNS = tuple(field.name for field in fields(Event))


def _column_type(hint: str) -> str:
    if hint.startswith("datetime"):
        return "timestamp"
    return "bigint" if hint.startswith("int") else "text"


# Fields' types are strings here, since model has annotations from __future__: "int | None".
TYPES = {field.name: _column_type(str(field.type)) for field in fields(Event)}

# Event says that these are never None; every other column may be null.
_FILLED = ("source", "id", "file", "line", "record")

SHAPE = ", ".join(f'"{name}" {TYPES[name]}{" not null" if name in _FILLED else ""}' for name in COLUMNS)

QUOTED = ", ".join(f'"{name}"' for name in COLUMNS)

# Which of two deliveries of one event is kept must not hang on which came first. Of a GuardDuty
# finding, whose id stays while it is updated, the latest is the one to keep.
_REST = ", ".join(f'e."{name}"' for name in COLUMNS if name not in {"time", "file", "line"})
PREFERENCE = f'e."time" desc nulls last, e."file", e."line", md5(cast(row({_REST}) as text))'

_INT64 = range(-(2**63), 2**63)

values_of: Callable[[Event], tuple[object, ...]] = attrgetter(*COLUMNS)


def csv(events: Iterable[Event]) -> str:
    """
    Events as CSV: null is nothing, text is always quoted, so that empty text stays text.

    By hand, because the csv module of Python 3.11 cannot tell the two apart.

    Raises:
        ValueError: a time has no zone.
    """
    return "".join(
        [
            ",".join(
                [
                    "" if value is None else _quoted(value) if type(value) is str else _unquoted(value)
                    for value in values_of(event)
                ]
            )
            + "\n"
            for event in events
        ]
    )


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"' if '"' in value else f'"{value}"'


def _unquoted(value: object) -> str:
    if isinstance(value, int):
        return str(value) if value in _INT64 else ""
    return str(plain(value)) if isinstance(value, datetime) else _quoted(str(value))


def plain(moment: datetime) -> datetime:
    """
    Moment as the table holds it: UTC, without a zone.

    Raises:
        ValueError: moment has no zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"a time without a zone: {moment}")
    return moment.astimezone(UTC).replace(tzinfo=None)


def event(row: tuple[object, ...]) -> Event:
    """The Event that row, in the order of COLUMNS and with aware times, was made of."""
    return Event(**dict(zip(COLUMNS, row, strict=True)))  # type: ignore[arg-type]  # the table has Event's types
