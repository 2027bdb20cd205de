"""Events that belong together, as one finding."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from abusedesk.model import Finding

from ._field import column
from ._literal import literal
from ._resources import identifiers, named_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from abusedesk.lake import Lake
    from abusedesk.model import Event

    from ._rule import Analytic, Rule

MOST_EVENTS = 10_000  # ids in a finding; the JSON contract's number
_MOST_RECORDS = 500  # lines opened for the resources they name: the same call names the same kinds
_HOSTS = "syslog"
_FLOWS = "vpc_flow"
_MOST_NAMES = 200  # actors, addresses or resources in a finding: what nobody reads is left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The events of one finding; first and last are aware UTC, events at most MOST_EVENTS ids in order."""

    key: tuple[str, ...]
    count: int
    first: datetime | None
    last: datetime | None
    events: tuple[str, ...]
    outcome: Literal["success", "failure", "mixed"]
    actors: tuple[str, ...]
    credentials: tuple[str, ...]
    ips: tuple[str, ...]
    resources: tuple[str, ...]
    account: str
    regions: tuple[str, ...]
    source: str


def finding(unit: Rule | Analytic, group: Group, **changes: Any) -> Finding:
    """What unit says of group; changes are fields of the Finding that differ from the unit's own."""
    named = "|".join([unit.id, group.source, *group.key, *group.events[:1]])
    made = Finding(
        id="f-" + hashlib.sha256(named.encode(errors="replace")).hexdigest()[:16],
        rule=unit.id,
        title=unit.title,
        severity=unit.severity,
        techniques=unit.techniques,
        tactics=unit.tactics,
        outcome=group.outcome,
        actors=group.actors,
        credentials=group.credentials,
        ips=group.ips,
        resources=group.resources,
        account=group.account,
        regions=group.regions,
        first=group.first,
        last=group.last,
        count=group.count,
        events=group.events,
        events_cut=group.count > len(group.events),
        source=group.source,
    )
    return replace(made, **changes)


def groups(lake: Lake, sql: str, ips: Sequence[str] = ("src_ip",), **values: object) -> list[Group]:
    """
    The groups of a query that gives the columns of `events` and grp, a list of texts.

    values are bound in sql.
    """
    seen = ", ".join(f"list(distinct {column(name)})" for name in ips)
    nth = 'row_number() over (partition by grp order by "time" nulls last, id, source)'
    order = 'order by "time" nulls last, id, source'
    rows = lake.ask(
        f"""
        select grp, count(*), min("time"), max("time"),
            list(id {order}) filter (nth <= {MOST_EVENTS}),
            list(distinct outcome), list(distinct coalesce(actor, "user")), list(distinct credential),
            list(distinct account), list(distinct region), list(distinct target), min(source),
            list(record {order}) filter (nth <= {_MOST_RECORDS} and source = {literal("cloudtrail")}),
            list(distinct json_extract_string(record, '$."interface-id"'))
                filter (source = {literal(_FLOWS)}),
            {seen}
        from (select *, {nth} as nth from ({sql})) group by grp
        """,
        **values,
    )
    return [_group(row) for row in rows]


def of_events(events: Sequence[Event], key: Sequence[str | None]) -> Group:
    """The group of these events (at least one)."""
    ordered = sorted(events, key=lambda event: (event.time is None, event.time, event.id))
    times = [event.time for event in ordered if event.time is not None]
    records = [event.record for event in ordered if event.source == "cloudtrail"]
    return Group(
        key=tuple(part or "" for part in key),
        count=len(ordered),
        first=times[0] if times else None,
        last=times[-1] if times else None,
        events=tuple(event.id for event in ordered[:MOST_EVENTS]),
        outcome=_outcome({event.outcome for event in ordered}),
        actors=_distinct(event.actor or event.user for event in ordered),
        credentials=_distinct(event.credential for event in ordered),
        ips=_distinct(event.src_ip for event in ordered),
        resources=_resources(ordered[0].source, records, [event.target for event in ordered]),
        account=next((event.account for event in ordered if event.account), ""),
        regions=_distinct(event.region for event in ordered),
        source=ordered[0].source,
    )


def _group(row: tuple[Any, ...]) -> Group:
    (key, count, first, last, events, outcomes, actors, credentials, accounts, regions, targets, source) = (
        row[:12]
    )
    return Group(
        key=tuple(key or ()),
        count=count,
        first=first,
        last=last,
        events=tuple(events or ()),
        outcome=_outcome(set(outcomes or ())),
        actors=_distinct(actors or ()),
        credentials=_distinct(credentials or ()),
        ips=_distinct(address for seen in row[14:] for address in seen or ()),
        # A flow's target is the instance where the log has it; the interface stays the log's own name.
        resources=_resources(source, row[12] or (), [*(targets or ()), *(row[13] or ())]),
        account=next(iter(_distinct(accounts or ())), ""),
        regions=_distinct(regions or ()),
        source=source,
    )


def _outcome(seen: set[str | None]) -> Literal["success", "failure", "mixed"]:
    known = seen & {"success", "failure"}
    if known == {"failure"}:
        return "failure"
    return "mixed" if len(known) > 1 else "success"


def _distinct(names: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({name for name in names if name})[:_MOST_NAMES])


def _resources(source: str, records: Iterable[str], targets: Iterable[str | None]) -> tuple[str, ...]:
    # Events name several targets with commas between; a host's log has the host, by its own name.
    found = {name for record in records for name in named_in(record)}
    for target in targets:
        if target and source == _HOSTS:
            found.add(target)
        elif target:
            found.update(name for part in target.split(",") for name in identifiers(part))
    return tuple(sorted(found)[:_MOST_NAMES])
