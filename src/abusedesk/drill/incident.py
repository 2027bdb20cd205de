"""An incident folder, read: what the practice account is, as data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

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
class Incident:
    """
    All of a folder but the truth, whose path alone is kept: serving never reads it.

    now is the practice account's clock at the start, aware UTC. ignored names the files that this
    version has no use for. notices holds the first notice and its follow-ups, in order.
    """

    folder: Path
    title: str
    now: datetime
    notices: tuple[Path, ...]
    accounts: tuple[Account, ...]
    truth: Path | None = None
    ignored: tuple[str, ...] = ()

    @property
    def notice(self) -> Path:
        """The mail that starts it."""
        return self.notices[0]
