"""Network interfaces, with their addresses and groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.collect._listed import Listing, listed
from abusedesk.collect._unit import Collector
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.aws.read import Reader
    from abusedesk.model import Evidence, Scope

_LISTING = Listing(
    "ec2_network_interfaces",
    "ec2:DescribeNetworkInterfaces",
    "NetworkInterfaces",
    "ec2.network_interface",
    "NetworkInterfaceId",
)


def collect(aws: Reader, scope: Scope, _earlier: Sequence[Evidence]) -> Iterator[Evidence]:
    """One Evidence per item, as DescribeNetworkInterfaces shows it now (not as of scope.until)."""
    return listed(aws, scope, _LISTING, MaxResults=1000)


COLLECTOR = Collector(
    id="ec2_network_interfaces",
    title=msg("Network interfaces"),
    regional=True,
    reads=("ec2:DescribeNetworkInterfaces",),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html",
    collect=collect,
)
