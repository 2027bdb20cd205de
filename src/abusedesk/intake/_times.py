"""Times in running text: every form that notices, reports and mail programs write."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo

from abusedesk.intake._zones import ZONE, zone

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_GERMAN = {"mär": "mar", "mrz": "mar", "mai": "may", "okt": "oct", "dez": "dec"}
_MONTH = r"(?P<mon>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mär|Mrz|Mai\b|Okt|Dez)[a-z]*\.?"
_WEEKDAY = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?,?\s+)?"
_CLOCK = (
    r"(?P<h>\d{1,2})(?::(?P<mi>\d{2})(?::(?P<s>\d{2})(?:[.,]\d+)?)?(?!\d)(?:\s*(?P<half>[AP]\.?M\b\.?))?"
    r"|\s*(?P<only>[AP]\.?M\b\.?))(?:\s*\(?(?P<zone>" + ZONE + r")\)?)?"
)
_JAPANESE_CLOCK = (
    r"(?P<jhalf>午前|午後)?\s*(?P<h>\d{1,2})(?::|時)\s*(?P<mi>\d{2})?(?:分|:)?(?P<s>\d{2})?(?:秒)?"
    r"(?:\s*\(?(?P<zone>" + ZONE + r")\)?)?"
)
_AFTER = r"(?:(?:T|[ \t]*,?\s{0,3}(?:at\s+|@\s*)?)" + _CLOCK + ")?"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\d.])(?P<y>(?:19|20)\d{2})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d|\.\d)" + _AFTER,
        r"(?P<y>(?:19|20)\d{2})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日"
        r"(?:\s*[(（]?[日月火水木金土](?:曜日?)?[)）]?)?(?:\s*" + _JAPANESE_CLOCK + ")?",
        _WEEKDAY + r"(?<![\d-])(?P<d>\d{1,2})(?:st|nd|rd|th|\.)?(?:\s+of)?[\s/-]+" + _MONTH
        + r",?[\s/-]+(?P<y>(?:19|20)\d{2})(?!\d):?" + _AFTER,
        _WEEKDAY + (
                r"\b"
            ) + _MONTH + r"\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d{2})(?!\d)" + _AFTER,
        _WEEKDAY + (
                r"\b"
            ) + _MONTH + r"\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+" + _CLOCK + r"(?:\s+(?P<y>20\d{2}))?",
        r"(?<![\d./-])(?P<a>\d{1,2})[-/](?P<b>\d{1,2})[-/](?P<y>(?:19|20)\d{2})(?![\d/-])" + _AFTER,
        r"(?<![\d./-])(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>(?:19|20)\d{2})(?!\d|[./-]\d)" + _AFTER,
        _WEEKDAY + r"\b" + _MONTH + r"\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?\b(?![:\d])",
    )
)  # fmt: skip
_BEFORE = re.compile(r"(?<![\d:.])" + _CLOCK + r",?\s*(?:on\s+)?$", re.IGNORECASE)
_ONLY_CLOCK = re.compile(r"\s*(?:-|~|to|until|till|through|and)\s*" + _CLOCK, re.IGNORECASE)
_LIMIT = 20_000  # characters looked at; a hostile megabyte of digits must not cost minutes


@dataclass(frozen=True, slots=True)
class Moment:
    """
    A time as text[start:end] wrote it: wall is naive, zone is None where none was written.

    whole_day: only a date was written. dated is False where the year was not.
    """

    start: int
    end: int
    wall: datetime
    zone: tzinfo | None
    whole_day: bool
    dated: bool = True

    def at(self, default: tzinfo = UTC) -> datetime:
        """The moment in UTC; default is the zone of one without; a day begins at 00:00 UTC."""
        if self.whole_day:
            return self.wall.replace(tzinfo=UTC)
        try:
            return self.wall.replace(tzinfo=self.zone or default).astimezone(UTC)
        except OverflowError:
            return self.wall.replace(tzinfo=UTC)


def moments(text: str, near: datetime | None = None) -> tuple[Moment, ...]:
    """Every time in text, in order; near (aware) gives the year to those that have none."""
    text = text[:_LIMIT]
    found: list[Moment] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            taken = any(one.start < match.end() and match.start() < one.end for one in found)
            made = None if taken else _moment(match, near)
            if made:
                found.append(_with_clock_before(made, text))
    found.sort(key=lambda one: one.start)
    return tuple(_ranged(found, text))


def _moment(match: re.Match[str], near: datetime | None) -> Moment | None:
    part = match.groupdict()
    year = int(part["y"]) if part.get("y") else None
    if year is None and near is None:
        return None
    month, day = _month_and_day(part)
    clock = part.get("h") is not None
    try:
        # The zone is kept apart, for it may have to be guessed.
        wall = datetime(year or 2000, month, day)  # noqa: DTZ001 # see above
        if clock:
            hour, minute, second = _hours(part)
            wall = wall.replace(hour=hour, minute=minute, second=second)
        if year is None and near is not None:
            wall = _nearest_year(wall, near)
    except ValueError:
        return None
    named = part.get("zone")
    return Moment(
        match.start(), match.end(), wall, zone(named) if named else None, not clock, year is not None
    )


def _month_and_day(part: dict[str, str | None]) -> tuple[int, int]:
    if part.get("mon"):
        named = str(part["mon"]).lower()
        return _MONTHS.index(_GERMAN.get(named, named)) + 1, int(part["d"] or 0)
    if part.get("a"):
        # American order unless that is no date.
        first, second = int(part["a"] or 0), int(part["b"] or 0)
        return (second, first) if first > 12 else (first, second)  # noqa: PLR2004 # months in a year
    return int(part["m"] or 0), int(part["d"] or 0)


def _hours(part: dict[str, str | None]) -> tuple[int, int, int]:
    hour = int(part["h"] or 0)
    half = (part.get("half") or part.get("only") or "").upper().replace(".", "") or {
        "午前": "AM",
        "午後": "PM",
    }.get(part.get("jhalf") or "", "")
    if half and hour <= 12:  # noqa: PLR2004 # hours of half a day
        hour = hour % 12 + (12 if half == "PM" else 0)
    return hour, int(part["mi"] or 0), int(part["s"] or 0)


def _nearest_year(wall: datetime, near: datetime) -> datetime:
    plain = near.replace(tzinfo=None)
    years = [wall.replace(year=plain.year + step) for step in (-1, 0, 1)]
    return min(years, key=lambda one: abs(one - plain))


def _with_clock_before(moment: Moment, text: str) -> Moment:
    """Moment with the time of "14:00 UTC on 18 June 2024"."""
    before = _BEFORE.search(text, max(0, moment.start - 40), moment.start) if moment.whole_day else None
    if before is None or before.end() != moment.start:
        return moment
    part = before.groupdict()
    try:
        hour, minute, second = _hours(part)
        wall = moment.wall.replace(hour=hour, minute=minute, second=second)
    except ValueError:
        return moment
    named = part.get("zone")
    return replace(
        moment, start=before.start(), wall=wall, zone=zone(named) if named else None, whole_day=False
    )


def _ranged(found: list[Moment], text: str) -> list[Moment]:
    """Found, with the second time of "2024-06-18 03:00 - 04:15 UTC", and zones shared within a range."""
    out: list[Moment] = []
    for moment in found:
        out.append(moment)
        second = _ONLY_CLOCK.match(text, moment.end)
        if (
            moment.whole_day
            or not second
            or any(one.start < second.end() and second.start() < one.end for one in found)
        ):
            continue
        part = second.groupdict()
        try:
            hour, minute, seconds = _hours(part)
            wall = moment.wall.replace(hour=hour, minute=minute, second=seconds)
        except ValueError:
            continue
        named = zone(part["zone"]) if part.get("zone") else moment.zone
        wall += timedelta(days=1) if wall < moment.wall else timedelta()
        out[-1] = replace(moment, zone=moment.zone or named)
        out.append(replace(moment, start=second.start(), end=second.end(), wall=wall, zone=named))
    return [
        replace(one, zone=after.zone)
        if one.zone is None
        and not one.whole_day
        and re.fullmatch(r"\s*(?:-|~|to|until|and|through)\s*", text[one.end : after.start])
        else one
        for one, after in zip(out, [*out[1:], *out[-1:]], strict=True)
    ]
