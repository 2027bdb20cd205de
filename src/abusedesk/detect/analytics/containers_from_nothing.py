"""Containers started where the caller never ran any, or all at once from a cluster just made."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.detect._calls import by_actor, member, since, successful
from abusedesk.detect._rule import Analytic
from abusedesk.model import Severity
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.lake import Lake
    from abusedesk.model import Event, Finding

    Call = tuple[Event, dict[str, Any]]

_SET_UP = ("CreateCluster", "RegisterTaskDefinition")
_STARTED = ("CreateService", "RunTask", "UpdateService")
_HOUR = timedelta(hours=1)
_MANY = 10  # tasks; RunTask starts no more in one call
_SEVERAL = 3  # regions


def find(lake: Lake) -> list[Finding]:
    """
    One finding for each credential.

    High: cluster, task definition and ten tasks within an hour, or all that in three regions; for
    a role only in three regions, since pipelines work with roles. Medium: a user's credential that
    does it once with fewer tasks, or starts ten in a region where it never used containers.
    """
    callers: defaultdict[tuple[str | None, str | None], list[Call]] = defaultdict(list)
    for event, record in successful(lake, *_SET_UP, *_STARTED):
        if event.time is not None and (event.action or "").startswith("ecs:"):
            callers[event.principal, event.credential].append((event, record))
    return by_actor(ANALYTIC, (one for calls in callers.values() for one in _judged(calls)))


def _judged(calls: Sequence[Call]) -> Iterator[tuple[Event, Severity]]:
    # calls are one credential's, in order of time.
    from_nothing: dict[str, list[Event]] = {}
    many: dict[str, list[Event]] = {}
    for event, record in calls:
        if record.get("eventName") in _STARTED:
            before = _earlier(event, calls)
            set_up = [other for other, _ in before if since(other, event) <= _HOUR]
            if len({other.action for other in set_up} & {f"ecs:{name}" for name in _SET_UP}) == len(_SET_UP):
                from_nothing.setdefault(event.region or "", []).extend([*set_up, event])
            if _tasks(record) >= _MANY and all(since(other, event) <= _HOUR for other, _ in before):
                many.setdefault(event.region or "", []).append(event)
    of_user = any(member(record, "userIdentity", "type") in {"IAMUser", "Root"} for _, record in calls)
    if len(from_nothing) < _SEVERAL and not of_user:
        return
    worst = len(from_nothing) >= _SEVERAL or bool(from_nothing.keys() & many.keys())
    events = [event for one in (*from_nothing.values(), *many.values()) for event in one]
    for event in {event.id: event for event in events}.values():
        yield event, Severity.HIGH if worst else Severity.MEDIUM


def _earlier(event: Event, calls: Sequence[Call]) -> list[Call]:
    return [
        (other, record)
        for other, record in calls
        if other is not event and other.region == event.region and since(other, event) >= timedelta(0)
    ]


def _tasks(record: dict[str, Any]) -> int:
    asked = (member(record, "requestParameters", name) for name in ("desiredCount", "count"))
    return max((one for one in asked if type(one) is int), default=0)


ANALYTIC = Analytic(
    id="containers_from_nothing",
    title=msg("Containers started from a cluster just made, or in a region new to the caller"),
    severity=Severity.HIGH,
    techniques=("T1496.001", "T1610"),
    tactics=("impact", "execution"),
    means=msg(
        "Where instances are watched or limited, miners start containers: cluster, description and many "
        "tasks within minutes."
    ),
    harmless=msg("A first try with containers, or the move of a service to another region: ask the caller."),
    source="https://attack.mitre.org/techniques/T1610/",
    find=find,
)
