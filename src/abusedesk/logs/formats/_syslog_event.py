"""What a program said, wherever that was kept, to an Event of the source syslog."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from abusedesk.logs._fields import compact
from abusedesk.model import Event

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ._syslog_messages import Said

# Those who ask after log-ins need not know whether a file or the journal kept them.
SOURCE = "syslog"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One message and where it stood. more is what else is known of it, for the record."""

    time: datetime | None
    id: str
    host: str | None
    program: str | None
    pid: int | None
    message: str
    file: str
    line: int
    more: Mapping[str, Any] = field(default_factory=dict)


def event_of(entry: Entry, what: Said) -> Event:
    """
    The Event of entry, which says what.

    Raises:
        ValueError: more cannot be kept as JSON.
    """
    return Event(
        time=entry.time,
        source=SOURCE,
        id=entry.id,
        action=f"{what.service}:{what.event}" if what.event else None,
        outcome=what.outcome,
        user=what.user,
        src_ip=what.src_ip,
        src_port=what.src_port,
        target=entry.host,
        process=entry.program,
        pid=entry.pid,
        message=entry.message or None,
        file=entry.file,
        line=entry.line,
        record=_record(entry, what),
        **what.columns,
    )


def _record(entry: Entry, what: Said) -> str:
    record = {**entry.more, **what.more}
    named = (
        ("host", entry.host),
        ("program", entry.program),
        ("pid", entry.pid),
        ("message", entry.message),
        ("user", what.user),
        ("src_ip", what.src_ip),
        ("src_port", what.src_port),
        ("event", what.event),
        ("service", what.service or None),
        ("repeated", what.repeated if what.repeated > 1 else None),
    )
    return compact({**record, **{name: value for name, value in named if value is not None}})
