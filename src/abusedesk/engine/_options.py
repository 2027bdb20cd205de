"""What a person may tell the main job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """
    How to reach the account: a profile or the environment, a role to assume, another endpoint.

    management is how to reach the management account of its organization, where root is to be acted for.
    """

    profile: str | None = None
    role_arn: str | None = None
    external_id: str | None = None
    endpoint_url: str | None = None
    management: Connection | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """
    What to look at.

    since and until are aware UTC; None is 90 days before until, and the account's own clock. regions
    empty is all of them. logs are files, folders or s3:// addresses; cost is a Cost Explorer CSV.
    connection None looks at logs alone and speaks to no AWS. now is when the case is opened; None is this
    machine's clock, and another is for accounts that are only played.
    """

    connection: Connection | None = None
    logs: tuple[str, ...] = ()
    cost: Path | None = None
    since: datetime | None = None
    until: datetime | None = None
    regions: tuple[str, ...] = ()
    authserv_ids: tuple[str, ...] = ()
    now: datetime | None = None
