"""The case: where it stands, and what is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

DeadlineBasis = Literal["stated", "policy", "none"]


class CaseState(StrEnum):
    """Where a case stands."""

    TO_CLASSIFY = "to_classify"
    INVESTIGATING = "investigating"
    AWAITING_APPROVAL = "awaiting_approval"
    CONTAINING = "containing"
    CONTAINED = "contained"
    REPLIED = "replied"
    QUESTION = "question"
    DISPUTED = "disputed"
    DENIED = "denied"
    RESOLVED = "resolved"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Case:
    """One case and its clock; times are aware UTC."""

    id: str
    state: CaseState
    opened: datetime
    deadline: datetime | None
    deadline_basis: DeadlineBasis


@dataclass(frozen=True, slots=True)
class Scope:
    """
    One account and a span of time, looked at in one region.

    since and until are aware UTC; until is exclusive. region is "aws-global" for what has no region.
    """

    account: str
    region: str
    since: datetime
    until: datetime
