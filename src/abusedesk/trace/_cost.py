"""What the abuse cost, from the bill by day, region and service."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

from abusedesk.model import Cost, CostDay, CostRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from ._story import Story

# Below a dollar a day over the usual, a bill says nothing.
_NOTABLE = 1.0
_TWICE = 2.0
# Where nobody broke in, the last days are held against all before them.
_RECENT = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class _Series:
    """One service in one region: amounts by day, what it costs usually, and the first day that departs."""

    region: str
    service: str
    amounts: Mapping[str, float]
    usual: float
    begun: str
    days: tuple[str, ...]

    @property
    def after(self) -> dict[str, float]:
        """The days that the abuse may be in."""
        return {day: amount for day, amount in self.amounts.items() if day >= self.begun}

    @property
    def peak(self) -> float:
        """The dearest of them."""
        return max(self.after.values(), default=0.0)

    @property
    def departs(self) -> bool:
        """Whether it costs more than twice the usual, by a dollar or more."""
        return self.peak >= max(self.usual * _TWICE, self.usual + _NOTABLE)

    @property
    def since(self) -> str | None:
        """The first day that is well over the usual, before the break-in where it had begun by then."""
        over = max(self.usual * 1.5, self.usual + _NOTABLE / 2)
        first = next((day for day, amount in sorted(self.after.items()) if amount > over), None)
        for day in reversed([day for day in self.days if day < self.begun]):
            if not self.began_before or self.amounts.get(day, 0.0) <= over:
                break
            first = day
        return first

    @property
    def began_before(self) -> bool:
        """Whether the day before the break-in cost about as much: then it is the owner's."""
        before = [day for day in self.days if day < self.begun]
        return bool(before) and self.amounts.get(before[-1], 0.0) * _TWICE >= self.peak > 0


def cost(story: Story) -> Cost:
    """
    Cost in USD: every day as billed, what departs from the usual, and an estimate of the abuse.

    The usual is the median of the days before the intruder's first deed, days without a row costing
    nothing. The estimate counts what is over the usual where his resources are, or where nothing was
    ever paid before; a region that the owner has begun to use does not count. The last day is
    incomplete in Cost Explorer.
    """
    series = list(_series(story))
    departing = [one for one in series if one.departs]
    total = sum(
        max(0.0, amount - one.usual)
        for one in departing
        if _is_abuse(one, story)
        for amount in one.after.values()
    )
    return Cost(
        abuse_total=round(total, 2),
        by_region_service=tuple(
            CostRow(
                region=one.region,
                service=one.service,
                usual_per_day=round(one.usual, 2),
                peak_per_day=round(one.peak, 2),
                since=one.since,
            )
            for one in sorted(departing, key=lambda one: one.usual - one.peak)
        ),
        by_day=tuple(
            CostDay(day=day, region=one.region, service=one.service, amount=round(amount, 4))
            for one in series
            for day, amount in sorted(one.amounts.items())
            if amount
        ),
    )


def _series(story: Story) -> Iterator[_Series]:
    rows: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for one in story.dossier.things("ce.cost"):
        where = (str(one.data.get("region", "")), str(one.data.get("service", "")))
        rows[where][str(one.data.get("day", ""))[:10]] += float(one.data.get("amount") or 0.0)
    days = sorted({day for amounts in rows.values() for day in amounts if day})
    begun = _begun(story)
    before = [day for day in days if day < begun]
    for (region, service), amounts in sorted(rows.items()):
        usual = median([amounts.get(day, 0.0) for day in before]) if before else 0.0
        yield _Series(region, service, dict(amounts), usual, begun, tuple(days))


def _begun(story: Story) -> str:
    """The day of the intruder's first deed; without one, three days before now."""
    first = began(story) or story.dossier.now - _RECENT
    return first.date().isoformat()


def began(story: Story) -> datetime | None:
    """The intruder's first deed, aware UTC; None where nobody broke in."""
    times = [entry.since for entry in story.entries] + [one.first.time for one in story.breakins]
    return min(times, default=None)


def _is_abuse(one: _Series, story: Story) -> bool:
    return one.region in abused_regions(story) and not one.began_before


def abused_regions(story: Story) -> frozenset[str]:
    """Regions in which the intruder made, changed or used something; empty where nobody broke in."""
    touched = {thing.region for thing in story.affected if thing.how in {"created", "modified", "used"}}
    changing = [deed for deed in story.deeds if deed.ok and not deed.record.get("readOnly")]
    return frozenset(touched | {deed.event.region or "" for deed in changing})
