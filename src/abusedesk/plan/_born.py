"""Since when a thing has existed, as AWS shows it: what is older than the break-in is not the intruder's."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.model import Affected, Dossier, Evidence, Trace

# A theft is noticed by its first use, so what was made a little before it may be his as well.
_SLACK = timedelta(hours=1)
_DATES = ("CreateDate", "CreationDate", "CreateTime", "StartTime", "LaunchTime")
_CALL = re.compile(r"\b[a-z][a-z0-9-]*:[A-Z]\w+")
_MAKING = {"AWS::IAM::User": "iam:CreateUser", "AWS::IAM::Role": "iam:CreateRole"}


def moment(value: object) -> datetime | None:
    """Value, ISO 8601, as aware UTC; None where it is no time."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if found is None:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def born(one: Evidence) -> datetime | None:
    """When the thing was made, or last started, aware UTC."""
    return next((found for name in _DATES if (found := moment(one.data.get(name)))), None)


def beginning(trace: Trace) -> datetime | None:
    """An hour before the first malicious use of anything, aware UTC."""
    uses = [cause.since for cause in trace.root_causes if cause.since is not None]
    uses = uses or [thing.time for thing in trace.affected if thing.time is not None]
    return min(uses) - _SLACK if uses else None


def sorted_out(dossier: Dossier, trace: Trace) -> Iterator[Affected]:
    """The affected things; one said to be made that is older than the break-in was only modified."""
    start, shown = beginning(trace), _shown(dossier, trace)
    for thing in trace.affected:
        existed = thing.how == "created" and _existed(thing, shown.get(thing.id), start, trace)
        yield replace(thing, how="modified") if existed else thing


def calls_on(thing: Affected, trace: Trace) -> frozenset[str]:
    """The API calls on a thing, such as "iam:CreateUser", as far as the timeline tells them."""
    events = set(thing.events)
    told = (entry.what.en for entry in trace.timeline if events & set(entry.evidence))
    return frozenset(call for what in told for call in _CALL.findall(what))


def _existed(thing: Affected, when: datetime | None, start: datetime | None, trace: Trace) -> bool:
    if when is not None:
        first = min((one for one in (start, thing.time) if one is not None), default=None)
        return first is not None and when < first
    making, calls = _MAKING.get(thing.type), calls_on(thing, trace)
    return making is not None and bool(calls) and making not in calls


def _shown(dossier: Dossier, trace: Trace) -> Mapping[str, datetime]:
    found = {user.arn: user.created for user in trace.inventory.users if user.created is not None}
    found |= {role.arn: role.created for role in trace.inventory.roles if role.created is not None}
    for one in dossier.evidence:
        if not one.kind.startswith(("log.", "iam.access_key", "iam.login_profile")):
            when = born(one)
            if when is not None:
                found[one.key] = when
    return found
