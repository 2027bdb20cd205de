"""The case as one document: the contract of `respond --json` and `case export`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from ._trace import Attackers, Cost, Inventory

if TYPE_CHECKING:
    from datetime import datetime

    from ._case import Case, Scope
    from ._evidence import Coverage, Evidence
    from ._finding import Finding
    from ._notice import Message, Notice
    from ._plan import Receipt, Step
    from ._reply import Check, Measure, Recheck, Reply
    from ._trace import Affected, RootCause, TimelineEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Investigation:
    """Who looked, when (the account's clock, aware UTC), and at what."""

    responder: str
    now: datetime
    scope: Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """
    What the stages after collection work on: the notice and all that was read.

    account is the account id; responder is the ARN that we run as; now is the account's clock at the
    time of collection, aware UTC. scope.region is "aws-global".
    """

    notice: Notice
    scope: Scope
    now: datetime
    account: str = ""
    responder: str = ""
    evidence: tuple[Evidence, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    findings: tuple[Finding, ...] = ()

    def things(self, kind: str) -> tuple[Evidence, ...]:
        """All evidence of one kind, such as "iam.user", in the order it was read."""
        return tuple(one for one in self.evidence if one.kind == kind)

    def was_read(self, collector: str, region: str | None = None) -> bool:
        """Whether collector read everything it looked for, in region or in all that it was run in."""
        rows = [row for row in self.coverage if row.collector == collector and region in {None, row.region}]
        return bool(rows) and all(row.status in {"read", "empty", "not_opted_in"} for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDocument:
    """One case, whole; member names are the JSON contract's."""

    schema: Literal["abusedesk.case/1"] = "abusedesk.case/1"
    case: Case
    notice: Notice
    coverage: tuple[Coverage, ...] = ()
    findings: tuple[Finding, ...] = ()
    root_causes: tuple[RootCause, ...] = ()
    attackers: Attackers = field(default_factory=Attackers)
    affected: tuple[Affected, ...] = ()
    cost: Cost = field(default_factory=Cost)
    timeline: tuple[TimelineEntry, ...] = ()
    plan: tuple[Step, ...] = ()
    inventory: Inventory = field(default_factory=Inventory)
    checks: tuple[Check, ...] = ()
    measures: tuple[Measure, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    messages: tuple[Message, ...] = ()
    rechecks: tuple[Recheck, ...] = ()
    reply: Reply | None = None

    @property
    def open_steps(self) -> tuple[Step, ...]:
        """The steps of the plan that no receipt shows as applied, in order."""
        applied = {(one.action, one.target) for one in self.receipts if one.stands}
        return tuple(step for step in self.plan if (step.action, step.target) not in applied)
