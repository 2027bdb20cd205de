"""Log objects in S3: finding them by the date in their key, and sealing many of them within limits."""

from __future__ import annotations

from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from abusedesk.errors import Denied, Refused
from abusedesk.model import Gap

from ._together import together
from ._unit import OUTCOMES, gap, of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.aws.read import Reader
    from abusedesk.model import Evidence, Scope

LIST = "s3:ListObjectsV2=s3:ListBucket"
GET = "s3:GetObject"

PLAIN_DAYS = "%Y/%m/%d/"
HIVE_DAYS = "year=%Y/month=%m/day=%d/"

_HOPELESS = 10  # objects refused, and none read, before the rest are not asked for


class Found(NamedTuple):
    """One object that a listing showed; size in bytes."""

    bucket: str
    key: str
    size: int

    @property
    def address(self) -> str:
        """s3://bucket/key."""
        return f"s3://{self.bucket}/{self.key}"


class Limits(NamedTuple):
    """How much one run may fetch: objects, bytes in all, bytes of one object."""

    objects: int
    total: int
    one: int


class Sealing(NamedTuple):
    """What the objects are: whose evidence, of which kind, in which log format (None: unknown)."""

    collector: str
    kind: str
    format: str | None
    limits: Limits


def dated(aws: Reader, bucket: str, folder: str, days: str, scope: Scope) -> Iterator[Found]:
    """
    The objects below folder whose date folders lie in scope, a day before and a day after included.

    days is how folder's next levels write a date, PLAIN_DAYS or HIVE_DAYS. Lists from the first day on and
    stops after the last: what lies outside costs nothing. Raises Denied, Absent, Throttled, Unreachable.
    """
    first = (scope.since - timedelta(days=1)).strftime(days)
    last = (scope.until + timedelta(days=1)).strftime(days)
    # StartAfter leaves out the key that it names; no object is called by a bare day folder's name.
    for page in aws.pages("s3:ListObjectsV2", Bucket=bucket, Prefix=folder, StartAfter=folder + first):
        for item in page.data.get("Contents", []):
            day = item["Key"][len(folder) :][: len(last)]
            if day > last:
                return
            if item["Size"] and day >= first:
                yield Found(bucket, item["Key"], item["Size"])


def folders(aws: Reader, bucket: str, prefix: str) -> list[str]:
    """The folders right below prefix, each ending in "/". Raises as dated() does."""
    pages = aws.pages("s3:ListObjectsV2", Bucket=bucket, Prefix=prefix, Delimiter="/")
    return [each["Prefix"] for page in pages for each in page.data.get("CommonPrefixes", [])]


def fetched(aws: Reader, scope: Scope, found: Sequence[Found], sealing: Sealing) -> Iterator[Evidence | Gap]:
    """
    Each object sealed, as evidence; a Gap for those beyond the limits, and for those not given.

    Where there are more than the limits allow, the last of found are fetched: callers put the newest last.
    """
    wanted, left = _within(found, sealing.limits)
    if left:
        oldest = f", the oldest; read from {wanted[0].key.rpartition('/')[2]} on" if wanted else ""
        yield Gap("truncated", f"{left} of {len(found)} objects are beyond our limits{oldest}")
    yield from together(_Fetch(aws, scope, sealing), wanted)


def _within(found: Sequence[Found], limits: Limits) -> tuple[list[Found], int]:
    wanted: list[Found] = []
    total = 0
    for each in reversed(found):
        if len(wanted) >= limits.objects or total + each.size > limits.total:
            break
        if each.size <= limits.one:
            wanted.append(each)
            total += each.size
    wanted.reverse()
    return wanted, len(found) - len(wanted)


class _Fetch:
    """Fetches one object after the other; gives up when AWS refuses all of them."""

    def __init__(self, aws: Reader, scope: Scope, sealing: Sealing) -> None:
        self._aws = aws
        self._scope = scope
        self._sealing = sealing
        self._lock = Lock()
        self._read = 0
        self._refused = 0

    def __call__(self, found: Found) -> Iterator[Evidence | Gap]:
        if self._refused >= _HOPELESS and not self._read:
            return
        sealing = self._sealing
        try:
            page = self._aws.object(found.bucket, found.key, limit=sealing.limits.one)
        except OUTCOMES as why:
            with self._lock:
                self._refused += isinstance(why, Denied)
            yield gap(why, found.address)
            return
        except Refused as why:
            yield Gap("truncated", str(why))
            return
        with self._lock:
            self._read += 1
        yield of(
            page,
            collector=sealing.collector,
            kind=sealing.kind,
            key=found.address,
            scope=self._scope,
            data={"format": sealing.format, "size": page.data["ContentLength"]},
        )
