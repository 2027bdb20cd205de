"""AWS's request rates, as token buckets."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

# Requests a second of one account in one region.
# https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
RATES = {("cloudtrail", "LookupEvents"): 2.0}


@dataclass(slots=True)
class Throttle:
    """Token buckets by (service, operation, account, region); each holds one second of its rate."""

    on: bool
    levels: dict[tuple[str, str, str, str], tuple[float, float]] = field(default_factory=dict)

    def refuses(self, service: str, operation: str, account: str, region: str) -> bool:
        """Whether this request is one too many now."""
        rate = RATES.get((service, operation))
        if rate is None or not self.on:
            return False
        moment = time.monotonic()
        bucket = (service, operation, account, region)
        level, last = self.levels.get(bucket, (rate, moment))
        level = min(rate, level + (moment - last) * rate)
        refused = level < 1
        self.levels[bucket] = (level if refused else level - 1, moment)
        return refused
