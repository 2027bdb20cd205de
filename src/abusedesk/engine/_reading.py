"""Puts every log that was read into one lake of events."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC
from typing import TYPE_CHECKING

from abusedesk import logs
from abusedesk.model import Coverage, Event, Rejected

from ._collecting import GLOBAL
from ._progress import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime, tzinfo
    from pathlib import Path

    from abusedesk.lake import Lake
    from abusedesk.model import Evidence
    from abusedesk.store import Store

    from ._progress import Tell

LOGS = "log_files"
_KEPT_REJECTIONS = 1000


@dataclass(frozen=True, slots=True)
class Log:
    """One file to read: what to call it, where it lies, its format when that is known."""

    name: str
    path: Path
    format: str | None = None


@dataclass(slots=True)
class Rejections:
    """Lines that could not be read: all counted, the first thousand named; and logs that gave no event."""

    count: int = 0
    named: list[Rejected] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def add(self, one: Rejected) -> None:
        """Count one more."""
        self.count += 1
        if len(self.named) < _KEPT_REJECTIONS:
            self.named.append(one)


def logs_of(store: Store, evidence: Iterable[Evidence]) -> Iterator[Log]:
    """The logs among evidence, as the blobs that hold them."""
    for one in evidence:
        if one.kind.startswith("log."):
            yield Log(one.key, store.blobs.path(one.sha256), one.data.get("format"))


def logs_at(places: Iterable[Path]) -> Iterator[Log]:
    """Every file at places, which are files or folders."""
    for place in places:
        for name, file in logs.files(place):
            yield Log(name, file)


def coverage_of(files: Sequence[Log], rejections: Rejections) -> tuple[Coverage, ...]:
    """How reading the logs fared, as one row; none where there were no logs."""
    if not files:
        return ()
    why = f"{rejections.count} lines could not be read" if rejections.count else ""
    if not rejections.unread:
        return (Coverage(LOGS, GLOBAL, "read", why),)
    shown = ", ".join(rejections.unread[:3])
    more = f" and {len(rejections.unread) - 3} more" if len(rejections.unread) > 3 else ""  # noqa: PLR2004 - three are shown
    unread = f"{len(rejections.unread)} of {len(files)} logs are of no format that is known: {shown}{more}"
    return (Coverage(LOGS, GLOBAL, "failed", f"{unread}; {why}"),)


def read_into(
    lake: Lake,
    files: Sequence[Log],
    tell: Tell,
    *,
    timezone: tzinfo = UTC,
    year_hint: datetime | None = None,
) -> Rejections:
    """
    Read files into lake; a line that cannot be read is counted and named, and the rest goes on.

    timezone is for times that name none; year_hint is when the logs were looked at, for times without
    a year.
    """
    rejections = Rejections()

    def events() -> Iterator[Event]:
        for done, log in enumerate(files, start=1):
            rejected, read = rejections.count, 0
            for event in _events(log, rejections, timezone, year_hint):
                read += 1
                yield event
            if not read and rejections.count > rejected:
                rejections.unread.append(log.name)
            tell(Reading(log.name, done, len(files)))

    # One stream for all files: each add() of the lake has a price of its own.
    lake.add(events())
    return rejections


def _events(
    log: Log, rejections: Rejections, timezone: tzinfo, year_hint: datetime | None
) -> Iterator[Event]:
    read = logs.read(log.path, name=log.name, format=log.format, timezone=timezone, year_hint=year_hint)
    for one in read:
        if isinstance(one, Rejected):
            rejections.add(one)
        else:
            yield one
