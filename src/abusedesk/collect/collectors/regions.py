"""Every region, and whether the account opted in to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.collect._listed import Listing, listed
from abusedesk.collect._unit import Collector
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.aws.read import Reader
    from abusedesk.model import Evidence, Scope

_LISTING = Listing("regions", "ec2:DescribeRegions", "Regions", "ec2.region", "RegionName")


def collect(aws: Reader, scope: Scope, _earlier: Sequence[Evidence]) -> Iterator[Evidence]:
    """One Evidence per region of the partition; where OptInStatus is "not-opted-in" nothing answers."""
    return listed(aws, scope, _LISTING, AllRegions=True)


COLLECTOR = Collector(
    id="regions",
    title=msg("Regions"),
    regional=False,
    reads=("ec2:DescribeRegions",),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html",
    collect=collect,
)
