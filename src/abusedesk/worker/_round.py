"""What one round of the worker did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from abusedesk.model import EscalationStep, Text

What = Literal["opened", "continued", "duplicate", "not_a_notice", "growing", "unreadable"]


Outcome = Literal[
    "read", "stopped", "network", "tls", "login", "folder", "protocol", "secret", "rejected", "uncertain"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """
    One notice of one message and what became of it; why says it in words.

    message is what the message is called, mailbox included. "not_a_notice" opened no case; "growing" and
    "unreadable" are left for the next round. whole is False where the message, of size bytes, was too
    large and only its headers were taken.
    """

    message: str
    what: What
    why: Text
    subject: str = ""
    case: str = ""
    kind: str = ""
    stage: str = ""
    size: int = 0
    whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertTold:
    """One alert: to whom, and whether it reached at least one place; why says what failed."""

    step: EscalationStep
    contact: str
    title: Text
    reached: bool
    why: str = ""
    case: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxRead:
    """
    How reading one mailbox ended: "read", "stopped" when asked to, or the step that failed and why.

    older counts the messages of this round that were passed over, having arrived before since (aware UTC).
    """

    name: str
    outcome: Outcome
    why: str = ""
    failures: int = 0
    messages: int = 0
    duplicates: int = 0
    not_notices: int = 0
    left: int = 0
    older: int = 0
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsRead:
    """The settings were changed: they count from now on, or fault says why the earlier ones still do."""

    fault: str = ""


Shown = Took | AlertTold | MailboxRead | SettingsRead


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round: at is when it began (aware UTC)."""

    at: datetime
    mailboxes: tuple[MailboxRead, ...] = ()
    messages: tuple[Took, ...] = ()
    alerts: tuple[AlertTold, ...] = ()

    @property
    def has_gaps(self) -> bool:
        """Whether a mailbox was not read to its end, or an alert reached nobody."""
        unread = any(one.outcome not in {"read", "stopped"} or one.left for one in self.mailboxes)
        return unread or any(not one.reached for one in self.alerts)
