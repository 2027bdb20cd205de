"""
IAM's eventual consistency: what was changed is shown at once, and holds some seconds later.

https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

LEAST, MOST = 2.0, 6.0  # seconds; about 4 was measured on AWS
Thing = tuple[str, str]  # kind ("key", "user", "role", "group", "policy"), and its name, id or ARN


@dataclass(slots=True)
class Lag:
    """
    What authorisation knows of each thing of IAM, and from when on.

    versions holds (from when, facts) in the order of the changes; facts None: it is gone. pending tells
    whether any change does not hold yet.
    """

    chance: Random
    versions: dict[Thing, list[tuple[datetime, Any]]] = field(default_factory=dict)
    latest: Mapping[Thing, Any] = field(default_factory=dict)

    def open(self, facts: Mapping[Thing, Any]) -> None:
        """Begin with facts, which hold already."""
        self.latest = facts

    def changed(self, facts: Mapping[Thing, Any], now: datetime) -> None:
        """Note that from now on facts are shown; what differs from before holds some seconds later."""
        before, self.latest = self.latest, facts
        for thing in sorted({*before, *facts}):
            if before.get(thing) != facts.get(thing):
                known = self.versions.setdefault(
                    thing, [(datetime.min.replace(tzinfo=now.tzinfo), before.get(thing))]
                )
                since = now + timedelta(seconds=self.chance.uniform(LEAST, MOST))
                # A later change never holds before an earlier one of the same thing.
                known.append((max(since, known[-1][0]), facts.get(thing)))

    def held(self, thing: Thing, now: datetime) -> Any:
        """The facts of thing that hold now, None where there is none."""
        known = self.versions.get(thing)
        if known is None:
            return self.latest.get(thing)
        at = max(index for index, (since, _) in enumerate(known) if since <= now)
        del known[:at]
        return known[0][1]

    def pending(self, now: datetime) -> bool:
        """Whether any change does not hold yet."""
        return any(known[-1][0] > now for known in self.versions.values())
