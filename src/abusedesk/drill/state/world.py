"""Everything that a served incident is at one moment."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from abusedesk.drill.state.accounts import state_of
from abusedesk.drill.state.buckets import Buckets
from abusedesk.drill.state.clock import Clock
from abusedesk.drill.state.moto import Moto
from abusedesk.drill.state.principals import responder
from abusedesk.drill.state.throttle import Throttle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.drill.incident import Incident
    from abusedesk.drill.state.principals import Principal

_TOKENS_KEPT = 5000


class World:
    """The incident as it is now; lock is held while a request is answered."""

    def __init__(
        self, incident: Incident, *, throttle: bool, responder_policy: Mapping[str, Any] | None
    ) -> None:
        self.incident = incident
        self.clock = Clock(incident.now)
        self.lock = threading.RLock()
        self.throttle = Throttle(on=throttle)
        self.tokens: OrderedDict[str, Any] = OrderedDict()
        self.accounts = {facts.id: state_of(facts) for facts in incident.accounts}
        first = self.accounts[incident.accounts[0].id]
        self.responder = responder(incident, first.partition, responder_policy)
        first.people.responder = self.responder
        self.buckets = Buckets(self.accounts, incident.now)
        self.moto = Moto({account.id: account.people.lent for account in self.accounts.values()}, self.clock)

    def who(self, key: str) -> Principal | None:
        """Whose active key this is, in whatever account."""
        now = self.clock.now()
        for account in self.accounts.values():
            found = account.people.who(key, now)
            if found is not None:
                return found
        return None

    def keep(self, token: str, value: Any) -> str:
        """Remember value under token, a page's, for as long as there is room."""
        self.tokens[token] = value
        while len(self.tokens) > _TOKENS_KEPT:
            self.tokens.popitem(last=False)
        return token
