"""The time that a syslog line begins with, in every way that is in use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING

from abusedesk.logs._fields import MONTH_NUMBERS, MONTHS

if TYPE_CHECKING:
    from datetime import tzinfo

_WEEKDAY = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?"

_PRIORITY = r"(?:<(?P<priority>\d{1,3})>)?"
_CLOCK = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?"

# "Mar  5 02:10:00", RFC 3164; with a year, as some devices and rsyslog templates write it.
_MONTH_FIRST = re.compile(
    rf"{_PRIORITY}{_WEEKDAY}(?P<month>{'|'.join(MONTHS)}) +(?P<day>\d{{1,2}})(?: (?P<year>\d{{4}}))? "
    rf"{_CLOCK}(?: (?P<after>\d{{4}})(?= ))?:?"
)

# "2026-03-05T02:10:00.123456+09:00", rsyslog's and journalctl's (with a weekday before and "UTC" behind it
# as short-full); RFC 5424's with "1 " before it.
_ISO = re.compile(
    rf"{_PRIORITY}(?P<version>1 )?{_WEEKDAY}(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d)[T ]"
    rf"{_CLOCK}"
    r"(?:(?P<utc>Z| UTC(?= ))|(?P<sign>[+-])(?P<zone_hour>\d\d)(?::?(?P<zone_minute>\d\d))?)?"
)

# The same, as nearly every host writes it: what Python itself reads.
_PLAIN = re.compile(
    r"(?:<(\d{1,3})>)?(1 )?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3}(?:\d{3})?)?(?:Z|[+-]\d\d:\d\d))(?= )",
    re.ASCII,
)

# RFC 5424's "-", no time.
_NONE = re.compile(rf"{_PRIORITY}(?P<version>1 )-(?= )")

_KEPT = 4096  # a busy host says many things in one second


@dataclass(frozen=True, slots=True)
class Stamp:
    """
    A time as written; length is how much of the line it takes, with the priority (RFC 3164's <PRI>).

    year is None where it has none; offset where it has no zone; month and clock where there is no time.
    clock is (hour, minute, second, microsecond). at is the time where the line has all of it.
    """

    length: int
    year: int | None
    month: int | None
    day: int
    clock: tuple[int, int, int, int]
    offset: timedelta | None
    priority: int | None
    rfc5424: bool
    at: datetime | None = None


def begins(line: str) -> Stamp | None:
    """The time that line begins with, if it is a syslog line."""
    if (plain := _PLAIN.match(line)) and (stamp := _whole(plain)):
        return stamp
    found = _MONTH_FIRST.match(line) or _ISO.match(line) or _NONE.match(line)
    return _stamp(found[0], line[found.end() : found.end() + 1] == " ") if found else None


def _whole(found: re.Match[str]) -> Stamp | None:
    priority, version, text = found.groups()
    try:
        at = datetime.fromisoformat(text)
    except ValueError:  # a leap second, or no time
        return None
    return Stamp(
        length=found.end(),
        year=at.year,
        month=at.month,
        day=at.day,
        clock=(at.hour, at.minute, at.second, at.microsecond),
        offset=at.utcoffset(),
        priority=int(priority) if priority else None,
        rfc5424=bool(version),
        at=at,
    )


@lru_cache(_KEPT)
def _stamp(text: str, space: bool) -> Stamp | None:  # noqa: FBT001 - with it lines equal here are equal there
    # What looked at the character behind it must see one here too.
    text += " " if space else ""
    match = _MONTH_FIRST.match(text) or _ISO.match(text) or _NONE.match(text)
    if match is None:
        return None
    found = match.groupdict()
    year, month = found.get("year") or found.get("after"), found.get("month")
    hour, minute, second = (int(found.get(part) or 0) for part in ("hour", "minute", "second"))
    return Stamp(
        length=match.end(),
        year=int(year) if year else None,
        month=None if month is None else int(month) if month.isdigit() else MONTH_NUMBERS[month],
        day=int(found.get("day") or 0),
        clock=(hour, minute, second, int((found.get("fraction") or "0").ljust(6, "0")[:6])),
        offset=_offset(found),
        priority=int(found["priority"]) if found["priority"] else None,
        rfc5424=bool(found.get("version")),
    )


def _offset(found: dict[str, str | None]) -> timedelta | None:
    if found.get("sign"):
        ahead = timedelta(hours=int(found["zone_hour"] or 0), minutes=int(found["zone_minute"] or 0))
        return ahead if found["sign"] == "+" else -ahead
    return timedelta(0) if found.get("utc") else None


def moment(stamp: Stamp, year: int, zone: tzinfo) -> datetime | None:
    """
    Stamp as aware UTC; year and zone are taken where it has none. None where there is no time.

    Raises:
        ValueError: no calendar has that time.
    """
    if stamp.month is None:
        return None
    try:
        return stamp.at.astimezone(UTC) if stamp.at else _moment(stamp, year, zone)
    except OverflowError as why:
        raise ValueError(str(why)) from why


@lru_cache(_KEPT)
def _moment(stamp: Stamp, year: int, zone: tzinfo) -> datetime:
    hour, minute, second, microsecond = stamp.clock
    own = zone if stamp.offset is None else timezone(stamp.offset)
    # A leap second, 60, is the last one of its minute here.
    second = min(second, 59)
    date = (stamp.year or year, stamp.month or 0, stamp.day)
    return datetime(*date, hour, minute, second, microsecond, tzinfo=own).astimezone(UTC)
