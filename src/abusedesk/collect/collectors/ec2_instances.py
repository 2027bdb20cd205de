"""EC2 instances, running or not; terminated ones for about an hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.collect._unit import Collector, of
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.aws.read import Reader
    from abusedesk.model import Evidence, Scope


def collect(aws: Reader, scope: Scope, _earlier: Sequence[Evidence]) -> Iterator[Evidence]:
    """One Evidence per instance, as DescribeInstances shows it now (not as of scope.until)."""
    for page in aws.pages("ec2:DescribeInstances", MaxResults=1000):
        for reservation in page.data.get("Reservations", []):
            for instance in reservation.get("Instances", []):
                yield of(
                    page,
                    collector="ec2_instances",
                    kind="ec2.instance",
                    key=instance["InstanceId"],
                    scope=scope,
                    data={**instance, "ReservationId": reservation.get("ReservationId")},
                )


COLLECTOR = Collector(
    id="ec2_instances",
    title=msg("EC2 instances"),
    regional=True,
    reads=("ec2:DescribeInstances",),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html",
    collect=collect,
)
