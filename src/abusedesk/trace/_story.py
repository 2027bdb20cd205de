"""All that the causes judge: what was read, boiled down once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from ._web import Web

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from abusedesk.model import Affected, Attackers, Dossier, Evidence, Finding

    from ._breakins import BreakIn
    from ._content import Content
    from ._deed import Deed
    from ._entry import Entry
    from ._facts import Facts
    from ._fetched import Fetch
    from ._flows import Scan
    from ._follow import Ground
    from ._holders import Holding
    from ._owner import OwnTool
    from ._spoor import Spoor


@dataclass(frozen=True, kw_only=True)
class Story:
    """
    What happened, as far as it was read.

    deeds are the intruder's CloudTrail events in order of time. things are what the notice is about
    (instance ids, ARNs), instances those of them that are instances. launched holds the call that made
    each such instance and whether its party is one of the owner's. loaded are addresses that something
    was loaded from, with an event id. web is what access logs say, content the reported objects.
    """

    dossier: Dossier
    facts: Facts
    ground: Ground
    spoor: Spoor
    deeds: tuple[Deed, ...]
    entries: tuple[Entry, ...]
    things: tuple[str, ...]
    attackers: Attackers
    affected: tuple[Affected, ...]
    breakins: tuple[BreakIn, ...]
    scans: tuple[Scan, ...]
    loaded: tuple[tuple[str, str], ...]
    holdings: Mapping[str, tuple[Holding, ...]]
    launched: Mapping[str, Deed]
    tools: tuple[OwnTool, ...]
    fetched: tuple[Fetch, ...] = ()
    web: Web = field(default_factory=Web)
    content: tuple[Content, ...] = ()

    @property
    def entry(self) -> Entry | None:
        """The first way in."""
        return self.entries[0] if self.entries else None

    @property
    def instances(self) -> tuple[str, ...]:
        """The instances that the notice is about."""
        return tuple(thing for thing in self.things if thing.startswith("i-"))

    @cached_property
    def when(self) -> tuple[datetime, datetime] | None:
        """First and last moment of the reported activity, by AWS's word, else the report's."""
        notice = self.dossier.notice
        start = notice.activity_start or notice.activity_end or notice.reported.date
        end = notice.activity_end or notice.activity_start or notice.reported.date
        return (start, end) if start and end else None

    def one(self, kind: str, key: str) -> Evidence | None:
        """One thing of a kind by its key."""
        return next((found for found in self.dossier.things(kind) if found.key == key), None)

    def findings_on(self, *names: str) -> tuple[Finding, ...]:
        """Findings, samples left out, that name one of these credentials, addresses, actors or resources."""
        wanted = set(names)
        return tuple(
            finding
            for finding in self.dossier.findings
            if not finding.sample
            and wanted & {*finding.credentials, *finding.ips, *finding.actors, *finding.resources}
        )


def ids(deeds: Sequence[Deed], most: int = 15) -> list[str]:
    """The event ids of the first deeds."""
    return [deed.event.id for deed in deeds[:most]]
