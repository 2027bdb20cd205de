"""Lines of hosts and programs that went to CloudWatch Logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.collect._streams import FILTER, Reading, streams
from abusedesk.collect._unit import OUTCOMES, Collector, gap, things
from abusedesk.model import Gap
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.aws.read import Reader
    from abusedesk.model import Evidence, Scope

# In one region, and of one group. FilterLogEvents gives up to 10,000 events a page, five pages a second.
MAX_GROUPS = 500

_ID = "cloudwatch_logs"
_READING = Reading(_ID, "log.cloudwatch", None, max_events=200_000, max_bytes=64 << 20)


def collect(aws: Reader, scope: Scope, earlier: Sequence[Evidence]) -> Iterator[Evidence | Gap]:
    """
    One Evidence per log stream with lines in scope, its bytes the lines, oldest first.

    Groups to which flow logs or a trail write are left to the collectors of those.
    """
    elsewhere = _read_elsewhere(earlier)
    pages = aws.pages("logs:DescribeLogGroups")
    groups = [each["logGroupName"] for page in pages for each in page.data.get("logGroups", [])]
    wanted = [each for each in groups if each not in elsewhere]
    if len(wanted) > MAX_GROUPS:
        yield Gap("truncated", f"{len(wanted)} log groups: only the first {MAX_GROUPS} by name were read")
    for group in wanted[:MAX_GROUPS]:
        try:
            yield from streams(aws, scope, group, _READING)
        except OUTCOMES as why:
            yield gap(why, group)


def _read_elsewhere(earlier: Sequence[Evidence]) -> set[str]:
    flows = {str(one.data.get("LogGroupName")) for one in things(earlier, "ec2.flow_log")}
    trails = {
        # arn:aws:logs:REGION:ACCOUNT:log-group:NAME:*
        str(one.data.get("CloudWatchLogsLogGroupArn", "")).partition(":log-group:")[2].removesuffix(":*")
        for one in things(earlier, "cloudtrail.trail")
    }
    return flows | trails


COLLECTOR = Collector(
    id="cloudwatch_logs",
    title=msg("CloudWatch Logs"),
    regional=True,
    reads=("logs:DescribeLogGroups", FILTER),
    source="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html",
    collect=collect,
    after=("cloudtrail_trails", "ec2_flow_logs"),
)
