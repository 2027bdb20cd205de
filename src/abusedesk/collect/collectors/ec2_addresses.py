"""Elastic IP addresses: the address that a notice names may be one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.collect._unit import Collector, of
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.aws.read import Reader
    from abusedesk.model import Evidence, Scope


def collect(aws: Reader, scope: Scope, _earlier: Sequence[Evidence]) -> Iterator[Evidence]:
    """One Evidence per address, by its AllocationId, else by the address itself."""
    for page in aws.pages("ec2:DescribeAddresses"):
        for address in page.data.get("Addresses", []):
            yield of(
                page,
                collector="ec2_addresses",
                kind="ec2.address",
                key=address.get("AllocationId") or address["PublicIp"],
                scope=scope,
                data=address,
            )


COLLECTOR = Collector(
    id="ec2_addresses",
    title=msg("Elastic IP addresses"),
    regional=True,
    reads=("ec2:DescribeAddresses",),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAddresses.html",
    collect=collect,
)
