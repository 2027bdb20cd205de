"""When the abuse was, as AWS's own words say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from abusedesk.intake._clean import flat
from abusedesk.intake._labels import Label, values
from abusedesk.intake._times import moments

if TYPE_CHECKING:
    from datetime import datetime

_ROW = re.compile(r"(?im)^[^\n,]*,\s*i-[0-9a-f]{8,17}\s*,\s*([^,\n]{8,40}),")
_BETWEEN = re.compile(r"(?i)\bbetween\s+(.{8,60}?)\s+and\s+(.{4,60})")
_SAID = re.compile(
    r"(?i)\b(?:detected|observed|occurred|noticed|took place|"
    r"seen|reported|identified|activity|attempts?|traffic|"
    r"used|called|made|abuse)\b"
    r"[^.]{0,80}?\b(?:on|at|since|from|around|starting|beginning)\s+(?=.{6,60})"
)

Span = tuple["datetime | None", "datetime | None"]


def activity(found: tuple[Label, ...], own: str, near: datetime | None) -> Span:
    """
    Begin and end of the activity in UTC; the end is None where one time alone is given.

    near gives the year to times without one.
    """
    begins = _times(values(found, "begin"), near)
    ends = _times(values(found, "end"), near)
    if begins or ends:
        return min(begins, default=None), max(ends, default=None)
    stated = _times(values(found, "time"), near) or _times(tuple(row[1] for row in _ROW.finditer(own)), near)
    if not stated:
        stated = _prose(flat(own), near)
    return min(stated, default=None), max(stated) if len(set(stated)) > 1 else None


def _times(texts: tuple[str, ...], near: datetime | None) -> list[datetime]:
    return [one.at() for text in texts for one in moments(text.split("\n\n")[0], near)]


def _prose(line: str, near: datetime | None) -> list[datetime]:
    """A time of day within a sentence that says that something was seen then."""
    between = _BETWEEN.search(line)
    if between:
        found = [one.at() for one in moments(f"{between[1]} and {between[2]}", near) if not one.whole_day]
        if len(found) > 1:
            return found[:2]
    for said in _SAID.finditer(line):
        for one in moments(line[said.end() : said.end() + 60], near):
            if one.start <= 2 and not one.whole_day:  # noqa: PLR2004 # right after the word, but for a blank or bracket
                return [one.at()]
    return []
