"""Auto Scaling groups, which start anew what is stopped in them."""

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
    "autoscaling_groups",
    "autoscaling:DescribeAutoScalingGroups",
    "AutoScalingGroups",
    "autoscaling.group",
    "AutoScalingGroupARN",
)


def collect(aws: Reader, scope: Scope, _earlier: Sequence[Evidence]) -> Iterator[Evidence]:
    """One Evidence per group with its instances, as it is now."""
    return listed(aws, scope, _LISTING)


COLLECTOR = Collector(
    id="autoscaling_groups",
    title=msg("Auto Scaling groups"),
    regional=True,
    reads=("autoscaling:DescribeAutoScalingGroups",),
    source="https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeAutoScalingGroups.html",
    collect=collect,
)
