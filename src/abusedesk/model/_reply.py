"""The answer to AWS, and what stands behind each sentence of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from ._text import Text

if TYPE_CHECKING:
    from datetime import datetime

ReplyKind = Literal["answer", "holding", "extension", "dispute"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of the letter with the evidence and event ids that prove it."""

    text: str
    evidence: tuple[str, ...]
    status: Literal["confirmed", "not_confirmed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A letter to AWS: English text, Japanese gloss, its claims and its own list of problems."""

    kind: ReplyKind = "answer"
    to: str = ""
    subject: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    text: str = ""
    gloss_ja: str = ""
    claims: tuple[Claim, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """How one defence of the account stands."""

    check: str
    region: str
    status: Literal["pass", "fail", "unknown", "not_applicable"]
    why: str = ""
    would_have: Literal["prevented", "limited", "shown"] | None = None
    action: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Something done, promised or proposed against a repeat; times are aware UTC."""

    id: str
    text: Text = field(default_factory=Text)
    state: Literal["proposed", "promised", "done"] = "proposed"
    by: str = ""
    at: datetime | None = None
    due: datetime | None = None
    verified: datetime | None = None
    evidence: tuple[str, ...] = ()
