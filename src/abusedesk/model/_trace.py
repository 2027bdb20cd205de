"""The explanation: who, with what, from where, since when, and what they touched."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from ._text import Text

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RootCause:
    """
    One hypothesis, judged; confidence is 0 to 1.

    since is the first use of the key, the theft of the session, the sign-in, the break-in, the first
    relay or scan, aware UTC; None where nobody broke in. for_ and against hold evidence and event ids.
    """

    kind: str
    confidence: float
    principal: str | None = None
    credential: str | None = None
    since: datetime | None = None
    statement: Text = field(default_factory=Text)
    for_: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attackers:
    """Identities (roles by role ARN), key ids, addresses and programs of the intruder."""

    principals: tuple[str, ...] = ()
    credentials: tuple[str, ...] = ()
    ips: tuple[str, ...] = ()
    user_agents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """
    One thing that the intruder made or touched: EC2 things by id, all else by ARN.

    parts says what of it he added, "kind:name": "policy:" ARN or inline name, "group:", "mfa:" serial,
    "credential:" id, "password:", "trust:" principal, "rule:" id, "statement:" id, "url:", "layer:" ARN,
    "share:" account or "all".
    """

    id: str
    type: str
    region: str
    how: Literal["created", "modified", "deleted", "read", "used"]
    by: str
    time: datetime | None
    events: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One line of the story; evidence holds event and evidence ids."""

    time: datetime
    what: Text
    actor: str = ""
    region: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRow:
    """What one service in one region costs usually and at its peak, a day."""

    region: str
    service: str
    usual_per_day: float
    peak_per_day: float
    since: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CostDay:
    """What one service in one region cost on one day (YYYY-MM-DD, UTC)."""

    day: str
    region: str
    service: str
    amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What the abuse cost, estimated; by_region_service holds what departed from the usual."""

    currency: str = "USD"
    abuse_total: float = 0.0
    by_region_service: tuple[CostRow, ...] = ()
    by_day: tuple[CostDay, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessKey:
    """One access key of a user, by id; never its secret."""

    id: str
    status: str
    created: datetime | None = None
    last_used: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """An IAM user as the console lists it; last_activity is the latest of sign-in and key use."""

    arn: str
    created: datetime | None = None
    last_activity: datetime | None = None
    console_last_sign_in: datetime | None = None
    mfa: bool = False
    access_keys: tuple[AccessKey, ...] = ()
    suspicious: bool = False
    why: str = ""
    reason: Text = field(default_factory=Text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """An IAM role as the console lists it."""

    arn: str
    created: datetime | None = None
    last_activity: datetime | None = None
    suspicious: bool = False
    why: str = ""
    reason: Text = field(default_factory=Text)


@dataclass(frozen=True, slots=True)
class Inventory:
    """All IAM users and roles of the account."""

    users: tuple[User, ...] = ()
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """All that the stage "understand" gives; root_causes are ordered by confidence, best first."""

    root_causes: tuple[RootCause, ...] = ()
    attackers: Attackers = field(default_factory=Attackers)
    affected: tuple[Affected, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()
    inventory: Inventory = field(default_factory=Inventory)
    cost: Cost = field(default_factory=Cost)
