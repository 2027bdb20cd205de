"""Names of time zones as notices and mail programs write them."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

JST = timezone(timedelta(hours=9))

# Hours east of UTC. CST, IST and BST have other meanings too; AWS writes from the United States.
_HOURS = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3,
    "IST": 5.5, "SGT": 8, "HKT": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
    "PST": -8, "PDT": -7, "MST": -7, "MDT": -6, "CST": -6, "CDT": -5, "EST": -5, "EDT": -4, "BRT": -3,
}  # fmt: skip
_PLACES = {"PT": "America/Los_Angeles", "ET": "America/New_York", "CT": "America/Chicago"}
_WORDS = {"pacific": "America/Los_Angeles", "eastern": "America/New_York", "japan": "Asia/Tokyo"}

ZONE = (
    r"(?:(?:UTC|GMT)[ ]?[+-]\d{1,2}(?::?\d{2})?|[+-]\d{2}:?\d{2}(?!\d)"
    r"|(?:Pacific|Eastern|Japan)(?: (?:Standard|Daylight))? Time|"
    + "|".join(sorted([*_HOURS, *_PLACES], key=len, reverse=True))
    + r")(?![A-Za-z])"
)
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?$")


def zone(name: str) -> tzinfo | None:
    """The zone called name ("PDT", "UTC+3", "+09:00", "Pacific Time"), None where there is none."""
    upper = name.strip(" ()").upper()
    offset = _OFFSET.search(upper)
    if offset:
        away = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        if away >= timedelta(hours=24):
            return None
        return timezone(-away if offset[1] == "-" else away)
    if upper in _HOURS:
        return timezone(timedelta(hours=_HOURS[upper])) if _HOURS[upper] else UTC
    place = _PLACES.get(upper) or _WORDS.get(upper.split(" ")[0].lower())
    return ZoneInfo(place) if place else None
