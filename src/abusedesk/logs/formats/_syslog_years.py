"""
Years for lines that have none (RFC 3164).

Lines stand in order, more or less. Where the month falls back by half a year or more, a new year
began; where it leaps from January to December, a late line of the old one stands. What year the
file ends in is said by lines of the file that have a year, else: the latest in which no line lies
in the future. In a file without any order each line gets the latest year that it can have.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ._syslog_stamp import begins

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

_BACK = 6  # months
_FORTH = 11
_ZONES = timedelta(days=1)  # a host may be in any zone, and its clock not quite right
_OLDEST = 1970
_MOST = 20  # years in one file; more of them are no order at all
_LEAP_DAY = (2, 29)


@dataclass(slots=True)
class Calendar:
    """Counts new years, line by line."""

    years: int = 0
    month: int | None = None

    def step(self, month: int) -> int:
        """Go to a line of this month; how many new years there were, which may be -1."""
        if self.month is not None:
            self.years += (self.month - month >= _BACK) - (month - self.month >= _FORTH)
        self.month = month
        return self.years


@dataclass(frozen=True, slots=True)
class Years:
    """The year at which a Calendar stands at 0; source says what it was got from, for the reader."""

    first: int | None
    limit: date
    source: str

    def of(self, step: int, month: int, day: int) -> int:
        """The year of a line of that date, at that step of the calendar."""
        if self.first is not None:
            return self.first + step
        return self.limit.year - ((month, day) > (self.limit.month, self.limit.day))


@dataclass(slots=True)
class _Seen:
    latest: dict[int, tuple[int, int]] = field(default_factory=dict)  # by step: month, day
    leap: set[int] = field(default_factory=set)
    anchor: int | None = None


def years(lines: Iterable[tuple[int, str]], latest: datetime) -> Years:
    """What the years of the lines without one are, after a pass over all of them; none lies after latest."""
    walk, seen = Calendar(), _Seen()
    for _, line in lines:
        if (when := begins(line)) is None or when.month is None:
            continue
        month, day = when.month, when.day
        step = walk.step(month)
        if when.year:
            seen.anchor = when.year - step
            continue
        seen.latest[step] = max(seen.latest.get(step, (0, 0)), (month, day))
        if (month, day) == _LEAP_DAY:
            seen.leap.add(step)
    limit = min(latest.date(), date.max - _ZONES) + _ZONES
    if seen.anchor is not None:
        return Years(seen.anchor, limit, "other lines")
    return Years(_first(seen, limit), limit, "date of the file")


def _first(seen: _Seen, limit: date) -> int | None:
    if max(seen.latest, default=0) - min(seen.latest, default=0) > _MOST:
        return None
    for first in range(limit.year + 1, _OLDEST, -1):
        in_time = all(
            (first + step, *when) <= (limit.year, limit.month, limit.day)
            for step, when in seen.latest.items()
        )
        if in_time and all(calendar.isleap(first + step) for step in seen.leap):
            return first
    return None
