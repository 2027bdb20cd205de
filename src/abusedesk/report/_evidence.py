"""The evidence list: what was kept, by who read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from abusedesk.model import CaseDocument, Evidence

_SHOWN, _PRINTED, _PRINTED_PLAIN = 30, 10, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """
    What one collector kept: the first things, those that something rests on before all others.

    count is of the things, answers of the different answers they stood in; first and last are when
    they were asked, aware UTC. by_person marks what a person handed in.
    """

    collector: str
    by_person: bool
    count: int
    answers: int
    regions: tuple[str, ...]
    first: datetime
    last: datetime
    shown: tuple[Evidence, ...]
    cited: frozenset[str]


def collected(
    document: CaseDocument, evidence: Sequence[Evidence], *, printed: bool
) -> tuple[Collected, ...]:
    """The evidence by collector, a person's own first, then in the order it was read."""
    by_collector: dict[str, list[Evidence]] = {}
    for one in evidence:
        by_collector.setdefault(one.collector, []).append(one)
    cited = frozenset(_cited(document))
    groups = [_group(name, things, cited, printed=printed) for name, things in by_collector.items()]
    return tuple(sorted(groups, key=lambda group: not group.by_person))


def _group(collector: str, things: Sequence[Evidence], cited: frozenset[str], *, printed: bool) -> Collected:
    leaning = [one for one in things if one.id in cited]
    rest = [one for one in things if one.id not in cited]
    if printed:
        shown = [*leaning[:_PRINTED], *rest[: max(0, _PRINTED_PLAIN - len(leaning))]]
    else:
        shown = [*leaning, *rest][:_SHOWN]
    return Collected(
        collector=collector,
        by_person=any(one.kind.startswith("person.") for one in things),
        count=len(things),
        answers=len({one.sha256 for one in things}),
        regions=tuple(dict.fromkeys(one.region for one in things)),
        first=min(one.asked for one in things),
        last=max(one.asked for one in things),
        shown=tuple(shown),
        cited=cited & {one.id for one in shown},
    )


def _cited(document: CaseDocument) -> Iterator[str]:
    """Every id that something in the case rests on."""
    for claim in document.reply.claims if document.reply else ():
        yield from claim.evidence
    for cause in document.root_causes:
        yield from cause.for_
        yield from cause.against
    for entry in document.timeline:
        yield from entry.evidence
    for measure in document.measures:
        yield from measure.evidence
