"""Small reads of the live account, each kept as evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from abusedesk import collect
from abusedesk.aws.read import Reader
from abusedesk.errors import Absent, Denied, Throttled, Unreachable
from abusedesk.model import Recheck, Scope
from abusedesk.translate import text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from abusedesk.aws.read import Page
    from abusedesk.aws.session import Session
    from abusedesk.model import Dossier, Evidence, Notice, RootCause, Text, Trace

COLLECTOR = "recheck"
# What AWS may answer instead of what was asked.
UNREAD = (Denied, Throttled, Unreachable)


@dataclass(slots=True, kw_only=True)
class Look:
    """
    One look at an account: what the case is about, and the evidence found so far.

    notice is what all messages of the case say together; now is the account's clock, aware UTC.
    """

    session: Session
    notice: Notice
    dossier: Dossier
    story: Trace
    account: str
    now: datetime
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def cause(self) -> RootCause | None:
        """The root cause in first place."""
        return self.story.root_causes[0] if self.story.root_causes else None

    def reader(self, region: str, reads: Collection[str]) -> Reader:
        """A reader of those calls in region."""
        return Reader(self.session, region, reads)

    def keep(self, page: Page, key: str, data: Mapping[str, Any]) -> str:
        """Keep what page shows of key; gives the evidence's id."""
        scope = Scope(self.account, page.region, self.now, self.now)
        kind = "recheck." + page.call.replace(":", "_")
        kept = collect.of(page, collector=COLLECTOR, kind=kind, key=key, scope=scope, data=data)
        self.evidence.append(kept)
        return kept.id

    def row(  # noqa: PLR0913  # all by name but the first two: the row's own columns
        self,
        question: str,
        target: str,
        *,
        holds: bool | None,
        why: Text,
        region: str = "aws-global",
        evidence: tuple[str, ...] = (),
    ) -> Recheck:
        """One thing that was read again, or could not be."""
        return Recheck(
            question=question,
            target=target,
            region=region,
            holds=holds,
            why=why,
            at=self.now,
            evidence=evidence,
        )

    def unread(self, question: str, target: str, why: Exception, region: str = "aws-global") -> Recheck:
        """One thing that AWS did not let us read."""
        if isinstance(why, Denied):
            said = text(
                "It could not be read: the permission {permission} is missing.", permission=why.permission
            )
        elif isinstance(why, Absent):
            said = text("It could not be read: the service or region is off.")
        else:
            said = text("It could not be read: AWS did not answer.")
        return self.row(question, target, holds=None, why=said, region=region)
