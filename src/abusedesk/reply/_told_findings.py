"""The findings that a letter tells of, as sentences."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from abusedesk.translate import text

from ._clean import listed, name, prose_text
from ._language import phrase
from ._material import NOT_BROKEN_INTO
from ._say import counted
from ._when import span, when

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from abusedesk.model import Finding, Text

    from ._letter import Sentence
    from ._material import Material

_LISTED, _THINGS = 5, 3
# Two findings of which one has this share of its events in common with the other tell the same.
_SAME = 0.8
_INSTANCE = re.compile(r"i-[0-9a-f]{8,17}")


def told_findings(material: Material, findings: Sequence[Finding]) -> list[Sentence]:
    """The five worst findings, each title or GuardDuty type once, oldest first."""
    by_what: dict[str, list[Finding]] = {}
    for one in findings:
        if not one.sample and one.severity.rank > 0 and one.first and one.last and not _before(material, one):
            by_what.setdefault(one.guardduty_type or one.title, []).append(one)
    groups = sorted(by_what.values(), key=lambda group: -max(one.severity.rank for one in group))
    chosen: list[list[Finding]] = []
    for group in groups:
        if not any(_is_same(group, other) for other in chosen):
            chosen.append(group)
    ordered = sorted(chosen[:_LISTED], key=lambda group: _bounds(group)[0])
    return [_told(material, group) for group in ordered]


def _before(material: Material, finding: Finding) -> bool:
    """Whether it was over before the break-in, so that it has nothing to do with it."""
    cause = material.cause
    if cause is None or cause.kind in NOT_BROKEN_INTO or cause.since is None or finding.last is None:
        return False
    return finding.last < cause.since


def _is_same(group: Sequence[Finding], other: Sequence[Finding]) -> bool:
    ours = {*chain.from_iterable(one.events for one in group)}
    theirs = {*chain.from_iterable(one.events for one in other)}
    return bool(ours) and len(ours & theirs) >= _SAME * min(len(ours), len(theirs))


def _bounds(group: Sequence[Finding]) -> tuple[datetime, datetime]:
    return min(one.first for one in group if one.first), max(one.last for one in group if one.last)


def _told(material: Material, group: Sequence[Finding]) -> Sentence:
    proof = [*chain.from_iterable(one.events for one in group)][:200]
    first, last = _bounds(group)
    things = _things(material, group)
    if group[0].guardduty_type:
        whose = things or [one for each in group for one in each.actors or each.credentials]
        return material.claim(
            "seen.guardduty",
            proof,
            item=True,
            type=name(group[0].guardduty_type),
            things=listed(whose, _THINGS),
            time=span(first, last),
        )
    count = sum(one.count for one in group)
    title = prose_text(text(group[0].title.rstrip(".")))
    shown = [one for one in things if one not in group[0].title] if len(things) <= _THINGS else []
    key = counted("seen.finding_on" if shown else "seen.finding", count)
    told = {"things": listed(shown, _THINGS)} if shown else {}
    return material.claim(
        key, proof, item=True, title=title, count=f"{count:,}", time=_span(first, last, count), **told
    )


def _span(first: datetime, last: datetime, count: int) -> Text:
    """From first to last; the one moment of one event."""
    if first == last and count > 1:
        return phrase("mark.span", start=when(first), end=when(last))
    return span(first, last)


def _things(material: Material, group: Sequence[Finding]) -> list[str]:
    """The instances and reported things that the findings are about."""
    named = dict.fromkeys(one for each in group for one in each.resources)
    return [one for one in named if one in material.reported or _INSTANCE.fullmatch(one)]
