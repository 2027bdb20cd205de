"""What a principal, or the whole account, is used to: learnt from parties that gave no cause for doubt."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from . import _agents
from ._addresses import network

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ._activity import Party

# A runner in a hosted CI comes from another network every few hours: then a new one says nothing.
_ROAMING_NETWORKS = 5
_ROAMING_DAYS = 3
_SETTLED = timedelta(hours=24)
_AT_HOME = timedelta(days=2)


@dataclass
class Habit:
    """Addresses, programs, calls and regions seen so far; grows by learn()."""

    addresses: dict[str, datetime] = field(default_factory=dict)
    networks: dict[str, datetime] = field(default_factory=dict)
    families: set[tuple[bool, str]] = field(default_factory=set)
    shapes: set[str] = field(default_factory=set)
    agents: set[str] = field(default_factory=set)
    actions: set[str] = field(default_factory=set)
    regions: set[str] = field(default_factory=set)
    first: datetime | None = None
    person: bool = False
    factor: bool = False

    def learn(self, party: Party) -> None:
        """Take all that party did for usual."""
        self.addresses.setdefault(party.id.ip, party.first)
        self.networks.setdefault(network(party.id.ip), party.first)
        for agent in party.agents:
            self.families.add((bool(party.id.key), _agents.family(agent)))
            self.shapes.add(_agents.shape(agent))
            self.agents.add(_agents.fingerprint(agent))
        self.actions |= party.actions
        self.regions |= party.regions
        self.first = party.first if self.first is None else min(self.first, party.first)
        self.person |= (False, "browser") in self.families or any(cell.factor for cell in party.cells)
        self.factor |= party.signed_in_with_factor

    def tools(self, *, by_key: bool) -> set[str]:
        """Programs used with a long-lived key, or in sessions."""
        return {family for keyed, family in self.families if keyed is by_key}

    def joined(self, parties: Iterable[Party]) -> Habit:
        """A habit of its own that knows these parties too."""
        joined = Habit(
            dict(self.addresses),
            dict(self.networks),
            set(self.families),
            set(self.shapes),
            set(self.agents),
            set(self.actions),
            set(self.regions),
            self.first,
            self.person,
            self.factor,
        )
        for party in parties:
            joined.learn(party)
        return joined

    @property
    def roams(self) -> bool:
        """Whether this principal turns up in new networks as a matter of course."""
        days = {first.date() for first in self.networks.values()}
        return len(self.networks) >= _ROAMING_NETWORKS and len(days) >= _ROAMING_DAYS


@dataclass
class Neighbours:
    """
    Everybody's habits, to hold one principal against all others.

    An address is the owner's when somebody else settled on it a day or more before, or when two others
    are at home there for days.
    """

    parties: list[Party] = field(default_factory=list)
    _at: dict[str, list[Party]] = field(default_factory=lambda: defaultdict(list))
    _others: dict[tuple[str, str], Habit] = field(default_factory=dict)

    def learn(self, party: Party) -> None:
        """Remember that party's principal is at home at party's address."""
        self.parties.append(party)
        self._at[party.id.ip].append(party)

    def know(self, party: Party) -> bool:
        """Whether this very party was learnt from."""
        return any(other is party for other in self._at.get(party.id.ip, ()))

    def vouch(self, party: Party) -> bool:
        """Whether the same principal, by key or in sessions, was at this address on other days as well."""
        return any(
            other.id.identity == party.id.identity
            and other is not party
            and (party.first - other.last >= _SETTLED or other.first - party.last >= _SETTLED)
            for other in self._at.get(party.id.ip, ())
        )

    def share(self, party: Party) -> bool:
        """Whether party's address is one that others call from too, as at an office."""
        others = [other for other in self._at.get(party.id.ip, ()) if other.id.identity != party.id.identity]
        if any(other.first <= party.first - _SETTLED for other in others):
            return True
        people = {other.id.identity for other in others}
        span = max((other.last for other in others), default=party.first) - min(
            (other.first for other in others), default=party.first
        )
        return len(people) > 1 and span >= _AT_HOME

    def others(self, party: Party) -> Habit:
        """What everybody but party's own principal is used to."""
        name = party.id.identity
        if name not in self._others:
            self._others[name] = learnt(other for other in self.parties if other.id.identity != name)
        return self._others[name]


def learnt(parties: Iterable[Party]) -> Habit:
    """The habit that these parties make together."""
    habit = Habit()
    for party in parties:
        habit.learn(party)
    return habit
