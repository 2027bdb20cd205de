"""Which trails record this region, whether they do so now, and when they were stopped and started."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.collect._unit import OUTCOMES, Collector, gap, of
from abusedesk.model import stamp
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from abusedesk.aws.read import Reader
    from abusedesk.model import Evidence, Gap, Scope

_ID = "cloudtrail_trails"
_SWITCHES = ("StopLogging", "StartLogging")
_KEPT = timedelta(days=90)


def collect(aws: Reader, scope: Scope, _earlier: Sequence[Evidence]) -> Iterator[Evidence | Gap]:
    """
    One Evidence per trail that covers this region, home trails and shadows of others.

    With IsLogging and the times of GetTrailStatus. In a trail's own region also with its event selectors,
    and the StopLogging and StartLogging calls of scope as evidence whose data has their times: between
    them nothing was delivered.
    """
    at_home = False
    page = aws.one("cloudtrail:DescribeTrails", includeShadowTrails=True)
    for trail in page.data.get("trailList", []):
        home = trail.get("HomeRegion") == scope.region
        at_home = at_home or home
        told: dict[str, Any] = {}
        yield from _asked(aws, "cloudtrail:GetTrailStatus", told, Name=trail["TrailARN"])
        if home:
            yield from _asked(aws, "cloudtrail:GetEventSelectors", told, TrailName=trail["TrailARN"])
        data = {**told, **trail}
        yield of(page, collector=_ID, kind="cloudtrail.trail", key=trail["TrailARN"], scope=scope, data=data)
    if at_home:
        yield from _switches(aws, scope)


def _asked(aws: Reader, call: str, told: dict[str, Any], **parameters: Any) -> Iterator[Gap]:
    try:
        told.update(aws.one(call, **parameters).data)
    except OUTCOMES as why:
        yield gap(why)


def _switches(aws: Reader, scope: Scope) -> Iterator[Evidence | Gap]:
    times = {"StartTime": max(scope.since, scope.until - _KEPT), "EndTime": scope.until}
    for name in _SWITCHES:
        attributes = [{"AttributeKey": "EventName", "AttributeValue": name}]
        try:
            page = aws.one("cloudtrail:LookupEvents", LookupAttributes=attributes, **times)
        except OUTCOMES as why:
            yield gap(why)
            continue
        events: list[Mapping[str, Any]] = page.data.get("Events", [])
        if events:
            key = f"lookup/{scope.region}/{name}/1"
            data = {
                "format": "cloudtrail",
                "count": len(events),
                "event_name": name,
                "times": [stamp(each["EventTime"]) for each in events],
            }
            yield of(page, collector=_ID, kind="log.cloudtrail_lookup", key=key, scope=scope, data=data)


COLLECTOR = Collector(
    id="cloudtrail_trails",
    title=msg("CloudTrail trails"),
    regional=True,
    reads=(
        "cloudtrail:DescribeTrails",
        "cloudtrail:GetEventSelectors",
        "cloudtrail:GetTrailStatus",
        "cloudtrail:LookupEvents",
    ),
    source="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html",
    collect=collect,
)
