"""People at work: days in the console and on the command line, seen as CloudTrail sees them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from abusedesk.drill.generate import actors, chores, clock, reads, signin
from abusedesk.drill.generate.chance import chance

if TYPE_CHECKING:
    from datetime import datetime

    from abusedesk.drill.generate.company import Company, Person
    from abusedesk.drill.generate.trail import Actor

_PAGES = tuple(reads.PAGES.values())


def everybody(company: Company, busy: float = 1.0) -> None:
    """Every working day of everybody; busy scales how much each does."""
    for person in company.people:
        for day in clock.days(company.start, company.now):
            if day < person.user.created:
                continue
            at_work = clock.working(day, company.ahead) and chance(company.rng, 0.9)  # days off
            if at_work or chance(company.rng, 0.04):  # some weekends too
                _day(company, person, day, busy)


def place(company: Company, person: Person) -> str:
    """Where person works now: mostly the office or its VPN, at times from home."""
    first, *others = person.places
    return first if chance(company.rng, 0.7) else company.rng.choice(others)  # mostly


def sign_in(company: Company, person: Person, when: datetime) -> Actor:
    """Person signs in at when, sometimes mistyping first, and is at work in the console."""
    rng = company.rng
    where = (place(company, person), person.browser)
    region = "us-east-1" if chance(rng, 0.5) else company.home  # both sign-in hosts are used
    while chance(rng, 0.09):  # typing errors
        signin.failure(company.trail, when, region, person.user, where)
        when = clock.later(rng, when, 6, 40)
    signin.success(company.trail, when, region, person.user, where)
    return actors.in_console(rng, person.user, when, where)


def browse(company: Company, actor: Actor, when: datetime, pages: int) -> datetime:
    """Actor opens pages pages of the console from when on; gives the time after the last."""
    rng = company.rng
    for _ in range(pages):
        region = company.home if chance(rng, 0.85) else "us-east-1"  # mostly at home
        for call in rng.choice(_PAGES):
            company.trail.add(when, region, actor, call)
        when = clock.later(rng, when, 15, 900)
    return when


def _day(company: Company, person: Person, day: datetime, busy: float) -> None:
    rng = company.rng
    arrives = clock.office(rng, day, company.ahead)
    for _ in range(rng.choice((1, 1, 2))):
        actor = sign_in(company, person, arrives)
        left = browse(company, actor, clock.later(rng, arrives, 2, 9), int(rng.randint(2, 9) * busy) + 1)
        if chance(rng, 0.35):  # not every visit changes something
            chores.one(company, actor, left)
        arrives = clock.later(rng, left, 600, 7200)
    if person.key is not None and chance(rng, 0.7):  # not everybody every day
        _types(company, person, clock.office(rng, day, company.ahead), busy)


def _types(company: Company, person: Person, when: datetime, busy: float) -> None:
    rng = company.rng
    key = person.signs_with(when)
    if key is None:
        return
    actor = actors.by_key(person.user, key, place(company, person), person.agent)
    if person.admin and chance(rng, 0.4):  # often enough
        into = (company.iam.roles["ops-admin"], person.user.name)
        actor = actors.assume(company.trail, rng, (when, company.home), actor, into)
        when += timedelta(seconds=2)
    for _ in range(int(rng.randint(3, 18) * busy) + 1):
        company.trail.add(when, company.home, actor, rng.choice(reads.COMMANDS))
        when = clock.later(rng, when, 4, 400)
    if chance(rng, 0.3):  # at times
        chores.one(company, actor, when)
