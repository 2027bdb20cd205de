"""The bill: what two months cost, day by day, from what ran when."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from abusedesk.drill.generate import clock, regions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from abusedesk.drill.generate.company import Company

DAYS = 60
COMPUTE = "Amazon Elastic Compute Cloud - Compute"
PER_HOUR = {
    "t3.micro": 0.0104,
    "t3.small": 0.0208,
    "t3.medium": 0.0416,
    "t3.large": 0.0832,
    "m6i.large": 0.096,
    "m6i.2xlarge": 0.384,
    "c6i.large": 0.085,
    "c6i.2xlarge": 0.34,
    "c5.4xlarge": 0.68,
    "c5.24xlarge": 4.08,
    "c5a.24xlarge": 3.696,
    "c6a.48xlarge": 7.344,
    "g4dn.12xlarge": 3.912,
    "g4dn.metal": 7.824,
    "g5.12xlarge": 5.672,
    "g5.48xlarge": 16.288,
    "p3.8xlarge": 12.24,
    "p3.16xlarge": 24.48,
}
"""About what an hour of Linux costs, in USD. Source: https://aws.amazon.com/ec2/pricing/on-demand/."""

_LAG_HOURS = 9
_Rows = dict[tuple[str, str, str, str], float]


def rows(company: Company) -> Iterator[tuple[str, str, str, str, float]]:
    """Rows of cost.csv in order: day, service, region, usage type, amount; the last hours are missing."""
    found: _Rows = defaultdict(float)
    first, last = company.now - timedelta(days=DAYS), company.now - timedelta(hours=_LAG_HOURS)
    for name, region in company.regions.items():
        for spans in region.meter.values():
            for kind, since, until in spans:
                _compute(found, (name, kind), max(since, first), min(until or last, last))
    for day in clock.days(first, last):
        _standing(company, found, day, min(1.0, (last - day) / timedelta(days=1)))
    for (day_, service, region_, usage), amount in sorted(found.items()):
        yield day_, service, region_, usage, round(amount, 6)


def _compute(found: _Rows, what: tuple[str, str], since: datetime, until: datetime) -> None:
    region, kind = what
    for day in clock.days(since, until):
        hours = (min(until, day + timedelta(days=1)) - max(since, day)) / timedelta(hours=1)
        if hours > 0:
            usage = f"{_prefix(region)}BoxUsage:{kind}"
            found[f"{day:%Y-%m-%d}", COMPUTE, region, usage] += hours * PER_HOUR[kind]


def _standing(company: Company, found: _Rows, day: datetime, share: float) -> None:
    """What is paid for every day: discs, storage, requests, watching."""
    rng, stamp = company.rng, f"{day:%Y-%m-%d}"
    for name, region in company.regions.items():
        size = sum(
            volume["Size"]
            for volume in region.things.get("ec2:volumes", ())
            if volume["CreateTime"] < f"{day:%Y-%m-%dT%H}"
        )
        if size:
            found[stamp, "EC2 - Other", name, f"{_prefix(name)}EBS:VolumeUsage.gp3"] += (
                size * 0.08 / 30 * share
            )
        if name in company.detectors:
            found[stamp, "Amazon GuardDuty", name, f"{_prefix(name)}PaidEventsAnalyzed"] += (
                rng.uniform(0.01, 0.2) * share
            )
    home = company.home
    for service, usage, least, most in _USUAL:
        found[stamp, service, home, _prefix(home) + usage] += rng.uniform(least, most) * share
    found[stamp, "AWS Key Management Service", "us-east-1", "us-east-1-KMS-Requests"] += 0.03 * share


_USUAL = (
    ("EC2 - Other", "NatGateway-Hours", 1.0, 1.2),
    ("EC2 - Other", "DataTransfer-Out-Bytes", 0.3, 3.0),
    ("Amazon Simple Storage Service", "TimedStorage-ByteHrs", 1.4, 1.7),
    ("Amazon Simple Storage Service", "Requests-Tier1", 0.05, 0.4),
    ("AmazonCloudWatch", "CW:Requests", 0.1, 0.3),
    ("AmazonCloudWatch", "TimedStorage-ByteHrs", 0.2, 0.3),
    ("AWS Lambda", "Lambda-GB-Second", 0.01, 0.6),
    ("AWS Config", "ConfigurationItemRecorded", 0.05, 0.4),
    ("Amazon Virtual Private Cloud", "PublicIPv4:InUseAddress", 0.7, 0.8),
    ("Amazon Relational Database Service", "InstanceUsage:db.t3.medium", 1.9, 2.0),
)


def _prefix(region: str) -> str:
    return "" if region == "us-east-1" else f"{regions.DEFAULT[region][1]}-"
