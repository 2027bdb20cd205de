"""The story in a page: what happened, line by line, in order of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.model import Severity, TimelineEntry
from abusedesk.translate import text

from ._cost import abused_regions, began
from ._mail import floods
from ._say import listed
from ._timeline_calls import calls_told, line, ways_in
from ._timeline_hosts import on_hosts
from ._timeline_web import on_sites

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from abusedesk.model import Cost

    from ._story import Story

_LINES = 60
_CITED = 50


def timeline(story: Story, spent: Cost) -> tuple[TimelineEntry, ...]:
    """At most sixty lines; where there are more, the intruder's smaller changes are left out first."""
    first = [
        *_notice(story),
        *ways_in(story),
        *on_hosts(story),
        *on_sites(story),
        *_holders(story),
        *_alarms(story),
        *_bill(spent, story),
        *_floods(story),
    ]
    second = [*calls_told(story)]
    room = max(0, _LINES - len(first))
    lines = [*first[:_LINES], *second[:room]]
    return tuple(sorted(lines, key=lambda line: (line.time, line.what.en)))


def _notice(story: Story) -> Iterator[TimelineEntry]:
    notice = story.dossier.notice
    if notice.received:
        yield TimelineEntry(time=notice.received, what=text("AWS sends its notice."), actor="AWS")
    if story.when:
        yield TimelineEntry(
            time=story.when[0], what=text("The activity that AWS reports begins."), actor="AWS"
        )


def _holders(story: Story) -> Iterator[TimelineEntry]:
    for ip, spans in story.holdings.items():
        for span in spans:
            for time, what in (
                (
                    span.since,
                    text("{ip} comes to this account ({holder}).", ip=ip, holder=span.holder or "?"),
                ),
                (span.until, text("{ip} leaves this account.", ip=ip)),
            ):
                if time is not None:
                    yield TimelineEntry(time=time, what=what, evidence=span.proof)
    for instance, deed in story.launched.items():
        yield line(text("{instance} is launched by {who}.", instance=instance, who=deed.who), [deed])


def _alarms(story: Story) -> Iterator[TimelineEntry]:
    loud = [
        finding
        for finding in story.dossier.findings
        if finding.guardduty_type
        and not finding.sample
        and finding.severity.rank >= Severity.MEDIUM.rank
        and finding.first
    ]
    for finding in sorted(loud, key=lambda finding: -finding.severity.rank)[:10]:
        time: datetime | None = finding.first
        if time is not None:
            yield TimelineEntry(
                time=time,
                what=text("GuardDuty: {title}", title=finding.title),
                actor=listed(finding.actors, 1),
                region=listed(finding.regions, 1),
                evidence=finding.events[:_CITED],
            )


def _floods(story: Story) -> Iterator[TimelineEntry]:
    """Mail that CloudTrail says nothing of, as SES counted it."""
    for flood in floods(story):
        what = text(
            "Far more mail than usual begins to go out of {region}: {sent} messages and {complaints} "
            "complaints from here on, where an hour had {usual} messages before.",
            region=flood.region,
            sent=flood.sent,
            complaints=flood.complaints,
            usual=flood.usual,
        )
        yield TimelineEntry(time=flood.since, what=what, region=flood.region, evidence=(flood.evidence,))


def _bill(spent: Cost, story: Story) -> Iterator[TimelineEntry]:
    regions = abused_regions(story)
    first = began(story)
    rows = [
        row
        for row in spent.by_region_service
        if row.region in regions and row.since and (first is None or row.since >= first.date().isoformat())
    ]
    for row in rows[:8]:
        if row.since:
            day = story.dossier.now.fromisoformat(f"{row.since}T00:00:00+00:00")
            deeds = [thing.time for thing in story.affected if thing.region == row.region and thing.time]
            yield TimelineEntry(
                time=max([day, *([first] if first else []), *([min(deeds)] if deeds else [])]),
                what=text(
                    "The cost of {service} in {region} rises from {usual} to {peak} USD a day.",
                    service=row.service,
                    region=row.region,
                    usual=f"{row.usual_per_day:.2f}",
                    peak=f"{row.peak_per_day:.2f}",
                ),
                region=row.region,
                evidence=tuple(
                    one.id
                    for one in story.dossier.things("ce.cost")
                    if one.data.get("region") == row.region and one.data.get("service") == row.service
                )[:_CITED],
            )
