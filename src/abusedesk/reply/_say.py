"""Phrases about the case that several parts of a letter need."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from abusedesk.model import Text

from ._clean import is_private, listed, name
from ._language import has, phrase
from ._when import when

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from abusedesk.model import Coverage, Notice

    from ._material import Material

_CASE = (
    re.compile(r"(?i)\bcase\s*:?\s*#?\s*([A-Z]?\d[\w.-]{5,40})"),
    re.compile(r"\[([A-Z]?\d[\d.-]{6,40})\]"),
    re.compile(r"(?i)\babuse report\W{1,3}([A-Z]?\d[\w.-]{6,40})"),
)


def case_reference(subject: str, account: str) -> str:
    """The case or report id in the notice's subject; "" where it has none."""
    for pattern in _CASE:
        for found in pattern.findall(subject):
            if found != account:
                return str(found)
    return ""


def activity(notice: Notice) -> Text:
    """What the notice reports, in words."""
    key = f"activity.{notice.kind}"
    return phrase(key if has(key) else "mark.any_activity")


def reported_time(notice: Notice) -> Text | None:
    """When the reported activity was, as far as the notice says."""
    start, end = notice.activity_start, notice.activity_end
    if start and end and start != end:
        return phrase("mark.span", start=when(start), end=when(end))
    return when(start or end) if (start or end) else None  # type: ignore[arg-type]  # one of them is there


def action(table: Literal["action", "did"], identifier: str, targets: Sequence[str]) -> Text:
    """What is to be done ("action") or was done ("did") to targets, by the action's id or its own words."""
    known = {"targets": listed([one or "the account" for one in targets])}
    key = f"{table}.{identifier}"
    if identifier != "other" and has(key):
        return phrase(key, **known)
    return phrase(f"{table}.other", words=name(identifier).replace("_", " "), **known)


def unread(rows: Sequence[Coverage], limit: int = 4) -> Text:
    """What could not be read, by collector with its regions, the first few."""
    regions: dict[str, list[str]] = {}
    for row in rows:
        regions.setdefault(row.collector, []).append(row.region)
    parts = [
        phrase("mark.unread", collector=name(one).replace("_", " "), regions=listed(found, 3))
        for one, found in list(regions.items())[:limit]
    ]
    joined = Text(en=", ".join(one.en for one in parts), ja="、".join(one.ja for one in parts))
    if len(regions) > limit:
        return phrase("mark.more", listed=joined, count=str(len(regions) - limit))
    return joined


def public(addresses: Iterable[str]) -> list[str]:
    """The addresses that mean something to a reader outside our network."""
    return [one for one in addresses if not is_private(one)]


def resource(material: Material) -> Text:
    """The host, service or storage that the root cause speaks of, as far as it is known."""
    cause, notice = material.cause, material.notice
    if cause and cause.kind == "not_ours" and (notice.ips or notice.resources):
        return listed(notice.ips or notice.resources, 3)
    touched = {one.id for one in material.trace.affected}
    named = [*notice.resources, *notice.ips, *notice.urls]
    hit = [one for one in named if one in touched] or named or sorted(touched)
    return listed(hit, 3) if hit else phrase("mark.any_resource")
