"""What a trail delivered to S3: the fastest way to many events, and the only one beyond 90 days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.collect._objects import (
    GET,
    LIST,
    PLAIN_DAYS,
    Found,
    Limits,
    Sealing,
    dated,
    fetched,
    folders,
)
from abusedesk.collect._trails import Place, places
from abusedesk.collect._unit import OUTCOMES, Collector, gap
from abusedesk.model import Gap
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.aws.read import Reader
    from abusedesk.model import Evidence, Scope

# For one region; a busy one writes some 300 objects a day. Bytes are of the compressed objects.
LIMITS = Limits(objects=50_000, total=4 << 30, one=256 << 20)


def collect(aws: Reader, scope: Scope, earlier: Sequence[Evidence]) -> Iterator[Evidence | Gap]:
    """
    One Evidence per object that a trail delivered for this region within scope, its bytes sealed.

    A trail that shadows in many regions is read region by region, each of its objects once.
    """
    found: list[Found] = []
    where = places(earlier, scope.region)
    if not where:
        yield Gap("empty", "no trail delivers this region's events to S3")
    for place in where:
        try:
            for folder in _folders(aws, place, scope.account):
                found.extend(dated(aws, place.bucket, f"{folder}{scope.region}/", PLAIN_DAYS, scope))
        except OUTCOMES as why:
            yield gap(why, f"s3://{place.bucket}")
    found.sort(key=lambda each: each.key.rpartition("/")[2])
    sealing = Sealing("cloudtrail_objects", "log.cloudtrail_object", "cloudtrail", LIMITS)
    yield from fetched(aws, scope, found, sealing)


def _folders(aws: Reader, place: Place, account: str) -> list[str]:
    base = f"{place.prefix}AWSLogs/"
    owners = [base]
    if place.organization:
        # An organization's trail puts the organization's id before the account's, and only AWS knows it.
        owners += [each for each in folders(aws, place.bucket, base) if each.startswith(base + "o-")]
    return [f"{owner}{account}/CloudTrail/" for owner in owners]


COLLECTOR = Collector(
    id="cloudtrail_objects",
    title=msg("CloudTrail log objects in S3"),
    regional=True,
    reads=(GET, LIST),
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html",
    collect=collect,
    after=("cloudtrail_trails",),
)
