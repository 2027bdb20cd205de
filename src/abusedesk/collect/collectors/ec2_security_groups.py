"""Security groups and their rules."""

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
    "ec2_security_groups", "ec2:DescribeSecurityGroups", "SecurityGroups", "ec2.security_group", "GroupId"
)


def collect(aws: Reader, scope: Scope, _earlier: Sequence[Evidence]) -> Iterator[Evidence]:
    """One Evidence per item, as DescribeSecurityGroups shows it now (not as of scope.until)."""
    return listed(aws, scope, _LISTING, MaxResults=1000)


COLLECTOR = Collector(
    id="ec2_security_groups",
    title=msg("Security groups"),
    regional=True,
    reads=("ec2:DescribeSecurityGroups",),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html",
    collect=collect,
)
