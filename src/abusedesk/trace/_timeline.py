"""The story in a page: what happened, line by line, in order of time."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from abusedesk.model import Severity, TimelineEntry
from abusedesk.translate import text

from ._cost import abused_regions
from ._dig import things
from ._grave import is_read
from ._say import listed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from abusedesk.model import Cost

    from ._deed import Deed
    from ._story import Story

_LINES = 60
_CITED = 50


def timeline(story: Story, spent: Cost) -> tuple[TimelineEntry, ...]:
    """At most sixty lines; where there are more, the intruder's smaller changes are left out first."""
    first = [
        *_notice(story),
        *_ways_in(story),
        *_hosts(story),
        *_holders(story),
        *_alarms(story),
        *_bill(spent, story),
    ]
    second = [*_looking(story), *_changes(story)]
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


def _ways_in(story: Story) -> Iterator[TimelineEntry]:
    """The first deed of each identity at each address."""
    seen: set[tuple[str, str]] = set()
    for deed in story.deeds:
        place = (deed.event.credential if deed.party.key else deed.who, deed.event.src_ip)
        named = (place[0] or "", place[1] or "")
        sign_in = deed.action == "signin:ConsoleLogin"
        if named in seen and not sign_in:
            continue
        seen.add(named)
        values = {"who": deed.who, "ip": deed.event.src_ip or "", "call": deed.action}
        if sign_in and deed.ok:
            what = text("The intruder signs in to the console as {who} from {ip}.", **values)
        elif sign_in:
            what = text("The intruder fails to sign in to the console as {who} from {ip}.", **values)
        elif deed.party.key:
            what = text(
                "First call of the intruder with key {key} of {who} from {ip}: {call}.",
                key=deed.party.key,
                **values,
            )
        else:
            what = text("First call of the intruder as {who} from {ip}: {call}.", **values)
        yield _line(what, [deed])


def _line(what: object, deeds: list[Deed]) -> TimelineEntry:
    return TimelineEntry(
        time=deeds[0].time,
        what=what,  # type: ignore[arg-type]  # a Text
        actor=deeds[0].who,
        region=deeds[0].event.region or "",
        evidence=tuple(deed.event.id for deed in deeds[:_CITED]),
    )


def _looking(story: Story) -> Iterator[TimelineEntry]:
    parties: dict[tuple[str, str], list[Deed]] = defaultdict(list)
    for deed in story.deeds:
        if is_read(deed.action):
            parties[deed.who, deed.event.src_ip or ""].append(deed)
    for (who, ip), deeds in parties.items():
        what = text(
            "The intruder looks around as {who} from {ip}: {count} calls in {regions} regions, "
            "{refused} refused.",
            who=who,
            ip=ip,
            count=len(deeds),
            regions=len({deed.event.region for deed in deeds}),
            refused=sum(not deed.ok for deed in deeds),
        )
        yield _line(what, deeds)


def _changes(story: Story) -> Iterator[TimelineEntry]:
    """What he changed, the same call by the same identity in a region in one line."""
    groups: dict[tuple[str, str, str, bool], list[Deed]] = defaultdict(list)
    for deed in story.deeds:
        if not is_read(deed.action) and deed.action != "signin:ConsoleLogin":
            groups[deed.action, deed.event.region or "", deed.who, deed.ok].append(deed)
    for (call, region, who, ok), deeds in groups.items():
        names = [name.rpartition("/")[2] for deed in deeds for name, _, _ in things(deed)]
        values = {"call": call, "region": region, "who": who, "count": len(deeds), "names": listed(names)}
        if not ok:
            what = text("{who}: {call} in {region} is refused {count} times.", **values)
        elif names:
            what = text(
                "{who}: {call} in {region}, {total} things: {names}.", total=len(set(names)), **values
            )
        else:
            what = text("{who}: {call} in {region}, {count} times.", **values)
        yield _line(what, deeds)


def _hosts(story: Story) -> Iterator[TimelineEntry]:
    for fall in story.breakins:
        values = {"host": fall.instance or fall.host, "user": fall.first.user, "ip": fall.first.ip}
        what = text("The guessing of passwords that leads to the break-in begins on {host}.", **values)
        yield TimelineEntry(time=fall.begun, what=what, actor=fall.first.ip)
        what = text(
            "Break-in: log-in as {user} on {host} from {ip} after {count} guesses.",
            count=fall.guesses,
            **values,
        )
        yield TimelineEntry(
            time=fall.first.time, what=what, actor=fall.first.ip, evidence=(fall.first.event,)
        )
        for login in fall.later[:5]:
            what = text("The intruder logs in again on {host} from {ip}.", host=values["host"], ip=login.ip)
            yield TimelineEntry(time=login.time, what=what, actor=login.ip, evidence=(login.event,))
    for scan in story.scans[:10]:
        what = text(
            "{instance} begins to call on port {port} of many hosts, {count} in all.",
            instance=scan.instance,
            port=scan.port,
            count=scan.targets,
        )
        yield TimelineEntry(time=scan.first, what=what, actor=scan.instance, evidence=scan.events)


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
        yield _line(text("{instance} is launched by {who}.", instance=instance, who=deed.who), [deed])


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


def _bill(spent: Cost, story: Story) -> Iterator[TimelineEntry]:
    regions = abused_regions(story)
    rows = [row for row in spent.by_region_service if row.region in regions]
    for row in rows[:8]:
        if row.since:
            yield TimelineEntry(
                time=story.dossier.now.fromisoformat(f"{row.since}T00:00:00+00:00"),
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
