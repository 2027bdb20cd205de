"""Everything that a served incident is at one moment."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from abusedesk.drill.state.accounts import state_of
from abusedesk.drill.state.buckets import Buckets
from abusedesk.drill.state.clock import Clock
from abusedesk.drill.state.moto import Moto
from abusedesk.drill.state.principals import responder
from abusedesk.drill.state.sessions import opened_before
from abusedesk.drill.state.throttle import Throttle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.drill.incident import Incident
    from abusedesk.drill.state.accounts import AccountState
    from abusedesk.drill.state.principals import Principal

_TOKENS_KEPT = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """
    How an incident is played; see drill.serve.

    seed decides what is left to chance: how long each change of IAM takes to be known.
    """

    throttle: bool = True
    responder_policy: Mapping[str, Any] | None = None
    propagation: bool = False
    still: bool = False
    seed: int = 1


class World:
    """The incident as it is now; lock is held while a request is answered."""

    def __init__(self, incident: Incident, manner: Manner) -> None:
        self.incident = incident
        self.manner = manner
        self.clock = Clock(incident.now, still=manner.still)
        self.lock = threading.RLock()
        self.throttle = Throttle(on=manner.throttle)
        self.tokens: OrderedDict[str, Any] = OrderedDict()
        # Keys of accounts that are none of ours: all that they may is to take a role that lets them.
        self.strangers: dict[str, Principal] = {}
        self.accounts = {facts.id: state_of(facts) for facts in incident.accounts}
        first = self.accounts[incident.accounts[0].id]
        self.responder = responder(incident, first.partition, manner.responder_policy)
        first.people.responder = self.responder
        for account in self.accounts.values():
            account.people.sessions.update(opened_before(account.facts, incident.stolen))
            if manner.propagation:
                account.people.late(manner.seed)
        self.buckets = Buckets(self.accounts, incident.now)
        self.moto = Moto({account.id: account.people.lent for account in self.accounts.values()}, self.clock)

    def who(self, key: str) -> Principal | None:
        """Whose active key this is, in whatever account."""
        now = self.clock.now()
        for account in self.accounts.values():
            found = account.people.who(key, now)
            if found is not None:
                return found
        return self.strangers.get(key)

    def account_of(self, principal: Principal) -> AccountState:
        """The account that principal is of; the first one for a stranger."""
        return self.accounts.get(principal.account) or next(iter(self.accounts.values()))

    def keep(self, token: str, value: Any) -> str:
        """Remember value under token, a page's, for as long as there is room."""
        self.tokens[token] = value
        while len(self.tokens) > _TOKENS_KEPT:
            self.tokens.popitem(last=False)
        return token
