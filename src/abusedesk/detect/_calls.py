"""CloudTrail calls for analytics that look into them in Python."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ._columns import CALL
from ._finding import finding, of_events

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from abusedesk.lake import Lake
    from abusedesk.model import Event, Finding, Severity

    from ._rule import Analytic

# Whoever signs with one of these is a person or a key that a person made, and no program's role.
USERS = frozenset({"IAMUser", "Root", "FederatedUser"})

# Programs that write infrastructure as code. The name alone proves nothing, since whoever holds a
# stolen key can give it too: only with a role's session is it taken for a deployment.
_CODE = ("terraform", "pulumi", "aws-cdk")


def successful(lake: Lake, *calls: str) -> Iterator[tuple[Event, dict[str, Any]]]:
    """
    Each successful event of these calls with its record, but for AWS's own services and deployments.

    calls are eventNames.
    """
    where = f"source = 'cloudtrail' and outcome = 'success' and list_contains($calls, {CALL})"
    for event in lake.events(where, calls=[call.lower() for call in calls]):
        record = json.loads(event.record)
        who = member(record, "userIdentity")
        of_aws = member(who, "type") == "AWSService" or member(who, "invokedBy") is not None
        # The path is AWS's own: nobody else can make a role there, whatever its name.
        issuer = str(member(who, "sessionContext", "sessionIssuer", "arn"))
        of_aws = of_aws or ":role/aws-service-role/" in issuer
        agent = (event.user_agent or "").lower()
        deployment = member(who, "type") == "AssumedRole" and any(name in agent for name in _CODE)
        if not of_aws and not deployment:
            yield event, record


def since(earlier: Event, later: Event) -> timedelta:
    """The time from earlier to later: negative the other way round, and far so where one has no time."""
    if earlier.time is None or later.time is None:
        return timedelta.min
    return later.time - earlier.time


def member(value: Any, *path: str) -> Any:
    """What lies at path in value; None where anything on the way is absent or no object."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def listed(value: Any, *path: str) -> list[Any]:
    """What lies at path in value as a list: EC2 writes {"items": […]}, and one thing without a list."""
    found = member(value, *path)
    if isinstance(found, dict) and "items" in found:
        found = found["items"]
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


def members(value: Any) -> Iterator[tuple[str, Any]]:
    """Whatever lies in value, at any depth, with its name: "" for value itself and for parts of lists."""
    todo = [("", value)]
    while todo:
        name, one = todo.pop()
        yield name, one
        if isinstance(one, dict):
            todo += one.items()
        elif isinstance(one, list):
            todo += [("", each) for each in one]


def moment(text: Any) -> datetime | None:
    """The time that text is, aware UTC; UTC too where it has no zone. None where it is no time."""
    try:
        found = datetime.fromisoformat(str(text))
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def by_actor(unit: Analytic, judged: Iterable[tuple[Event, Severity]]) -> list[Finding]:
    """One finding for each principal and credential, as severe as the worst of its events."""
    events: defaultdict[tuple[str | None, str | None], list[tuple[Event, Severity]]] = defaultdict(list)
    for event, severity in judged:
        events[event.principal, event.credential].append((event, severity))
    return [
        finding(
            unit,
            of_events([event for event, _ in group], key),
            severity=max((severity for _, severity in group), key=lambda one: one.rank),
        )
        for key, group in events.items()
    ]
