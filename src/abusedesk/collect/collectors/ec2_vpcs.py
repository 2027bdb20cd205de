"""VPCs and their subnets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.collect._listed import Listing, listed
from abusedesk.collect._unit import Collector, parts
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.aws.read import Reader
    from abusedesk.model import Evidence, Gap, Scope

_VPCS = Listing("ec2_vpcs", "ec2:DescribeVpcs", "Vpcs", "ec2.vpc", "VpcId")
_SUBNETS = Listing("ec2_vpcs", "ec2:DescribeSubnets", "Subnets", "ec2.subnet", "SubnetId")


def collect(aws: Reader, scope: Scope, _earlier: Sequence[Evidence]) -> Iterator[Evidence | Gap]:
    """One Evidence per VPC and per subnet, as they are now."""
    return parts(listed(aws, scope, _VPCS), listed(aws, scope, _SUBNETS))


COLLECTOR = Collector(
    id="ec2_vpcs",
    title=msg("VPCs and subnets"),
    regional=True,
    reads=("ec2:DescribeVpcs", "ec2:DescribeSubnets"),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcs.html",
    collect=collect,
)
