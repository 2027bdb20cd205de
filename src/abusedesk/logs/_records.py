"""AWS's records out of whatever they are wrapped in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from abusedesk.model import Rejected

from ._json import values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from abusedesk.model import Event

    from ._lines import Lines

# S3 objects; LookupEvents; FilterLogEvents and log subscriptions; GetFindings; EventBridge.
_LISTS = ("Records", "Events", "events", "logEvents", "Findings", "findings")
_WRAPPED = ("CloudTrailEvent", "detail", "message")
_DEPTH = 6


def read(
    lines: Lines,
    is_record: Callable[[dict[str, Any]], bool],
    event: Callable[[dict[str, Any], Lines, str, int], Event],
) -> Iterator[Event | Rejected]:
    """
    An Event for every record in lines, and a Rejected for everything else.

    event gets the record, the lines, an id for a record that has none (FILE:LINE, and :N after it for
    the Nth record of one line), and the number of the line; it raises ValueError when the record is
    no good, with the reason.
    """
    last, count = 0, 0
    for found in values(lines):
        if isinstance(found, Rejected):
            yield found
            continue
        line, value = found
        for record in _unwrapped(value, is_record, _DEPTH):
            last, count = line, count + 1 if line == last else 1
            own_id = f"{lines.name}:{line}" + (f":{count}" if count > 1 else "")
            if isinstance(record, str):
                yield Rejected(lines.name, line, record)
                continue
            try:
                yield event(record, lines, own_id, line)
            except ValueError as why:
                yield Rejected(lines.name, line, str(why))


def _unwrapped(
    value: Any, is_record: Callable[[dict[str, Any]], bool], depth: int
) -> Iterator[dict[str, Any] | str]:
    """The records in value; text that says what was expected in the place of one."""
    if depth == 0:
        yield "wrapped too deeply"
    elif isinstance(value, list):
        for each in value:
            yield from _unwrapped(each, is_record, depth - 1)
    elif isinstance(value, str):
        try:
            yield from _unwrapped(json.loads(value), is_record, depth - 1)
        except (RecursionError, ValueError):
            yield "text that is not a JSON record"
    elif not isinstance(value, dict):
        yield "expected a JSON object"
    elif is_record(value):
        yield value
    else:
        inner = next(
            (value[name] for name in (*_LISTS, *_WRAPPED) if isinstance(value.get(name), _INNER)), None
        )
        if inner is None:
            yield "an object, but not a record of this kind"
        else:
            yield from _unwrapped(inner, is_record, depth - 1)


_INNER = (dict, list, str)
