"""Syslog files, their log-ins first of all: auth.log, secure, messages, journalctl's text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from abusedesk.logs._fields import compact
from abusedesk.logs._unit import Format
from abusedesk.model import Event, Rejected
from abusedesk.translate import msg

from ._syslog_header import Header, begins, header, month_of
from ._syslog_messages import Said, said
from ._syslog_years import Calendar, Years, years

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.logs._lines import Lines

_SNIFFED = 50  # lines
_LONGEST = 64 * 1024  # characters of a message and its continuation lines

# journalctl's own remarks between the lines
_REMARK = re.compile(r"-- (?:Logs begin|Journal begins|Boot |No entries|Reboot).*")

# Ordinary text may begin with a time: a program's name with a colon or a number tells a syslog line.
_PROGRAM = re.compile(r" +(?:\S+ +)?[^\s:\[\]]+(?:\[\d+\])?:( |$)| \S+ \S+ \S+ \S+ (?:-|\[)")


def sniff(head: bytes) -> bool:
    """Whether most of the first lines begin as syslog lines do."""
    lines = [line for line in head.decode("utf-8", "replace").splitlines()[:_SNIFFED] if line.strip()]
    if len(lines) > 1 and len(head) >= 65_536:  # noqa: PLR2004 - the last line is cut there
        lines.pop()
    known = [line for line in lines if (when := begins(line)) and _PROGRAM.match(line, when.end())]
    others = [line for line in lines if line[0] not in " \t" and not _REMARK.match(line)]
    return 2 * len(known) >= max(1, len(others))


def read(lines: Lines) -> Iterator[Event | Rejected]:
    """
    One Event per message, with the lines that continue it, which begin with a space or tab.

    action is "service:event" ("sshd:failed_password"), where the message is one that is known. record
    has host, program, pid, message, user, src_ip, src_port, event, service; repeated where one line
    stands for several messages; what else the message says (key, command, target_user, reason, tty,
    …); and for lines without a year the one taken, and what from, as year and year_from.
    """
    reader = _Reader(lines, years(lines))
    for number, line in _whole(lines):
        if not _REMARK.fullmatch(line):
            yield reader.event(number, line)


def _whole(lines: Lines) -> Iterator[tuple[int, str]]:
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
        when = begins(line)
        # The calendar counts every line that begins with a date, as years() did.
        step = self._calendar.step(month_of(when)) if when else 0
        parts = header(line, when) if when else None
        if parts is None:
            return Rejected(self._lines.name, number, "expected a time, a host and a program, as in syslog")
        year = self._years.of(step, *parts.date)
        try:
            time = parts.time(year, self._lines.timezone)
        except ValueError as why:
            return Rejected(self._lines.name, number, f"not a time: {why}")
        what = self._said(parts)
        return Event(
            time=time,
            source=FORMAT.id,
            id=f"{self._lines.name}:{number}",
            action=f"{what.service}:{what.event}" if what.event else None,
            outcome=what.outcome,
            user=what.user,
            src_ip=what.src_ip,
            src_port=what.src_port,
            target=parts.host,
            process=parts.program,
            pid=parts.pid,
            message=parts.message or None,
            file=self._lines.name,
            line=number,
            record=self._record(parts, what, year),
        )

    def _said(self, parts: Header) -> Said:
        before = self._before[1] if self._before and parts.program in {self._before[0], None} else None
        what = said(parts.program, parts.message, before)
        self._before = (parts.program, what)
        return what

    def _record(self, parts: Header, what: Said, year: int) -> str:
        fields = {
            "host": parts.host,
            "program": parts.program,
            "pid": parts.pid,
            "message": parts.message,
            "user": what.user,
            "src_ip": what.src_ip,
            "src_port": what.src_port,
            "event": what.event,
            "service": what.service or None,
            "repeated": what.repeated if what.repeated > 1 else None,
            "year": year if parts.year is None else None,
            "year_from": self._years.source if parts.year is None else None,
        }
        return compact({**what.more, **{name: value for name, value in fields.items() if value is not None}})


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
