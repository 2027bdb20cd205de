"""VPC flow logs, from where the flow log settings send them: S3 or CloudWatch Logs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from abusedesk.collect._objects import (
    GET,
    HIVE_DAYS,
    LIST,
    PLAIN_DAYS,
    Found,
    Limits,
    Sealing,
    dated,
    fetched,
)
from abusedesk.collect._streams import FILTER, Reading, streams
from abusedesk.collect._unit import OUTCOMES, Collector, gap, parts, things
from abusedesk.model import Gap
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from abusedesk.aws.read import Reader
    from abusedesk.model import Evidence, Scope

# For one region; bytes are of the compressed objects.
LIMITS = Limits(objects=20_000, total=4 << 30, one=256 << 20)

_ID = "flow_log_objects"
_STREAMS = Reading(_ID, "log.flow_object", "vpc_flow", max_events=1_000_000, max_bytes=256 << 20)


class _Folder(NamedTuple):
    bucket: str
    folder: str
    days: str


def collect(aws: Reader, scope: Scope, earlier: Sequence[Evidence]) -> Iterator[Evidence | Gap]:
    """
    One Evidence per object or stream of flow logs within scope, its bytes sealed.

    Reads what ec2_flow_logs found in this region; several settings that share a folder are read once.
    """
    settings = [one.data for one in things(earlier, "ec2.flow_log", scope.region)]
    if not settings:
        yield Gap("empty", "no flow logs are written in this region")
    found: list[Found] = []
    for place in dict.fromkeys(_folder(each, scope) for each in settings if _goes_to(each, "s3")):
        try:
            found.extend(dated(aws, place.bucket, place.folder, place.days, scope))
        except OUTCOMES as why:
            yield gap(why, f"s3://{place.bucket}")
    found.sort(key=lambda each: each.key.rpartition("/")[2])
    readable = [each for each in found if not each.key.endswith(".parquet")]
    if len(readable) < len(found):
        yield Gap(
            "failed", f"{len(found) - len(readable)} flow log objects are Parquet, which is not read yet"
        )
    yield from fetched(aws, scope, readable, Sealing(_ID, "log.flow_object", "vpc_flow", LIMITS))
    groups = [str(each.get("LogGroupName")) for each in settings if _goes_to(each, "cloud-watch-logs")]
    for group in dict.fromkeys(groups):
        yield from parts(streams(aws, scope, group, _STREAMS))
    for each in settings:
        if _goes_to(each, "kinesis-data-firehose"):
            yield Gap(
                "failed", f"flow logs go to Data Firehose, where they cannot be read: {each['FlowLogId']}"
            )


def _goes_to(setting: Mapping[str, Any], kind: str) -> bool:
    return bool(setting.get("LogDestinationType", "cloud-watch-logs") == kind)


def _folder(setting: Mapping[str, Any], scope: Scope) -> _Folder:
    # https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html
    bucket, _, prefix = str(setting.get("LogDestination", "")).rpartition(":::")[2].partition("/")
    base = f"{prefix.strip('/')}/AWSLogs/".lstrip("/")
    if setting.get("DestinationOptions", {}).get("HiveCompatiblePartitions"):
        place = f"aws-account-id={scope.account}/aws-service=vpcflowlogs/aws-region={scope.region}/"
        return _Folder(bucket, base + place, HIVE_DAYS)
    return _Folder(bucket, f"{base}{scope.account}/vpcflowlogs/{scope.region}/", PLAIN_DAYS)


COLLECTOR = Collector(
    id="flow_log_objects",
    title=msg("VPC flow logs"),
    regional=True,
    reads=(FILTER, GET, LIST),
    source="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html",
    collect=collect,
    after=("ec2_flow_logs",),
)
