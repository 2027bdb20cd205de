"""The rules of EC2 security groups, each by its own id."""

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
    "ec2_security_group_rules",
    "ec2:DescribeSecurityGroupRules",
    "SecurityGroupRules",
    "ec2.security_group_rule",
    "SecurityGroupRuleId",
)


def collect(aws: Reader, scope: Scope, _earlier: Sequence[Evidence]) -> Iterator[Evidence]:
    """One Evidence per rule, as DescribeSecurityGroupRules shows it now (not as of scope.until)."""
    return listed(aws, scope, _LISTING)


COLLECTOR = Collector(
    id="ec2_security_group_rules",
    title=msg("EC2 security group rules"),
    regional=True,
    reads=("ec2:DescribeSecurityGroupRules",),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroupRules.html",
    collect=collect,
)
