"""The notice, as it was read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from ._case import DeadlineBasis

Stage = Literal[
    "first",
    "another_resource",
    "not_heard_back",
    "reminder",
    "mitigated",
    "final",
    "question",
    "denied",
    "resolved",
    "none",
]
Channel = Literal["mail", "health", "support", "text"]


@dataclass(frozen=True, slots=True)
class Authentic:
    """Whether the mail is AWS's own, and why we think so."""

    verdict: Literal["pass", "fail", "unknown"] = "unknown"
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reported:
    """What the forwarded report says: a stranger's words, never taken for AWS's or ours."""

    format: Literal["arf", "xarf", "fail2ban", "table", "text"] | None = None
    valid: bool | None = None
    feedback_type: str | None = None
    source_ip: str | None = None
    date: datetime | None = None
    ips: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """
    What AWS says, field by field; times are aware UTC.

    resources, ips and urls are ours as AWS's own text names them; remote_ips and ports are the other
    side's, from AWS's own text. received is the date of AWS's mail, the innermost one when forwarded.
    """

    kind: str
    stage: Stage = "none"
    channel: Channel = "mail"
    account: str | None = None
    regions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    access_keys: tuple[str, ...] = ()
    iam_users: tuple[str, ...] = ()
    ips: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()
    activity_start: datetime | None = None
    activity_end: datetime | None = None
    received: datetime | None = None
    deadline: datetime | None = None
    deadline_basis: DeadlineBasis = "none"
    remote_ips: tuple[str, ...] = ()
    subject: str = ""
    from_: str = ""
    authentic: Authentic = field(default_factory=Authentic)
    reported: Reported = field(default_factory=Reported)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """
    The message that carried the notice: what a reply needs, and its text in two parts.

    own_text is AWS's; forwarded_report is everything after the marker of the quoted report, or what a
    part of the message attached. sha256 is of the message's bytes as they came. reply_to is where an
    answer goes. All header values are decoded and free of line breaks.
    """

    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    from_: str = ""
    to: str = ""
    reply_to: str = ""
    subject: str = ""
    date: datetime | None = None
    own_text: str = ""
    forwarded_report: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """
    One line of a case's correspondence.

    to and sha256 (of the message's bytes, kept as a blob) are there where the message was kept whole.
    """

    direction: Literal["in", "out"]
    kind: str
    stage: str
    time: datetime
    subject: str
    message_id: str
    to: str | None = field(default=None, metadata={"optional": True})
    sha256: str | None = field(default=None, metadata={"optional": True})
