"""
How fast AWS may be asked: one token bucket per (account, region, API).

AWS limits each account's calls by region and API. Asking a little slower than that costs less time
than being refused and trying again. Rates are requests a second; burst is how many may go at once.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_SLOWEST = 0.1  # of the full rate, however often AWS refuses
_SLOWER = 0.6  # of the rate, after each refusal
_FASTER = 1.05  # of the rate, after each answer, up to the full rate


@dataclass(frozen=True, slots=True)
class Rate:
    """Requests a second, and how many may go at once after a pause."""

    per_second: float
    burst: float


# By "service:Operation", else by "service". LookupEvents: two a second per account and region,
# https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html; no burst, so that no
# second ever holds a third. SES: one a second, https://docs.aws.amazon.com/ses/latest/dg/quotas.html.
# EC2: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html. FilterLogEvents: five a
# second in most regions, https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html.
# Cost Explorer bills each request. GenerateCredentialReport is asked again until the report is there.
RATES = {
    "cloudtrail:LookupEvents": Rate(1.9, 1),
    "ce": Rate(2, 2),
    "ec2": Rate(10, 50),
    "iam": Rate(20, 40),
    "iam:GenerateCredentialReport": Rate(0.5, 2),
    "logs:FilterLogEvents": Rate(5, 5),
    "logs:DescribeLogGroups": Rate(5, 5),
    "s3": Rate(1000, 1000),
    "ses": Rate(0.95, 1),
    "sesv2": Rate(0.95, 1),
    "sts": Rate(100, 100),
}
OTHERS = Rate(10, 20)


def rate_of(api: str) -> Rate:
    """The rate for api, "service:Operation"."""
    return RATES.get(api) or RATES.get(api.partition(":")[0]) or OTHERS


@dataclass(slots=True)
class _Bucket:
    rate: Rate
    tokens: float
    filled: float
    per_second: float = field(init=False)

    def __post_init__(self) -> None:
        self.per_second = self.rate.per_second

    def take(self, now: float) -> float:
        self.tokens = min(self.rate.burst, self.tokens + (now - self.filled) * self.per_second) - 1
        self.filled = now
        return max(0.0, -self.tokens / self.per_second)

    def refused(self) -> None:
        self.per_second = max(self.per_second * _SLOWER, self.rate.per_second * _SLOWEST)
        self.tokens = min(self.tokens, 0.0)

    def answered(self) -> None:
        self.per_second = min(self.per_second * _FASTER, self.rate.per_second)


class Pacing:
    """
    Waits before each request as long as its bucket demands; safe to share between threads.

    clock gives seconds that never go back, sleep waits; both are there to be replaced in tests.
    refusals counts how often AWS said that we were too fast.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._lock = Lock()
        self._buckets: dict[tuple[str, str, str], _Bucket] = {}
        self.refusals = 0

    def wait(self, account: str, region: str, api: str) -> float:
        """Wait for the turn of one request to api, "service:Operation"; gives the seconds waited."""
        with self._lock:
            seconds = self._bucket(account, region, api).take(self._clock())
        if seconds > 0:
            self._sleep(seconds)
        return seconds

    def refused(self, account: str, region: str, api: str) -> None:
        """AWS said too fast: go slower, and climb back with every answer."""
        with self._lock:
            self.refusals += 1
            self._bucket(account, region, api).refused()

    def answered(self, account: str, region: str, api: str) -> None:
        """AWS answered."""
        with self._lock:
            self._bucket(account, region, api).answered()

    def _bucket(self, account: str, region: str, api: str) -> _Bucket:
        key = (account, region, api)
        if key not in self._buckets:
            rate = rate_of(api)
            self._buckets[key] = _Bucket(rate, rate.burst, self._clock())
        return self._buckets[key]
