"""Syslog files, their log-ins first of all: auth.log, secure, messages, journalctl's text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from abusedesk.logs._head import first_lines
from abusedesk.logs._unit import Format
from abusedesk.model import Event, Rejected
from abusedesk.translate import msg

from ._syslog_event import Entry, event_of
from ._syslog_frames import frames
from ._syslog_header import Header, header
from ._syslog_messages import Said, said
from ._syslog_stamp import Stamp, begins, moment
from ._syslog_years import Calendar, Years, years

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from abusedesk.logs._lines import Lines

_LONGEST = 64 * 1024  # characters of a message and its continuation lines

# journalctl's own remarks between the lines
_REMARK = re.compile(r"-- (?:Logs begin|Journal begins|Boot |No entries|Reboot).*")

# RFC 6587's octet counting puts the length of a message before it.
_COUNT = re.compile(r"^\d{1,6} (?=<\d{1,3}>)")

# Ordinary text may begin with a time: a program's name with a colon or a number tells a syslog line.
_PROGRAM = re.compile(
    r" +(?:\S+ +)?[^\s:\[\]]+(?: *(?:\[\d+\])?:( |$)|\[\d+\] )| \[pid \d+\] | \S+ \S+ \S+ \S+ (?:-|\[)"
)


def sniff(head: bytes) -> bool:
    """Whether most of the first lines begin as syslog lines do."""
    lines = [_COUNT.sub("", line) for line in first_lines(head)]
    known = [line for line in lines if (stamp := begins(line)) and _told(line, stamp)]
    others = [line for line in lines if line[0] not in " \t" and not _REMARK.match(line)]
    return 2 * len(known) >= max(1, len(others))


def _told(line: str, stamp: Stamp) -> bool:
    rest = line[stamp.length :]
    inner = begins(rest.lstrip(" ")) if stamp.offset is not None else None
    return bool(_PROGRAM.match(rest.lstrip(" ")[inner.length :] if inner else rest))


def read(lines: Lines) -> Iterator[Event | Rejected]:
    """
    One Event per message, with the lines that continue it, which begin with a space or tab.

    action is "service:event" ("sshd:failed_password"), where the message is one that is known. record
    has host, program, pid, message, user, src_ip, src_port, event, service; repeated where one line
    stands for several messages; what else the message says (key, command, target_user, reason, tty,
    …), the header's facility, severity, msgid and structured_data; for lines without a year the one
    taken, and what from, as year and year_from, for those with a year and no zone the zone taken, as zone.
    """
    reader = _Reader(lines, years(frames(lines), lines.latest))
    for number, line in _whole(frames(lines)):
        if not _REMARK.fullmatch(line):
            yield reader.event(number, line)


def _whole(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Each line with those that continue it."""
    first, whole, size = 0, [""], 0
    for number, line in lines:
        if first and line[0] in " \t" and size + len(line) < _LONGEST:
            whole.append(line)
            size += len(line)
            continue
        if first:
            yield first, "\n".join(whole)
        first, whole, size = number, [line], len(line)
    if first:
        yield first, "\n".join(whole)


class _Reader:
    """What has to be known of the lines before."""

    def __init__(self, lines: Lines, years_: Years) -> None:
        self._lines = lines
        self._years = years_
        self._calendar = Calendar()
        self._before: tuple[str | None, Said] | None = None

    def event(self, number: int, line: str) -> Event | Rejected:
        stamp = begins(line)
        # The calendar counts every line that begins with a date, as years() did.
        step = self._calendar.step(stamp.month) if stamp and stamp.month is not None else 0
        parts = header(line, stamp) if stamp else None
        if parts is None:
            return Rejected(self._lines.name, number, "expected a time, a host and a program, as in syslog")
        year = self._years.of(step, parts.stamp.month or 1, parts.stamp.day)
        try:
            time = moment(parts.stamp, year, self._lines.timezone)
        except ValueError as why:
            return Rejected(self._lines.name, number, f"not a time: {why}")
        entry = Entry(
            time=time,
            id=f"{self._lines.name}:{number}",
            host=parts.host,
            program=parts.program,
            pid=parts.pid,
            message=parts.message,
            file=self._lines.name,
            line=number,
            more=self._more(parts, year),
        )
        return event_of(entry, self._said(parts))

    def _said(self, parts: Header) -> Said:
        before = self._before[1] if self._before and parts.program in {self._before[0], None} else None
        what = said(parts.program, parts.message, before)
        self._before = (parts.program, what)
        return what

    def _more(self, parts: Header, year: int) -> Mapping[str, Any]:
        if parts.stamp.offset is not None or parts.stamp.month is None:
            return parts.more
        if parts.stamp.year is not None:
            return {**parts.more, "zone": str(self._lines.timezone)}
        return {**parts.more, "year": year, "year_from": self._years.source}


FORMAT = Format(
    id="syslog",
    title=msg("Linux system and log-in logs (syslog)"),
    source="https://www.rfc-editor.org/rfc/rfc5424",
    logsources=(
        ("linux", "sshd"),
        ("linux", "auth"),
        ("linux", "sudo"),
        ("linux", "cron"),
        ("linux", "syslog"),
        ("linux", None),
    ),
    sniff=sniff,
    read=read,
)
