"""The beginning of a syslog line: when, which host, which program."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from abusedesk.logs._fields import number_of

from ._syslog_stamp import Stamp, begins

if TYPE_CHECKING:
    from collections.abc import Mapping

# "host program[pid]: ", less the host on some systems, less the program where the kernel speaks.
_REST = re.compile(
    r" +(?:(?P<host>[^\s:\[\]]+) +|(?= ))?(?P<program>[^\s:\[\]]+)"
    r"(?:\[(?P<pid>\d{1,10})\])?:(?: |$)(?P<message>.*)",
    re.DOTALL,
)
# An address of IPv6 for the host.
_ADDRESS = re.compile(
    r" +(?P<host>[0-9a-fA-F:.]{2,45}) +(?P<program>[^\s:\[\]]+)"
    r"(?:\[(?P<pid>\d{1,10})\])?:(?: |$)(?P<message>.*)",
    re.DOTALL,
)
# macOS has spaces in programs' names, and another program's in brackets after them.
_SPACED = re.compile(
    r" +(?P<host>[^\s:\[\]]+) (?P<program>[^:\[\]]{1,80})\[(?P<pid>\d{1,10})\]"
    r"(?: \([^)]*\))?(?: <\w+>)?: (?P<message>.*)",
    re.DOTALL,
)
# ProFTPD, and whoever else forgets the colon.
_BARE = re.compile(
    r" +(?P<host>[^\s:\[\]]+) +(?P<program>[^\s:\[\]]+)\[(?P<pid>\d{1,10})\] (?P<message>.*)", re.DOTALL
)
# fail2ban's own file: its part's name, padded, and the pid.
_PADDED = re.compile(r" +(?P<program>[^\s:\[\]]+) +\[(?P<pid>\d{1,10})\]: +(?P<message>.*)", re.DOTALL)
# vsftpd's own file has no name at all.
_NAMELESS = re.compile(r" +(?P<message>\[pid (?P<pid>\d{1,10})\] .*)", re.DOTALL)
_LOOSE = re.compile(r" +(?:(?!---)(?P<host>\S+) )?(?P<message>.*)", re.DOTALL)
_LAYOUTS = (_REST, _ADDRESS, _SPACED, _BARE, _PADDED, _LOOSE)

# RFC 5424: host, program, pid, message id, structured data, message; "-" is none.
_RFC5424 = re.compile(
    r" (?P<host>\S+) (?P<program>\S+) (?P<pid>\S+) (?P<msgid>\S+) "
    r'(?P<data>-|(?:\[(?:[^\]"]++|"(?:[^"\\]++|\\.)*+")*+\])++)(?: (?P<message>.*))?',
    re.DOTALL,
)
_ELEMENT = re.compile(r'\[([^\s=\]\["]{1,64})((?: +[^\s=\]"]{1,64}="(?:[^"\\]|\\.)*")*) *\]', re.DOTALL)
_PARAMETER = re.compile(r'(?<![^ ])([^\s=\]"]{1,64})="((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPED = re.compile(r'\\(["\\\]])')

# ChromeOS and some rsyslog templates write these in the host's place.
_SEVERITIES = frozenset({"EMERG", "ALERT", "CRIT", "ERR", "WARNING", "NOTICE", "INFO", "DEBUG"})
_HALF = 6  # months
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Header:
    """
    A line taken apart. more is what else stands before the message, by name.

    facility and severity (numbers, of the priority; severity is a name where only that is told), msgid,
    and structured_data, as {id: {name: value}}.
    """

    stamp: Stamp
    host: str | None
    program: str | None
    pid: int | None
    message: str
    more: Mapping[str, Any] = field(default_factory=dict)


def header(line: str, stamp: Stamp) -> Header | None:
    """
    Line, which begins with stamp, taken apart; None when no message follows.

    A line that was handed on with a time before it, as CloudWatch exports them, is taken apart within; it has
    its own time, of that time's year where it has none.
    """
    rest = line[stamp.length :]
    if stamp.offset is not None and not stamp.rfc5424 and (inner := begins(rest.lstrip(" "))):
        rest = rest.lstrip(" ")[inner.length :]
        stamp = replace(inner, year=inner.year or _nearest_year(stamp, inner))
    parts = _rfc5424(rest) if stamp.rfc5424 else _parts(rest)
    if parts is None:
        return None
    more = parts.pop("more", None) or {}
    if stamp.priority is not None:
        more.update(facility=stamp.priority // 8, severity=stamp.priority % 8)
    host = _given(parts.get("host"))
    if host in _SEVERITIES:
        host, more["severity"] = None, host
    return Header(
        stamp=stamp,
        host=host,
        program=_given(parts.get("program")),
        pid=number_of(parts.get("pid")),
        message=(parts.get("message") or "").strip(),
        more=more,
    )


def _nearest_year(known: Stamp, own: Stamp) -> int | None:
    """The year that puts own nearest to known, which has one: at New Year's it may be another."""
    if known.year is None or known.month is None or own.month is None:
        return None
    return known.year + (known.month - own.month > _HALF) - (own.month - known.month > _HALF)


def _parts(rest: str) -> dict[str, Any] | None:
    if nameless := _NAMELESS.fullmatch(rest):
        return {**nameless.groupdict(), "program": "vsftpd"}
    found = next((match for one in _LAYOUTS if (match := one.fullmatch(rest))), None)
    return found.groupdict() if found else None


def _rfc5424(rest: str) -> dict[str, Any] | None:
    found = _RFC5424.fullmatch(rest)
    if found is None:
        return None
    parts: dict[str, Any] = found.groupdict()
    parts["message"] = (parts["message"] or "").removeprefix(_BOM)
    more: dict[str, Any] = {}
    if msgid := _given(parts.pop("msgid")):
        more["msgid"] = msgid
    if (data := parts.pop("data")) != "-":
        more["structured_data"] = {
            name: {key: _ESCAPED.sub(r"\1", value) for key, value in _PARAMETER.findall(parameters)}
            for name, parameters in _ELEMENT.findall(data)
        }
    return {**parts, "more": more}


def _given(text: str | None) -> str | None:
    return None if text in {None, "", "-"} else text
