"""One request on its way to its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from abusedesk.drill.state.accounts import AccountState
    from abusedesk.drill.state.principals import Principal
    from abusedesk.drill.state.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request that is allowed. region is the partition's first for global services."""

    world: World
    account: AccountState
    region: str
    service: str
    operation: str
    parameters: Mapping[str, Any]
    principal: Principal
    request_id: str

    @property
    def now(self) -> datetime:
        """The practice account's time, aware UTC."""
        return self.world.clock.now()

    def get(self, name: str, default: Any = None) -> Any:
        """The parameter of that name."""
        value = self.parameters.get(name)
        return default if value is None else value


class Forward(Exception):
    """Raised by an answer that leaves the request to moto after all."""
