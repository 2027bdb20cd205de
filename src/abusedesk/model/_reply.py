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
    """
    One sentence of the letter with the evidence and event ids that prove it.

    word_of names the person on whose word it stands, where it is no reading of ours.
    """

    text: str
    evidence: tuple[str, ...]
    status: Literal["confirmed", "not_confirmed"]
    word_of: str | None = field(default=None, metadata={"optional": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """
    A letter to AWS: English text, Japanese gloss, its claims and its own list of problems.

    questions is what AWS would probably ask next, the likeliest first.
    """

    kind: ReplyKind = "answer"
    to: str = ""
    subject: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    text: str = ""
    gloss_ja: str = ""
    claims: tuple[Claim, ...] = ()
    problems: tuple[str, ...] = ()
    questions: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """
    Whether one thing that the abuse needed is really gone, read again from the live account.

    question is "key_off", "principal_denied", "instance_cut_off", "port_closed", "content_gone",
    "sending_off" or "address_not_held". holds is None where it could not be read; at is aware UTC.
    """

    question: str
    target: str
    region: str
    holds: bool | None
    why: Text
    at: datetime
    evidence: tuple[str, ...] = ()


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
