"""One account as it is at a moment."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from abusedesk.drill import models
from abusedesk.drill.state.history import History
from abusedesk.drill.state.people import People
from abusedesk.drill.state.seeding import seed
from abusedesk.drill.state.trails import trails_of

if TYPE_CHECKING:
    from abusedesk.drill.incident import Account
    from abusedesk.drill.state.trails import Trail


@dataclass(slots=True, kw_only=True)
class AccountState:
    """
    One account as it is now.

    things is by region and resource key; it starts as the folder's resources and is changed by calls.
    kept holds what an overlay remembers, by overlay. moto_writes names services that moto changed for us.
    noted holds what was worked out of the folder once.
    """

    facts: Account
    partition: str
    home: str
    people: People
    history: History
    trails: dict[str, Trail]
    things: dict[str, dict[str, Any]]
    kept: dict[str, Any] = field(default_factory=dict)
    moto_writes: set[str] = field(default_factory=set)
    noted: dict[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The account's 12 digits."""
        return self.facts.id

    def listed(self, region: str, key: str) -> list[Any]:
        """The things of key in region, to look at or to change in place."""
        found: list[Any] = self.things.setdefault(region, {}).setdefault(key, [])
        return found


def state_of(facts: Account) -> AccountState:
    """The account as the folder has it."""
    partition = models.partition_of(facts.opted_in[0] if facts.opted_in else "us-east-1")
    home = models.home_of(partition)
    people = People(facts, partition)
    seed(people)
    return AccountState(
        facts=facts,
        partition=partition,
        home=home,
        people=people,
        history=History(facts.records),
        trails=trails_of(facts, home, partition),
        things={region: copy.deepcopy(dict(things)) for region, things in facts.resources.items()},
    )
