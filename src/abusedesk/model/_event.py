"""One line of any log."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

Outcome = Literal["success", "failure", "unknown"]

_SESSION = re.compile(r"arn:(aws[\w-]*):sts::(\d{12}):assumed-role/([^/]+)/.+")


def principal_of(arn: str) -> str:
    """The identity behind arn: a role session's role, everything else itself (a role's path is lost)."""
    found = _SESSION.fullmatch(arn)
    return f"arn:{found[1]}:iam::{found[2]}:role/{found[3]}" if found else arn


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """
    One line of any log, in our columns; time is aware UTC, None where the line has none.

    source is the log format's id. id is the event's own (CloudTrail's eventID), else FILE:LINE; two
    events of one source with the same id are one event, delivered twice. action is "service:Call" for
    CloudTrail. actor is the cloud principal as logged (a session's own ARN); principal is who stands
    behind it (the role's ARN). credential is the access key id. user is the name in the line. target
    is what was acted upon. record is the line's own fields as a JSON object, by the names that Sigma
    rules for that log use. file and line (from 1) say where it stood; line 0 where files have none.
    """

    time: datetime | None
    source: str
    id: str
    account: str | None = None
    region: str | None = None
    action: str | None = None
    outcome: Outcome | None = None
    error: str | None = None
    actor: str | None = None
    principal: str | None = None
    credential: str | None = None
    user: str | None = None
    src_ip: str | None = None
    src_port: int | None = None
    dst_ip: str | None = None
    dst_port: int | None = None
    target: str | None = None
    http_method: str | None = None
    url: str | None = None
    status: int | None = None
    user_agent: str | None = None
    dns_query: str | None = None
    process: str | None = None
    pid: int | None = None
    message: str | None = None
    file: str = ""
    line: int = 0
    record: str = "{}"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that could not be read: where, and what was expected."""

    file: str
    line: int
    why: str
