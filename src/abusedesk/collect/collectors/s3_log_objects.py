"""Logs of hosts and programs that lie in S3, and those of AWS that no setting accounts for any more."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from abusedesk.collect._bucket_walk import Known, Log, logs_in
from abusedesk.collect._objects import GET, LIST, Limits, Sealing, fetched
from abusedesk.collect._together import together
from abusedesk.collect._trails import places
from abusedesk.collect._unit import OUTCOMES, Collector, gap, things
from abusedesk.model import Gap
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.aws.read import Reader
    from abusedesk.model import Evidence, Scope

# For one bucket.
LIMITS = Limits(objects=5_000, total=2 << 30, one=512 << 20)

_ID = "s3_log_objects"


def collect(aws: Reader, scope: Scope, earlier: Sequence[Evidence]) -> Iterator[Evidence | Gap]:
    """
    One Evidence per object that looks like a log and was written in scope, in every bucket.

    What the account's trails and flow logs deliver is left to the collectors of those; what a deleted
    trail or flow log left behind is read here.
    """
    known = _known(earlier)
    for page in aws.pages("s3:ListBuckets"):
        names = [each["Name"] for each in page.data.get("Buckets", [])]
        yield from together(partial(_bucket, aws, scope, known), names)


def _bucket(aws: Reader, scope: Scope, known: Known, name: str) -> Iterator[Evidence | Gap]:
    logs: list[Log] = []
    try:
        for one in logs_in(aws, scope, name, known):
            if isinstance(one, Gap):
                yield one
            else:
                logs.append(one)
    except OUTCOMES as why:
        yield gap(why, name)
    for form in dict.fromkeys(log.format for log in logs):
        found = [log.found for log in logs if log.format == form]
        yield from fetched(aws, scope, found, Sealing(_ID, "log.object", form, LIMITS))


def _known(earlier: Sequence[Evidence]) -> Known:
    trails = {
        (place.bucket, f"{place.prefix}AWSLogs/")
        for one in things(earlier, "cloudtrail.trail")
        for place in places(earlier, one.region)
    }
    return Known(frozenset(trails), frozenset(one.key for one in things(earlier, "log.flow_object")))


COLLECTOR = Collector(
    id="s3_log_objects",
    title=msg("Log objects in S3"),
    regional=False,
    reads=(GET, LIST, "s3:ListBuckets=s3:ListAllMyBuckets"),
    source="https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html",
    collect=collect,
    after=("cloudtrail_trails", "flow_log_objects"),
)
