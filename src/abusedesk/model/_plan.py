"""What we mean to do, and what we did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

from ._text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

Phase = Literal["preserve", "contain", "eradicate", "recover", "prevent"]
# In what order the steps of a phase are taken: keep and guard first, everybody denied at once, then what
# they hold and run, what would bring them back, and deletion last.
Wave = Literal[
    "copy",
    "protect",
    "deny",
    "sessions",
    "network",
    "services",
    "sweep",
    "logging",
    "renew",
    "delete",
    "harden",
]
WAVES: tuple[Wave, ...] = get_args(Wave)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionFacts:
    """
    What the plan needs to know of an action; harm and title are messages of the catalogue.

    wave says when within its phase it is taken, None where the phase alone decides.
    """

    id: str
    title: str
    harm: str
    reversible: bool
    writes: tuple[str, ...]
    wave: Wave | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """
    What an action acts upon: an ARN, key id or EC2 id, in an account and region.

    parts names what of it is meant where not all is: policies of a user, rules of a group, statements.
    """

    id: str
    account: str
    region: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """
    One action on one target, and why; step counts from 1.

    title says the action in words, reason why this target, harm what stops when it is done. because
    holds finding ids. automatic is False where a person must do it: then writes says what it takes.
    parts names what of the target is meant, as in Target.
    """

    step: int
    phase: Phase
    action: str
    target: str
    region: str
    title: Text = field(default_factory=Text)
    because: tuple[str, ...] = ()
    reason: Text = field(default_factory=Text)
    harm: Text = field(default_factory=Text)
    reversible: bool = False
    automatic: bool = False
    writes: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """The state of a target before and after an action; revert restores before. JSON values only."""

    action: str
    target: Target
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def needed(self) -> bool:
        """False when the target is already as we want it."""
        return self.before != self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """
    Proof of one applied step; times are aware UTC, calls are API calls in order.

    The same action on the same target is the same step in every plan of a case: number, step, is the
    latest plan's. failed says what went wrong, in English as AWS or our own guard said it.
    """

    step: int
    action: str
    target: str
    by: str
    region: str = ""
    approved_by: tuple[str, ...] = ()
    applied: datetime | None = None
    reverted: datetime | None = None
    failed: str = ""
    calls: tuple[str, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether the step was applied and still is."""
        return self.applied is not None and self.reverted is None and not self.failed
