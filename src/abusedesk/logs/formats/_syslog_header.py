"""The beginning of a syslog line: when, which host, which program."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from abusedesk.logs._fields import number_of

if TYPE_CHECKING:
    from datetime import tzinfo

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_PRIORITY = r"(?:<\d{1,3}>)?"
_CLOCK = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?"

# "Mar  5 02:10:00", RFC 3164; with a year, as some devices and rsyslog templates write it.
_MONTH_FIRST = re.compile(
    rf"{_PRIORITY}(?P<month>{'|'.join(_MONTHS)}) +(?P<day>\d{{1,2}})(?: (?P<year>\d{{4}}))? "
    rf"{_CLOCK}(?: (?P<after>\d{{4}})(?= ))?:?"
)

# "2026-03-05T02:10:00.123456+09:00", rsyslog's and journalctl's; RFC 5424's with "1 " before it.
_ISO = re.compile(
    rf"{_PRIORITY}(?P<version>1 )?(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d)[T ]"
    rf"{_CLOCK}"
    r"(?:Z|(?P<sign>[+-])(?P<zone_hour>\d\d):?(?P<zone_minute>\d\d))?(?P<utc>)"
)

# "host program[pid]: ", less the host on some systems, less the program where the kernel speaks.
_REST = re.compile(
    r" +(?:(?P<host>[^\s:\[\]]+) +|(?= ))?(?P<program>[^\s:\[\]]+)"
    r"(?:\[(?P<pid>\d{1,10})\])?:(?: |$)(?P<message>.*)",
    re.DOTALL,
)
# macOS has spaces in programs' names, and another program's in brackets after them.
_SPACED = re.compile(
    r" +(?P<host>[^\s:\[\]]+) (?P<program>[^:\[\]]{1,80})\[(?P<pid>\d{1,10})\]"
    r"(?: \([^)]*\))?(?: <\w+>)?: (?P<message>.*)",
    re.DOTALL,
)
_LOOSE = re.compile(r" +(?:(?!---)(?P<host>\S+) )?(?P<message>.*)", re.DOTALL)

# RFC 5424: host, program, pid, message id, structured data, message; "-" is none.
_RFC5424 = re.compile(
    r" (?P<host>\S+) (?P<program>\S+) (?P<pid>\S+) (?P<msgid>\S+) "
    r'(?P<data>-|(?:\[(?:[^\]"]++|"(?:[^"\\]++|\\.)*+")*+\])++)(?: (?P<message>.*))?',
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Header:
    """
    A line taken apart. year is None where the line has none; offset is None where it has no zone.

    date is (month, day), clock (hour, minute, second, microsecond).
    """

    year: int | None
    date: tuple[int, int]
    clock: tuple[int, int, int, int]
    offset: timedelta | None
    host: str | None
    program: str | None
    pid: int | None
    message: str

    def time(self, year: int, zone: tzinfo) -> datetime:
        """
        Aware UTC; year and zone are taken where the line has none.

        Raises:
            ValueError: no calendar has that time.
        """
        own = zone if self.offset is None else timezone(self.offset)
        hour, minute, second, microsecond = self.clock
        # A leap second, 60, is the last one of its minute here.
        try:
            found = datetime(
                self.year or year, *self.date, hour, minute, min(second, 59), microsecond, tzinfo=own
            )
            return found.astimezone(UTC)
        except OverflowError as why:
            raise ValueError(str(why)) from why


def begins(line: str) -> re.Match[str] | None:
    """The time that line begins with, if it is a syslog line."""
    return _MONTH_FIRST.match(line) or _ISO.match(line)


def month_of(when: re.Match[str]) -> int:
    """The month of what begins() found; 0 to 99."""
    name = when["month"]
    return int(name) if name.isdigit() else _MONTHS.index(name) + 1


def year_of(when: re.Match[str]) -> int | None:
    """The year of what begins() found, if it has one."""
    found = when.groupdict()
    year = found["year"] or found.get("after")
    return int(year) if year else None


def header(line: str, when: re.Match[str]) -> Header | None:
    """Line, which begins with when, taken apart; None when no message follows."""
    found = when.groupdict()
    rest = line[when.end() :]
    parts = _parts(rest, rfc5424=bool(found.get("version")))
    if parts is None:
        return None
    return Header(
        year=year_of(when),
        date=(month_of(when), int(found["day"])),
        clock=(
            int(found["hour"]),
            int(found["minute"]),
            int(found["second"]),
            int((found["fraction"] or "0").ljust(6, "0")[:6]),
        ),
        offset=_offset(when, found),
        host=_given(parts.get("host")),
        program=_given(parts.get("program")),
        pid=number_of(parts.get("pid")),
        message=(parts.get("message") or "").strip(),
    )


def _parts(rest: str, *, rfc5424: bool) -> dict[str, str | None] | None:
    layouts = (_RFC5424,) if rfc5424 else (_REST, _SPACED, _LOOSE)
    found = next((match for layout in layouts if (match := layout.fullmatch(rest))), None)
    return found.groupdict() if found else None


def _offset(when: re.Match[str], found: dict[str, str | None]) -> timedelta | None:
    if found.get("sign"):
        ahead = timedelta(hours=int(found["zone_hour"] or 0), minutes=int(found["zone_minute"] or 0))
        return ahead if found["sign"] == "+" else -ahead
    return timedelta(0) if "utc" in found and when[0].endswith("Z") else None


def _given(text: str | None) -> str | None:
    return None if text in {None, "", "-"} else text
