"""Log objects that a person named as s3://bucket/prefix."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from abusedesk.errors import Absent, BadInput
from abusedesk.model import Gap
from abusedesk.translate import msg

from ._objects import GET, LIST, Found, Limits, Sealing, fetched
from ._unit import OUTCOMES, Collector, gap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.aws.read import Reader
    from abusedesk.model import Evidence, Scope

LIMITS = Limits(objects=100_000, total=20 << 30, one=4 << 30)

_ID = "named_logs"


def named_logs(places: Sequence[str]) -> Collector:
    """
    A collector of the objects at places, each "s3://bucket" with or without a prefix; nothing else.

    Raises:
        BadInput: a place names no bucket.
    """
    for place in places:
        if not place.startswith("s3://") or not _split(place)[0]:
            raise BadInput(f"{place}: expected s3://bucket/prefix")
    return Collector(
        id=_ID,
        title=msg("Logs named by a person"),
        regional=False,
        reads=(GET, LIST),
        source="https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html",
        collect=partial(_collect, tuple(places)),
    )


def _collect(
    places: Sequence[str], aws: Reader, scope: Scope, earlier: Sequence[Evidence]
) -> Iterator[Evidence | Gap]:
    """One Evidence per object that no other collector has read."""
    known = {one.key for one in earlier}
    for place in places:
        try:
            found = [one for one in _listed(aws, place) if one.address not in known]
        except Absent as why:
            # A person says that it is there: that it is not is a failure, and no empty bucket.
            yield Gap("failed", f"{why}\n{place}")
            continue
        except OUTCOMES as why:
            yield gap(why, place)
            continue
        known.update(one.address for one in found)
        yield from fetched(aws, scope, found, Sealing(_ID, "log.object", None, LIMITS))


def _listed(aws: Reader, place: str) -> Iterator[Found]:
    bucket, prefix = _split(place)
    for page in aws.pages("s3:ListObjectsV2", Bucket=bucket, Prefix=prefix):
        for item in page.data.get("Contents", []):
            if item["Size"]:
                yield Found(bucket, item["Key"], item["Size"])


def _split(place: str) -> tuple[str, str]:
    bucket, _, prefix = place.removeprefix("s3://").partition("/")
    return bucket, prefix
