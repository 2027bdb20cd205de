"""When things happen: working days, and events strewn over a span."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

_SATURDAY = 5


def moment(rng: Random) -> datetime:
    """A night or evening to be called out in, away from the turn of the year; to the second."""
    first = datetime(2026, 2, 2, tzinfo=UTC)
    return first + timedelta(days=rng.randrange(300), seconds=rng.randrange(86400))


def between(rng: Random, first: datetime, last: datetime) -> datetime:
    """Any second from first to last."""
    return first + timedelta(seconds=rng.randint(0, max(0, int((last - first).total_seconds()))))


def days(first: datetime, last: datetime) -> Iterator[datetime]:
    """Midnight UTC of each day that first to last touches."""
    day = first.replace(hour=0, minute=0, second=0, microsecond=0)
    while day <= last:
        yield day
        day += timedelta(days=1)


def working(day: datetime, ahead: int) -> bool:
    """Whether the day at an office ahead hours before UTC is no Saturday or Sunday."""
    return (day + timedelta(hours=ahead)).weekday() < _SATURDAY


def office(rng: Random, day: datetime, ahead: int) -> datetime:
    """A time between half past eight and seven in the evening of day, by the office's clock."""
    return day + timedelta(hours=8.5 - ahead) + timedelta(seconds=rng.randrange(int(10.5 * 3600)))


def later(rng: Random, when: datetime, least: float, most: float) -> datetime:
    """When plus least to most seconds."""
    return when + timedelta(seconds=int(rng.uniform(least, most)))
