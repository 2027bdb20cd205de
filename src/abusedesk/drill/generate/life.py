"""Weeks of an ordinary account: everything that goes on where nobody has broken in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from abusedesk.drill.generate import clock, decoys, findings, programs, services, work
from abusedesk.drill.generate.chance import chance

if TYPE_CHECKING:
    from datetime import datetime

    from abusedesk.drill.generate.company import Company


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """
    How much goes on.

    builds a working day; scans and sweeps of each region in all, so that long histories and short ones
    are alike large; hours between the calls of a host's agent; busy scales what people do.
    """

    builds: int = 14
    scans: int = 19
    sweeps: int = 26
    agents: float = 1.0
    busy: float = 1.0


QUIET = Pace(builds=3, scans=23, sweeps=28, agents=6, busy=0.4)
"""Without a trail event history is read at 100 events a second, so the busiest region stays small."""


def ordinary(company: Company, pace: Pace) -> None:
    """Fill the history with the owner's and AWS's own doings, decoys included."""
    regions = list(company.regions)
    services.scaling(company)
    services.backups(company)
    services.machines(company, every_hours=pace.agents)
    services.discovery(company, times=pace.sweeps, regions=regions)
    services.deliveries(company)
    programs.scanner(company, times=pace.scans, regions=regions)
    programs.builds(company, per_day=pace.builds)
    decoys.new_hire(company, some_day(company, 2.5, 8))
    decoys.rotation(company, some_day(company, 4, 12))
    work.everybody(company, pace.busy)
    _decoys(company)


def some_day(company: Company, first: float, last: float) -> datetime:
    """A time in the office hours of a working day, first to about last days before now, never later."""
    latest = company.now - timedelta(days=first)
    day = company.now - timedelta(days=company.rng.uniform(first, last))
    day = day.replace(hour=0, minute=0, second=0, microsecond=0)
    while not clock.working(day, company.ahead) or day + timedelta(hours=16 - company.ahead) > latest:
        day -= timedelta(days=1)
    return day + timedelta(hours=10 - company.ahead, seconds=company.rng.randrange(6 * 3600))


def _decoys(company: Company) -> None:
    """What looks bad and is not; two of the regions that are new to the company are new on purpose."""
    rng = company.rng
    test, recovery = company.unused(2)
    kind = rng.choice(("pentest", "loadtest"))
    decoys.other_region(company, some_day(company, 2.5, 9), test, kind=kind, keep=False)
    decoys.other_region(
        company, some_day(company, 3, 12), recovery, kind="dr-drill", keep=chance(rng, 0.5)
    )  # either
    decoys.maintenance(company, some_day(company, 2.5, 10))
    decoys.travel(company, some_day(company, 1, 6))
    if chance(rng, 0.5):  # some owners use root
        decoys.root(company, some_day(company, 3, 13))
    if company.detectors:
        where = company.home if company.home in company.detectors else rng.choice(sorted(company.detectors))
        findings.samples(company, where, some_day(company, 2, 11))
