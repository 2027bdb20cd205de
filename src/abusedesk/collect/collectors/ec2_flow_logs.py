"""Which VPCs, subnets and interfaces write flow logs, and where to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.collect._listed import Listing, listed
from abusedesk.collect._unit import Collector
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.aws.read import Reader
    from abusedesk.model import Evidence, Scope

_LISTING = Listing("ec2_flow_logs", "ec2:DescribeFlowLogs", "FlowLogs", "ec2.flow_log", "FlowLogId")


def collect(aws: Reader, scope: Scope, _earlier: Sequence[Evidence]) -> Iterator[Evidence]:
    """One Evidence per item, as DescribeFlowLogs shows it now (not as of scope.until)."""
    return listed(aws, scope, _LISTING)


COLLECTOR = Collector(
    id="ec2_flow_logs",
    title=msg("Flow log settings"),
    regional=True,
    reads=("ec2:DescribeFlowLogs",),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeFlowLogs.html",
    collect=collect,
)
