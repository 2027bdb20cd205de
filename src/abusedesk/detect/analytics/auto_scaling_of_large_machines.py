"""An Auto Scaling group made to start large machines, or very many."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.detect._calls import by_actor, member, since, successful
from abusedesk.detect._machines import is_large, types_in
from abusedesk.detect._rule import Analytic
from abusedesk.model import Severity
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.lake import Lake
    from abusedesk.model import Event, Finding

    Call = tuple[Event, dict[str, Any]]

_DESCRIBED = ("CreateLaunchTemplate", "CreateLaunchTemplateVersion", "CreateLaunchConfiguration")
_SCALED = ("CreateAutoScalingGroup", "UpdateAutoScalingGroup", "SetDesiredCapacity")
_HOUR = timedelta(hours=1)  # between the description of the machines and the group
_HABIT = timedelta(days=1)  # what the caller did longer ago is how he works
_MANY = 20  # machines


def find(lake: Lake) -> list[Finding]:
    """
    One finding for each credential; high where it did so in several regions, else medium.

    Groups count whose machines the same credential described as large within the hour before, or
    that name large ones themselves; or, by a user's own credential, twenty machines at once from
    one who never asked for half as many.
    """
    callers: defaultdict[tuple[str | None, str | None], list[Call]] = defaultdict(list)
    for event, record in successful(lake, *_DESCRIBED, *_SCALED):
        if event.time is not None:
            callers[event.principal, event.credential].append((event, record))
    return by_actor(ANALYTIC, (one for calls in callers.values() for one in _judged(calls)))


def _judged(calls: Sequence[Call]) -> Iterator[tuple[Event, Severity]]:
    # calls are one credential's, in order of time.
    told = [told for call in calls if (told := _with_descriptions(call, calls))]
    regions = {event.region for events in told for event in events}
    severity = Severity.HIGH if len(regions) > 1 else Severity.MEDIUM
    for event in {event.id: event for events in told for event in events}.values():
        yield event, severity


def _with_descriptions(call: Call, calls: Sequence[Call]) -> list[Event]:
    event, record = call
    if record.get("eventName") not in _SCALED:
        return []
    described = [
        other
        for other, its in calls
        if its.get("eventName") in _DESCRIBED
        and other.region == event.region
        and timedelta(0) <= since(other, event) <= _HOUR
        and _large(its)
    ]
    if described or _large(record):
        return [*described, event]
    return [event] if _many(call, calls) else []


def _many(call: Call, calls: Sequence[Call]) -> bool:
    event, record = call
    asked = _capacity(record)
    before = [_capacity(its) for other, its in calls if since(other, event) > _HABIT]
    of_user = member(record, "userIdentity", "type") in {"IAMUser", "Root"}
    return of_user and asked >= _MANY and not any(2 * one >= asked for one in before)


def _large(record: dict[str, Any]) -> bool:
    return any(is_large(one) for one in types_in(record.get("requestParameters")))


def _capacity(record: dict[str, Any]) -> int:
    asked = (member(record, "requestParameters", name) for name in ("desiredCapacity", "minSize"))
    return max((one for one in asked if type(one) is int), default=0)


ANALYTIC = Analytic(
    id="auto_scaling_of_large_machines",
    title=msg("Auto Scaling group made for large or very many machines"),
    severity=Severity.HIGH,
    techniques=("T1496.001", "T1578.002"),
    tactics=("impact",),
    means=msg(
        "The group starts the machines in AWS's own name, and starts them again when they are stopped: "
        "miners use it so that ending instances does not help. Delete the group first."
    ),
    harmless=msg("A new computing job of the owner's own, or a busy day: ask the caller."),
    source="https://attack.mitre.org/techniques/T1496/001/",
    find=find,
)
