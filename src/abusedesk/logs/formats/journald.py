"""systemd's journal as journalctl exports it (-o export, -o json); its events are those of syslog."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.logs._fields import number_of
from abusedesk.logs._unit import Format
from abusedesk.model import Event, Rejected
from abusedesk.translate import msg

from ._journal import as_json, exported
from ._syslog_event import Entry, event_of
from ._syslog_messages import Said, said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.logs._lines import Lines

    from ._journal import Fields

_EXPORT = re.compile(rb"[A-Z_][A-Z0-9_]{0,63}(?:=|\n)")
_STAMP = re.compile(rb"(?:^|\n)__REALTIME_TIMESTAMP=\d{1,18}\n")
_JSON_STAMP = re.compile(rb'"__REALTIME_TIMESTAMP"\s*:\s*"?\d{1,18}"?')
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OPENS = (b"{", b"[", b"\x1e")


def sniff(head: bytes) -> bool:
    """Whether it begins with an entry in one of the two forms."""
    if head[:1] in _OPENS:
        return bool(_JSON_STAMP.search(head)) and b'"_BOOT_ID"' in head
    return bool(_EXPORT.match(head) and _STAMP.search(head))


def read(lines: Lines) -> Iterator[Event | Rejected]:
    """
    One Event per entry, with syslog for its source: the programs say the same wherever it is kept.

    time is when the journal got the entry. id is the journal's own cursor. record has what syslog's has,
    and the entry's fields under their names in the journal (_UID, _EXE, _CMDLINE, _SYSTEMD_UNIT, …).
    """
    before: dict[str | None, Said] = {}
    for found in as_json(lines) if lines.begins[:1] in _OPENS else exported(lines):
        if isinstance(found, Rejected):
            yield found
            continue
        try:
            yield _event(found[1], lines.name, found[0], before)
        except (OverflowError, ValueError) as why:
            yield Rejected(lines.name, found[0], str(why))


def _event(fields: Fields, file: str, line: int, before: dict[str | None, Said]) -> Event:
    stamp = number_of(_one(fields, "__REALTIME_TIMESTAMP"))
    if stamp is None:
        raise ValueError("expected __REALTIME_TIMESTAMP, a number of microseconds")
    program = _one(fields, "SYSLOG_IDENTIFIER") or _one(fields, "_COMM")
    message = (_one(fields, "MESSAGE") or "").strip()
    what = said(program, message, before.get(program))
    before.clear()
    before[program] = what
    entry = Entry(
        time=_EPOCH + timedelta(microseconds=stamp),
        id=_one(fields, "__CURSOR") or f"{file}:{line}",
        host=_one(fields, "_HOSTNAME"),
        program=program,
        pid=number_of(_one(fields, "_PID") or _one(fields, "SYSLOG_PID")),
        message=message,
        file=file,
        line=line,
        more={
            name: value for name, value in fields.items() if not name.startswith("__") and name != "MESSAGE"
        },
    )
    return event_of(entry, what)


def _one(fields: Fields, name: str) -> str | None:
    value: Any = fields.get(name)
    first = value[0] if isinstance(value, list) and value else value
    return first if isinstance(first, str) and first else None


FORMAT = Format(
    id="journald",
    title=msg("systemd's journal (journalctl -o export or json)"),
    source="https://systemd.io/JOURNAL_EXPORT_FORMATS/",
    logsources=(("linux", "journald"), ("linux", None)),
    sniff=sniff,
    read=read,
)
