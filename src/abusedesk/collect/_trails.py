"""What is known of trails: where they deliver, and what they leave out."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from ._unit import things

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from abusedesk.model import Evidence

Span = tuple[datetime, datetime]

# CloudTrail delivers within about 15 minutes, "on average 5":
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html
OVERLAP = timedelta(minutes=30)

_STAMP = re.compile(r"_CloudTrail_[a-z0-9-]+_(\d{8}T\d{4}Z)_[^/]*$")


class Place(NamedTuple):
    """Where a trail delivers; prefix is "" or ends in "/"."""

    bucket: str
    prefix: str
    organization: bool


def covering(earlier: Sequence[Evidence], region: str) -> list[Mapping[str, Any]]:
    """The trails that record region, each once, by what any region was told of them."""
    trails: dict[str, dict[str, Any]] = {}
    for one in things(earlier, "cloudtrail.trail"):
        if one.region == region or one.data.get("IsMultiRegionTrail"):
            # The home region alone is told the event selectors; they hold wherever the trail does.
            trails.setdefault(one.key, {}).update(one.data)
    return list(trails.values())


def places(earlier: Sequence[Evidence], region: str) -> list[Place]:
    """Where the events of region are delivered, each place once."""
    found: dict[Place, None] = {}
    for trail in covering(earlier, region):
        if trail.get("S3BucketName"):
            prefix = str(trail.get("S3KeyPrefix") or "").strip("/")
            organization = bool(trail.get("IsOrganizationTrail"))
            found[Place(trail["S3BucketName"], f"{prefix}/" if prefix else "", organization)] = None
    return list(found)


def records_all(trail: Mapping[str, Any]) -> bool:
    """Whether trail records every management event, by its selectors; without any it does."""
    simple = trail.get("EventSelectors") or []
    advanced = trail.get("AdvancedEventSelectors") or []
    if not simple and not advanced:
        return True
    return any(
        each.get("IncludeManagementEvents", True) and each.get("ReadWriteType", "All") == "All"
        for each in simple
    ) or any(_only_management(each.get("FieldSelectors", [])) for each in advanced)


def delivered(earlier: Sequence[Evidence], region: str) -> list[datetime]:
    """
    When the objects of region that we hold were delivered, aware UTC to the minute, sorted.

    Only those of trails that record every management event: the others leave holes.
    """
    buckets = {trail.get("S3BucketName") for trail in covering(earlier, region) if records_all(trail)}
    found = []
    for one in things(earlier, "log.cloudtrail_object", region):
        stamp = _STAMP.search(one.key)
        if stamp and one.key.removeprefix("s3://").partition("/")[0] in buckets:
            found.append(datetime.strptime(stamp[1], "%Y%m%dT%H%MZ").replace(tzinfo=UTC))
    return sorted(found)


def stopped(earlier: Sequence[Evidence], end: datetime) -> list[Span]:
    """From each StopLogging to the next StartLogging, or to end, as far as earlier shows them."""
    switches: dict[str, list[datetime]] = {"StopLogging": [], "StartLogging": []}
    for one in things(earlier, "log.cloudtrail_lookup"):
        if one.data.get("event_name") in switches:
            times = (datetime.fromisoformat(each) for each in one.data.get("times", []))
            switches[one.data["event_name"]].extend(times)
    return [
        (off, min((on for on in switches["StartLogging"] if on > off), default=end))
        for off in sorted(switches["StopLogging"])
    ]


def missing(start: datetime, end: datetime, brought: Sequence[datetime], off: Iterable[Span]) -> list[Span]:
    """
    The spans within start to end that delivery does not cover, in order and apart from each other.

    brought is when objects were delivered, sorted; off are spans without delivery. Before the first
    object, after the last and in each of off is missing, with OVERLAP at every edge.
    """
    if not brought:
        return [(start, end)]
    spans = [(brought[-1], end), *off]
    if brought[0] > start:
        spans.append((start, brought[0]))
    merged: list[Span] = []
    for first, last in sorted((max(a - OVERLAP, start), min(b + OVERLAP, end)) for a, b in spans):
        if first >= last:
            continue
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _only_management(fields: Sequence[Mapping[str, Any]]) -> bool:
    return (
        len(fields) == 1
        and fields[0].get("Field") == "eventCategory"
        and fields[0].get("Equals") == ["Management"]
    )
