"""Who called what from where: CloudTrail boiled down to parties, few enough to weigh."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from . import _agents
from ._addresses import is_public

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from abusedesk.lake import Lake

_K = TypeVar("_K", str, tuple[str, str])

# Who stands behind a call: a session's role, with its path; a failed sign-in has a name only, and a caller of
# another account only its account's id.
WHO = """coalesce(
    case when principal like 'arn:%' then principal end,
    'name:' || "user",
    'account:' || json_extract_string(record, '$.userIdentity.accountId'))"""
# Who calls without credentials: many people who have nothing in common, never one identity.
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
NOBODY = frozenset({"account:ANONYMOUS_PRINCIPAL", "account:anonymous"})
# What the desk itself asks must never look like reconnaissance.
OTHERS = "source = 'cloudtrail' and not is_ours(user_agent, principal)"

# People who share a role of IAM Identity Center are told apart by the session's name, which is their own.
SESSION = """case when actor like '%:assumed-role/AWSReservedSSO_%' or (actor like '%:assumed-role/%@%')
    then regexp_extract(actor, '[^/]+$') else '' end"""

_FACTOR = "$.userIdentity.sessionContext.attributes.mfaAuthenticated"
_SIGNED = "$.additionalEventData.MFAUsed"
_CELLS = f"""
select {WHO} as who, {SESSION} as session, credential, src_ip, user_agent, action, region, outcome,
    count(*), min("time"), max("time"),
    max(case when json_extract_string(record, '{_FACTOR}') = 'true' then 1 else 0 end),
    max(case when lower(json_extract_string(record, '{_SIGNED}')) = 'yes' then 1 else 0 end),
    max(case when lower(error) like '%denied%' or lower(error) like '%unauthorized%' then 1 else 0 end)
from events
where {OTHERS} and "time" is not null
group by who, session, credential, src_ip, user_agent, action, region, outcome
"""


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind of call of one party: count of it, first and last time (aware UTC)."""

    credential: str
    agent: str
    action: str
    region: str
    ok: bool
    denied: bool
    factor: bool
    count: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class PartyKey:
    """
    A principal with one long-lived key, or with his sessions (key ""), at one address.

    session tells people apart who share a role, "" for everybody else.
    """

    who: str
    key: str
    ip: str
    session: str = ""

    @property
    def identity(self) -> tuple[str, str]:
        """Whose habits count: the principal, and the person where several share it."""
        return self.who, self.session


@dataclass(frozen=True)
class Party:
    """All that one identity did from one address, with a second factor at sign-in or not."""

    id: PartyKey
    cells: tuple[Cell, ...]
    signed_in_with_factor: bool
    first: datetime = field(init=False)
    last: datetime = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "first", min(cell.first for cell in self.cells))
        object.__setattr__(self, "last", max(cell.last for cell in self.cells))

    @cached_property
    def actions(self) -> frozenset[str]:
        """Every call tried."""
        return frozenset(cell.action for cell in self.cells)

    @cached_property
    def done(self) -> frozenset[str]:
        """Every call that worked."""
        return frozenset(cell.action for cell in self.cells if cell.ok)

    @cached_property
    def denied(self) -> frozenset[str]:
        """Every call that was refused for want of a permission."""
        return frozenset(cell.action for cell in self.cells if cell.denied)

    @cached_property
    def regions(self) -> frozenset[str]:
        """Every region called."""
        return frozenset(cell.region for cell in self.cells)

    @cached_property
    def agents(self) -> frozenset[str]:
        """Every user agent that is not an AWS service's."""
        return frozenset(cell.agent for cell in self.cells if not _agents.is_service(cell.agent))

    @cached_property
    def count(self) -> int:
        """How many calls."""
        return sum(cell.count for cell in self.cells)


@dataclass(frozen=True)
class Activity:
    """Every party of the account by id, those at public addresses only, in order of their first call."""

    parties: Mapping[PartyKey, Party]
    first: datetime | None
    last: datetime | None

    @property
    def span(self) -> timedelta:
        """How long the log is."""
        return self.last - self.first if self.first and self.last else timedelta()

    @cached_property
    def by_who(self) -> Mapping[str, tuple[Party, ...]]:
        """Parties of each principal."""
        return _grouped((party.id.who, party) for party in self.parties.values())

    @cached_property
    def by_identity(self) -> Mapping[tuple[str, str], tuple[Party, ...]]:
        """Parties of each person or machine."""
        return _grouped((party.id.identity, party) for party in self.parties.values())

    @cached_property
    def by_ip(self) -> Mapping[str, tuple[Party, ...]]:
        """Parties at each address."""
        return _grouped((party.id.ip, party) for party in self.parties.values())

    @cached_property
    def by_key(self) -> Mapping[str, tuple[Party, ...]]:
        """Parties of each long-lived access key."""
        return _grouped((party.id.key, party) for party in self.parties.values() if party.id.key)


def _grouped(pairs: Iterable[tuple[_K, Party]]) -> dict[_K, tuple[Party, ...]]:
    groups: dict[_K, list[Party]] = defaultdict(list)
    for name, party in pairs:
        groups[name].append(party)
    return {name: tuple(parties) for name, parties in groups.items()}


def person_of(actor: str | None) -> str:
    """The session's name where it is a person's own, as SESSION has it for the same actor."""
    if not actor or ":assumed-role/" not in actor:
        return ""
    role, _, name = actor.partition(":assumed-role/")[2].partition("/")
    return name.rpartition("/")[2] if role.startswith("AWSReservedSSO_") or "@" in name else ""


def long_lived(credential: str | None) -> str:
    """The credential when it is a user's or root's own key, else "" (sessions change theirs all the time)."""
    return credential if credential and credential.startswith("AKIA") else ""


def load(lake: Lake, names: Mapping[str, str]) -> Activity:
    """Parties at public addresses, from the lake's CloudTrail events; names gives a user's ARN by name."""
    cells: dict[PartyKey, list[Cell]] = defaultdict(list)
    signed: set[PartyKey] = set()
    times: list[datetime] = []
    for who, session, credential, ip, *columns in lake.ask(_CELLS):
        times += columns[5:7]
        if who is None or who in NOBODY or not is_public(ip):
            continue
        key = PartyKey(_resolved(who, names), long_lived(credential), ip, session)
        cells[key].append(_cell(credential, columns))
        if columns[8]:
            signed.add(key)
    parties = [Party(key, tuple(found), key in signed) for key, found in cells.items()]
    parties.sort(key=lambda party: (party.first, party.id.who, party.id.ip))
    return Activity(
        parties={party.id: party for party in parties},
        first=min(times, default=None),
        last=max(times, default=None),
    )


def _resolved(who: str, names: Mapping[str, str]) -> str:
    name = who.removeprefix("name:")
    return names.get(name, name) if name != who else who


def _cell(credential: str | None, columns: list[Any]) -> Cell:
    agent, action, region, outcome, count, first, last, factor, _, denied = columns
    return Cell(
        credential=credential or "",
        agent=agent or "",
        action=action or "",
        region=region or "",
        ok=outcome != "failure",
        denied=bool(denied),
        factor=bool(factor),
        count=count,
        first=first,
        last=last,
    )
