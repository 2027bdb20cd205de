"""Going through a bucket for logs without listing what others read, or what is no log."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from abusedesk.model import Gap

from ._log_names import looks_like_log
from ._objects import HIVE_DAYS, PLAIN_DAYS, Found, dated, folders

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from abusedesk.aws.read import Reader
    from abusedesk.model import Scope

MAX_KEYS = 50_000  # listed in one bucket, beside those that AWS's services deliver

_DELIVERED = "AWSLogs/"  # where AWS's own services write, below whatever prefix they were given
_EARLY = timedelta(days=2)  # a file that was last written before scope by this much holds nothing of it

# The folder that a service writes to -> its log format; None: to be found out. Others are no logs.
_SERVICES = {
    "CloudTrail": "cloudtrail",
    "vpcflowlogs": "vpc_flow",
    "aws-service=vpcflowlogs": "vpc_flow",
    "elasticloadbalancing": None,
}


class Log(NamedTuple):
    """An object to be fetched, and its log format where its place tells that."""

    found: Found
    format: str | None


class Known(NamedTuple):
    """What other collectors read: trails' (bucket, "PREFIX/AWSLogs/"), and single objects' addresses."""

    trails: frozenset[tuple[str, str]]
    addresses: frozenset[str]


def logs_in(aws: Reader, scope: Scope, bucket: str, known: Known) -> Iterator[Log | Gap]:
    """
    The objects in bucket that look like logs and were written in scope, oldest name first.

    Raises Denied, Absent, Throttled, Unreachable.
    """
    listed = 0
    after = ""
    while True:
        base = ""
        for page in aws.pages("s3:ListObjectsV2", Bucket=bucket, StartAfter=after):
            for item in page.data.get("Contents", []):
                base = _delivered_below(item["Key"])
                if base:
                    break
                listed += 1
                if _wanted(item, scope):
                    yield Log(Found(bucket, item["Key"], item["Size"]), None)
            if base:
                break
            if listed >= MAX_KEYS:
                yield Gap("truncated", f"listed {listed} keys, and no more\ns3://{bucket}")
                return
        if not base:
            return
        yield from _delivered(aws, scope, bucket, base, known)
        after = base + "~"  # beyond every account id and organization id


def _wanted(item: Mapping[str, Any], scope: Scope) -> bool:
    written = item.get("LastModified")
    recent = written is None or written >= scope.since - _EARLY
    return bool(item["Size"]) and recent and looks_like_log(item["Key"])


def _delivered_below(key: str) -> str:
    before, found, _ = key.partition(_DELIVERED)
    return before + found if found and (not before or before.endswith("/")) else ""


def _delivered(aws: Reader, scope: Scope, bucket: str, base: str, known: Known) -> Iterator[Log]:
    for owner in _owners(aws, scope, bucket, base):
        for service in folders(aws, bucket, owner):
            name = service.removeprefix(owner).rstrip("/")
            if name not in _SERVICES or (name == "CloudTrail" and (bucket, base) in known.trails):
                continue
            days = HIVE_DAYS if name.startswith("aws-service=") else PLAIN_DAYS
            for region in folders(aws, bucket, service):
                for found in dated(aws, bucket, region, days, scope):
                    if found.address not in known.addresses:
                        yield Log(found, _SERVICES[name])


def _owners(aws: Reader, scope: Scope, bucket: str, base: str) -> list[str]:
    mine = (f"{scope.account}/", f"aws-account-id={scope.account}/")
    owners = []
    for each in folders(aws, bucket, base):
        name = each.removeprefix(base)
        if name in mine:
            owners.append(each)
        elif name.startswith("o-"):
            owners.append(f"{each}{scope.account}/")
    return owners
