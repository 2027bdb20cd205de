"""Moments as a letter writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from abusedesk.model import Text

from ._language import phrase

if TYPE_CHECKING:
    from abusedesk.model import Phase

_JST = timezone(timedelta(hours=9))
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAYS_JA = "月火水木金土日"
# How long a promise of each phase may take: containment is due before the next reply.
_PHASE_HOURS = {"preserve": 24, "contain": 24, "eradicate": 72, "recover": 72, "prevent": 168}


def when(moment: datetime) -> Text:
    """Moment as "2026-03-05 02:10:09 UTC"; the Japanese adds Japan's own time."""
    english = f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    return Text(en=english, ja=f"{english}（日本時間 {moment.astimezone(_JST):%m-%d %H:%M}）")


def span(first: datetime, last: datetime) -> Text:
    """From first to last, the day once where it is the same; one moment where they are."""
    if first == last:
        return when(first)
    begins, ends = first.astimezone(UTC), last.astimezone(UTC)
    if begins.date() != ends.date():
        return phrase("mark.span", start=when(first), end=when(last))
    return Text(
        en=f"{begins:%Y-%m-%d %H:%M:%S} to {ends:%H:%M:%S} UTC",
        ja=phrase("mark.span", start=when(first), end=when(last)).ja,
    )


def date(moment: datetime) -> Text:
    """A promised moment with its weekday, as "Friday, 2026-03-06 02:00 UTC"."""
    utc, jst = moment.astimezone(UTC), moment.astimezone(_JST)
    return Text(
        en=f"{_DAYS[utc.weekday()]}, {utc:%Y-%m-%d %H:%M} UTC",
        ja=f"{utc:%Y-%m-%d %H:%M} UTC（日本時間 {jst:%m-%d %H:%M} {_DAYS_JA[jst.weekday()]}曜日）",
    )


def read_moment(value: Any) -> datetime | None:
    """The moment in a text of AWS's, aware UTC; None where there is none."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def next_reply(now: datetime, deadline: datetime | None) -> datetime:
    """
    When the next reply is due: within 24 hours, and an hour before the deadline where that can be kept.

    A deadline less than four hours ahead cannot: an interim reply is written for that very case.
    """
    day = _whole_hour(now + timedelta(hours=24))
    if deadline is None or deadline - now < timedelta(hours=4):
        return day
    return min(day, (deadline - timedelta(hours=1)).replace(minute=0, second=0, microsecond=0))


def phase_due(phase: Phase, now: datetime, deadline: datetime | None) -> datetime:
    """By when the steps of a phase are promised."""
    if phase in {"preserve", "contain"}:
        return next_reply(now, deadline)
    return _whole_hour(now + timedelta(hours=_PHASE_HOURS[phase]))


def _whole_hour(moment: datetime) -> datetime:
    return (moment + timedelta(minutes=59, seconds=59)).replace(minute=0, second=0, microsecond=0)
