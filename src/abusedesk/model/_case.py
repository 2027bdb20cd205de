"""The case: where it stands, where it may go from there, and what is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
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


# What AWS says reaches a case wherever it stands, and each answer may be one that closes the matter.
_AWS_SAYS = {
    CaseState.QUESTION: "AWS asks, or did not take the answer as enough",
    CaseState.DENIED: "AWS refuses",
    CaseState.RESOLVED: "AWS says that it is resolved",
}
_ANSWERED = {
    CaseState.REPLIED: "an answer was sent",
    CaseState.DISPUTED: "a letter that disputes the notice was sent",
}
_WORK = {
    CaseState.INVESTIGATING: "it is investigated again",
    CaseState.AWAITING_APPROVAL: "a plan with steps to contain was made",
    CaseState.CONTAINING: "a step was approved",
    CaseState.CONTAINED: "everything that had to be contained is",
}
_CLOSED = {CaseState.CLOSED: "a person closed it"}

_MOVES: dict[CaseState, dict[CaseState, str]] = {
    CaseState.TO_CLASSIFY: {
        CaseState.INVESTIGATING: "a person or a later message said what it is",
        CaseState.CLOSED: "a person found that it is no notice",
        **_ANSWERED,
        **_AWS_SAYS,
    },
    CaseState.INVESTIGATING: {**_WORK, **_ANSWERED, **_AWS_SAYS, **_CLOSED},
    CaseState.AWAITING_APPROVAL: {**_WORK, **_ANSWERED, **_AWS_SAYS, **_CLOSED},
    # Steps that are under way end before anything is closed: contained, or awaiting approval again.
    CaseState.CONTAINING: {
        CaseState.CONTAINED: "everything that had to be contained is",
        CaseState.AWAITING_APPROVAL: "steps are left that nobody approved, or one was taken back",
        **_ANSWERED,
        **_AWS_SAYS,
    },
    CaseState.CONTAINED: {**_WORK, **_ANSWERED, **_AWS_SAYS, **_CLOSED},
    # The answer stands until AWS speaks: looking again changes no state, a step that is approved does.
    CaseState.REPLIED: {
        CaseState.CONTAINING: "a step was approved after the answer",
        CaseState.DISPUTED: "a letter that disputes the notice was sent",
        **_AWS_SAYS,
        **_CLOSED,
    },
    CaseState.DISPUTED: {
        CaseState.CONTAINING: "a step was approved after the answer",
        CaseState.REPLIED: "an answer was sent",
        **_AWS_SAYS,
        **_CLOSED,
    },
    CaseState.QUESTION: {**_WORK, **_ANSWERED, **_AWS_SAYS, **_CLOSED},
    CaseState.DENIED: {**_WORK, **_ANSWERED, **_AWS_SAYS, **_CLOSED},
    CaseState.RESOLVED: {
        CaseState.QUESTION: "AWS writes again in the same thread",
        CaseState.DENIED: "AWS refuses after all",
        CaseState.CLOSED: "a person filed it",
    },
    CaseState.CLOSED: {
        CaseState.QUESTION: "AWS writes again in the same thread",
        CaseState.DENIED: "AWS refuses after all",
        CaseState.RESOLVED: "AWS says that it is resolved",
    },
}


def legal_moves(state: CaseState) -> Mapping[CaseState, str]:
    """The states that a case may go to from state, each with what takes it there; never state itself."""
    return MappingProxyType({to: why for to, why in _MOVES[state].items() if to is not state})


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
