"""What was read from AWS, and what could not be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

CoverageStatus = Literal[
    "read", "empty", "denied", "not_enabled", "not_opted_in", "truncated", "delayed", "failed"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """
    One thing as AWS showed it.

    data is the thing itself, JSON as the answer's member names have it (times as ISO 8601 text).
    sha256 is of the whole answer's bytes, kept as a blob of that name; several things may share one
    answer. asked is aware UTC. kind is "service.thing", such as "iam.user"; key is its ARN, id or
    s3:// address, unique within kind, account and region.
    """

    collector: str
    kind: str
    key: str
    account: str
    region: str
    call: str
    asked: datetime
    sha256: str
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Short name to cite it by; the same thing in the same answer has the same one."""
        named = f"{self.kind}|{self.key}|{self.account}|{self.region}|{self.sha256}"
        return "ev-" + hashlib.sha256(named.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that we looked for and could not read whole. A gap is never an empty list."""

    status: CoverageStatus
    why: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How one collector fared in one region; calls counts the requests it made."""

    collector: str
    region: str
    status: CoverageStatus
    why: str = ""
    calls: int = 0
