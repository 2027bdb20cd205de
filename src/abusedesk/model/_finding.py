"""What we make of events."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from ._text import Text


class Severity(StrEnum):
    """How bad it would be in an abuse case; rank compares them, 0 for info to 4 for critical."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for info to 4 for critical."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    One rule's claim about one actor, with the ids of all events that prove it.

    first and last are aware UTC. count is the number of events; events is cut at 10,000 ids and
    events_cut says so. source is the log format's id. sample marks GuardDuty's sample findings.
    """

    id: str
    rule: str
    title: str
    severity: Severity
    techniques: tuple[str, ...] = ()
    tactics: tuple[str, ...] = ()
    outcome: Literal["success", "failure", "mixed"] = "success"
    actors: tuple[str, ...] = ()
    credentials: tuple[str, ...] = ()
    ips: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    account: str = ""
    regions: tuple[str, ...] = ()
    first: datetime | None = None
    last: datetime | None = None
    count: int = 0
    events: tuple[str, ...] = field(default=(), repr=False)
    events_cut: bool = False
    source: str = ""
    guardduty_type: str | None = field(default=None, metadata={"optional": True})
    sample: bool = False


@dataclass(frozen=True, slots=True)
class RuleNote:
    """What a person should know of the rule behind a finding."""

    means: Text
    harmless: Text
    source: str
