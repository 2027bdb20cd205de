"""The Linux audit log (auditd's audit.log, ausearch --raw), plain or enriched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from abusedesk.logs._head import first_lines, mostly
from abusedesk.logs._unit import Format
from abusedesk.model import Event, Rejected
from abusedesk.translate import msg

from ._auditd_event import event_of
from ._auditd_record import Record, record_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.logs._lines import Lines

_LINE = re.compile(r"(?:node=\S+ )?type=\S* ?msg=audit\(")
_OPEN = 256  # events of which more records may follow; those of several processors are mixed
_MOST = 2_000  # records of one event
_REMARK = re.compile(r"----$|time->")  # ausearch's, between events


def sniff(head: bytes) -> bool:
    """Whether most of the first lines begin as records of the audit log do."""
    return mostly([line for line in first_lines(head) if not _REMARK.match(line)], _LINE.match)


def read(lines: Lines) -> Iterator[Event | Rejected]:
    """
    One Event per event of the audit log, of all its records; times are UTC.

    action is "auditd:" and execve, or the first record's type in lower case ("auditd:user_login"). target is
    the node, process the command's name; message is the command line where one was run. record has the
    fields under their own names, decoded; those that several records have, type above all, as lists. For
    commands it also has Sigma's names for the creation of a process (Image, CommandLine, …). An event's id
    is its time, serial number and first type, with the node before it.
    """
    waiting: dict[tuple[str, str, str], tuple[int, list[Record]]] = {}
    for number, line in lines:
        if _REMARK.match(line):
            continue
        try:
            record = record_of(line)
        except (OverflowError, ValueError) as why:
            yield Rejected(lines.name, number, str(why))
            continue
        first, records = waiting.setdefault(record.key, (number, []))
        records.append(record)
        if record.type == "EOE" or len(records) >= _MOST:
            del waiting[record.key]
            yield event_of(records, lines.name, first)
        elif len(waiting) > _OPEN:
            first, records = waiting.pop(next(iter(waiting)))
            yield event_of(records, lines.name, first)
    for first, records in waiting.values():
        yield event_of(records, lines.name, first)


FORMAT = Format(
    id="auditd",
    title=msg("The audit log of Linux (auditd)"),
    source="https://github.com/linux-audit/audit-documentation/wiki",
    logsources=(("linux", "auditd"),),
    sniff=sniff,
    read=read,
)
