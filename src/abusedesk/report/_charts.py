"""The pictures: what happened when, and what it cost."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC
from typing import TYPE_CHECKING, Any

from abusedesk.translate import msg, say

from ._show import clean, short
from ._svg import drawn

if TYPE_CHECKING:
    from datetime import datetime

    from abusedesk.model import CaseDocument, Cost

_OTHER_REGIONS, _ALL_REGIONS = msg("Other regions"), msg("All regions")
_REGIONS, _SERVICES, _LANES, _POINTS = 7, 6, 8, 1000  # as many as a picture can show
_COLOURS = ["#4e79a7", "#f28e2b", "#59a14f", "#b07aa1", "#e15759", "#76b7b2", "#9c755f"]


def cost(found: Cost, language: str) -> str | None:
    """Cost a day by service, one picture for each region that departed from the usual; None without data."""
    rows = _cost_rows(found, language)
    if not rows:
        return None
    import altair as alt  # noqa: PLC0415 takes most of a second, and only a case with data needs it

    services = sorted({row["service"] for row in rows}, key=lambda one: (one == _other(language), one))
    days = alt.X("utcyearmonthdate(day):T").axis(title=None, format="%m-%d", tickCount=6)
    amount = alt.Y("amount:Q").axis(title=clean(found.currency), tickCount=4).stack("zero")
    colours = alt.Scale(domain=services, range=_COLOURS[: len(services)])
    service = alt.Color("service:N").scale(colours).title(None)
    bars = alt.Chart().mark_bar().encode(x=days, y=amount, color=service)
    # A facet's own header stands at another height wherever the scale's top label sticks out.
    header = alt.Chart().mark_text(align="left", baseline="bottom", fontSize=12, fontWeight="bold")
    header = header.transform_aggregate(rows="count()", groupby=["region"])
    header = header.encode(x=alt.value(0), y=alt.value(-8), text="region:N")
    regions = alt.Facet("region:N").header(labelExpr="''", title=None).sort(_in_order(rows, language))
    chart = (
        alt.layer(bars, header, data=alt.InlineData(values=rows), width=300, height=110)
        .facet(facet=regions, columns=2, bounds="flush", spacing={"row": 44, "column": 84})
        .resolve_scale(y="independent")
    )
    return drawn(chart, "cost", say(msg("Cost a day by region and service"), language))


def timeline(document: CaseDocument, language: str) -> str | None:
    """What happened when and by whom, with the notice and its deadline; None without a timeline."""
    entries = document.timeline[:_POINTS]
    if not entries:
        return None
    import altair as alt  # noqa: PLC0415 takes most of a second, and only a case with data needs it

    common = Counter(entry.actor for entry in entries).most_common(_LANES)
    lanes = {actor: _label(actor or entries[0].region) for actor, _ in common}
    points = [
        {"time": _moment(entry.time), "lane": lanes.get(entry.actor, _other(language))} for entry in entries
    ]
    marks = _marks(document, language)
    when = (
        alt.X("time:T")
        .scale(type="utc", nice=False, padding=12)
        .axis(title="UTC", format="%m-%d %H:%M", tickCount=7)
    )
    dots = (
        alt.Chart(alt.InlineData(values=points), width=640, height={"step": 26})
        .mark_point(filled=True, size=60, opacity=0.7, color=_COLOURS[0])
        .encode(
            x=when,
            y=alt.Y("lane:N")
            .sort(None)
            .axis(title=None, grid=True, minExtent=7 * max(map(len, lanes.values()))),
        )
    )
    rules = (
        alt.Chart(alt.InlineData(values=marks))
        .mark_rule(strokeDash=[5, 3], strokeWidth=1.5, color=_COLOURS[4])
        .encode(x=when)
    )
    texts = (
        alt.Chart(alt.InlineData(values=marks))
        .mark_text(align="left", dx=4, dy=-6, fontSize=11)
        .encode(x=when, y=alt.value(0), text=alt.Text("what:N"))
    )
    return drawn(alt.layer(dots, rules, texts), "timeline", say(msg("Timeline by actor"), language))


def _cost_rows(found: Cost, language: str) -> list[dict[str, Any]]:
    departed = {row.region for row in found.by_region_service}
    spent: Counter[str] = Counter()
    by_service: Counter[str] = Counter()
    for day in found.by_day:
        spent[day.region] += int(day.amount * 100)
        by_service[day.service] += int(day.amount * 100)
    shown = [region for region, _ in spent.most_common() if region in departed][:_REGIONS]
    services = {service for service, _ in by_service.most_common(_SERVICES)}
    other_regions = say(_OTHER_REGIONS if shown else _ALL_REGIONS, language)
    summed: defaultdict[tuple[str, str, str], float] = defaultdict(float)
    for day in found.by_day:
        region = _label(day.region) if day.region in shown else other_regions
        service = _label(day.service) if day.service in services else _other(language)
        summed[day.day, region, service] += day.amount
    # Less than a cent is a bar that nobody sees.
    return [
        {"day": day, "region": region, "service": service, "amount": round(amount, 2)}
        for (day, region, service), amount in sorted(summed.items())
        if round(amount, 2) > 0
    ]


def _in_order(rows: list[dict[str, Any]], language: str) -> list[str]:
    spent: Counter[str] = Counter()
    for row in rows:
        spent[row["region"]] += int(row["amount"] * 100)
    last = say(_OTHER_REGIONS, language)
    return sorted(spent, key=lambda region: (region == last, -spent[region]))


def _marks(document: CaseDocument, language: str) -> list[dict[str, str]]:
    since = document.root_causes[0].since if document.root_causes else None
    marks = [
        (since, say(msg("Began"), language)),
        (document.notice.received, say(msg("Notice"), language)),
        (document.case.deadline, say(msg("Deadline"), language)),
    ]
    return [{"time": _moment(moment), "what": what} for moment, what in marks if moment]


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _label(value: str) -> str:
    return short(str(clean(value)), 32) or "-"


def _other(language: str) -> str:
    return say(msg("Other"), language)
