"""EBS snapshots that the account owns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.collect._listed import Listing, listed
from abusedesk.collect._unit import Collector
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.aws.read import Reader
    from abusedesk.model import Evidence, Scope

_LISTING = Listing("ec2_snapshots", "ec2:DescribeSnapshots", "Snapshots", "ec2.snapshot", "SnapshotId")


def collect(aws: Reader, scope: Scope, _earlier: Sequence[Evidence]) -> Iterator[Evidence]:
    """One Evidence per item, as DescribeSnapshots shows it now (not as of scope.until)."""
    return listed(aws, scope, _LISTING, OwnerIds=["self"], MaxResults=1000)


COLLECTOR = Collector(
    id="ec2_snapshots",
    title=msg("EBS snapshots"),
    regional=True,
    reads=("ec2:DescribeSnapshots",),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSnapshots.html",
    collect=collect,
)
