"""An incident folder, read: what the practice account is, as data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailFacts:
    """A trail as incident.toml names it; regions None: all of them."""

    name: str
    bucket: str
    prefix: str = ""
    regions: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRow:
    """What one usage type cost on one day (YYYY-MM-DD, UTC), US dollars, unblended."""

    day: str
    service: str
    region: str
    usage_type: str
    amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """
    One CloudTrail record with what LookupEvents indexes it by; time is aware UTC.

    resources holds (type, name) pairs. raw is the record's JSON as it stands in the file.
    """

    time: datetime
    id: str
    name: str
    source: str
    user: str
    key: str
    read_only: bool
    management: bool
    resources: tuple[tuple[str, str], ...]
    raw: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """
    One account of the folder.

    records, detectors and resources are by region; records in order of time, findings and resources
    in the file's order. objects and log_streams are by bucket and by group, then by key and by stream.
    """

    id: str
    opted_in: tuple[str, ...]
    support_plan: str = "basic"
    trail: TrailFacts | None = None
    deny: tuple[str, ...] = ()
    iam: Mapping[str, Any] = field(default_factory=dict)
    records: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    resources: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    costs: tuple[CostRow, ...] = ()
    detectors: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    advisor: tuple[Mapping[str, Any], ...] | None = None
    cases: tuple[Mapping[str, Any], ...] = ()
    objects: Mapping[str, Mapping[str, Path]] = field(default_factory=dict)
    log_streams: Mapping[str, Mapping[str, Path]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """
    One thing that the intruder does while the account is being contained.

    when: "denied": once he was refused; "after": seconds after our first change; "every": again and again,
    seconds apart from then on. by is the id of a key of his, or the ARN of a role. parameters are the
    operation's, in the types of its shape; "*" there stands for whatever is there.
    """

    when: Literal["denied", "after", "every"]
    seconds: float
    by: str
    service: str
    operation: str
    region: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def call(self) -> str:
        """As the folder names it, "service:Operation"."""
        return f"{self.service}:{self.operation}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """
    All of a folder but the truth, whose path alone is kept: serving never reads it.

    now is the practice account's clock at the start, aware UTC. ignored names the files that this
    version has no use for. notices holds the first notice and its follow-ups, in order; moves what the
    intruder does while we act, stolen the ids of the keys that he has for it.
    """

    folder: Path
    title: str
    now: datetime
    notices: tuple[Path, ...]
    accounts: tuple[Account, ...]
    moves: tuple[Move, ...] = ()
    stolen: tuple[str, ...] = ()
    truth: Path | None = None
    ignored: tuple[str, ...] = ()

    @property
    def notice(self) -> Path:
        """The mail that starts it."""
        return self.notices[0]
