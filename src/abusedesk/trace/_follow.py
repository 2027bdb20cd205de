"""From the intruder's first parties to all that is his: to a fixed point, in every direction."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ._activity import OTHERS, PartyKey
from ._addresses import is_public
from ._deed import opened
from ._spoor import Claim, Spoor, gained, short
from ._weigh import STRANGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from abusedesk.lake import Lake

    from ._activity import Activity, Party
    from ._deed import Deed
    from ._made import Makers
    from ._weigh import Weighed

# What a tie is worth on top of a party's own strangeness.
TIES: Mapping[str, float] = {
    "named": 0.0,
    "published": 0.5,
    "same_key": 0.0,
    "maker": 0.5,
    "same_principal": -0.5,
    "same_address": 1.0,
    "opened_door": 1.0,
}


@dataclass(frozen=True)
class Ground:
    """All that the hunt goes over; spared are principals that are never the intruder's (the responder)."""

    lake: Lake
    activity: Activity
    weighed: Mapping[PartyKey, Weighed]
    makers: Makers
    names: Mapping[str, str]
    ours: frozenset[str]
    spared: frozenset[str] = frozenset()

    @cached_property
    def users_of(self) -> Mapping[str, frozenset[PartyKey]]:
        """The parties that signed with each credential, temporary ones too."""
        found: dict[str, set[PartyKey]] = defaultdict(set)
        for party in self.activity.parties.values():
            for cell in party.cells:
                if cell.credential:
                    found[cell.credential].add(party.id)
        return {credential: frozenset(parties) for credential, parties in found.items()}

    def is_strange(self, key: PartyKey, tie: str) -> bool:
        """Whether the party is strange enough for the tie that leads to it."""
        weighed = self.weighed.get(key)
        if weighed is None or key.who in self.spared:
            return False
        return weighed.score + TIES[tie] >= STRANGE


def follow(ground: Ground, spoor: Spoor) -> Spoor:
    """Grow spoor until nothing is added; gives back the same spoor."""
    asked: set[object] = set()
    while True:
        before = (len(spoor.parties), len(spoor.claims), len(spoor.deeds))
        for deed in _new_deeds(ground, spoor, asked):
            spoor.deeds[deed.event.id] = deed
            if deed.ok:
                spoor.claims |= {claim for claim in gained(deed) if claim.name and not _ours(ground, claim)}
        _take_whole_sessions(ground, spoor)
        for key, tie in _tied(ground, spoor):
            if key not in spoor.parties and ground.is_strange(key, tie):
                spoor.parties.add(key)
                spoor.ties[key] = tie
        if before == (len(spoor.parties), len(spoor.claims), len(spoor.deeds)):
            return spoor


def _ours(ground: Ground, claim: Claim) -> bool:
    return claim.kind == "principal" and claim.name in ground.spared


def _new_deeds(ground: Ground, spoor: Spoor, asked: set[object]) -> Iterator[Deed]:
    """Events that the claims and parties not asked for yet reach."""
    claims = [claim for claim in spoor.claims if claim not in asked]
    parties = [key for key in spoor.parties if key not in asked]
    asked |= {*claims, *parties}
    where, values = _reached(claims, parties)
    if where:
        for event in ground.lake.events(f"{OTHERS} and ({where})", **values):
            deed = opened(event, ground.names)
            if deed is not None and deed.event.id not in spoor.deeds and spoor.owns(deed):
                yield deed
    for claim in claims:
        if claim.kind == "mark":
            yield from _launched_for_him(ground, claim.name)


def _reached(claims: list[Claim], parties: list[PartyKey]) -> tuple[str, dict[str, str]]:
    """SQL for the events that claims and parties may own, with its values; "" for none."""
    wanted = {
        "credential": {claim.name for claim in claims if claim.kind == "credential"}
        | {key.key for key in parties if key.key},
        "src_ip": {key.ip for key in parties if not key.key},
        "principal": {claim.name for claim in claims if claim.kind == "principal"},
    }
    clauses: list[str] = []
    values: dict[str, str] = {}
    for column, names in wanted.items():
        bound = {f"{column}{number}": name for number, name in enumerate(sorted(names))}
        if bound:
            clauses.append(f"{column} in ({', '.join('$' + name for name in bound)})")
            values |= bound
    sessions = sorted(claim.name for claim in claims if claim.kind == "session")
    for number, name in enumerate(sessions):
        clauses.append(f"(actor like '%:assumed-role/%' and ends_with(actor, $session{number}))")
        values[f"session{number}"] = f"/{name}"
    return " or ".join(clauses), values


def _launched_for_him(ground: Ground, mark: str) -> Iterator[Deed]:
    """Instances that a service launched for a group, fleet or stack of his, as their tags say."""
    where = f"""{OTHERS} and action = 'ec2:RunInstances' and outcome = 'success'
        and src_ip like '%.amazonaws.com' and position($mark in record) > 0"""
    for event in ground.lake.events(where, mark=f'"{mark}"'):
        deed = opened(event, ground.names)
        if deed is not None:
            yield deed


def _take_whole_sessions(ground: Ground, spoor: Spoor) -> None:
    """A session key that only the intruder's parties signed with is his wherever else it shows up."""
    for deed in list(spoor.deeds.values()):
        credential = deed.event.credential or ""
        users = ground.users_of.get(credential, frozenset())
        if credential.startswith("ASIA") and users and users <= spoor.parties:
            spoor.claims.add(Claim("credential", credential))


def _tied(ground: Ground, spoor: Spoor) -> Iterator[tuple[PartyKey, str]]:
    """Parties that something leads to, and what it is."""
    activity = ground.activity
    places = {deed.event.src_ip or "" for deed in spoor.deeds.values() if not spoor.runs_on_machine(deed)}
    for ip in places:
        yield from ((party.id, "same_address") for party in activity.by_ip.get(ip, ()))
    for key in {key.key for key in spoor.parties if key.key}:
        yield from ((party.id, "same_key") for party in activity.by_key.get(key, ()))
    for identity in {deed.party.identity for deed in spoor.deeds.values()}:
        for party in activity.by_identity.get(identity, ()):
            if not _is_explained(party, ground, spoor):
                yield party.id, "same_principal"
    doors = spoor.names("suspect")
    if doors:
        for who, parties in activity.by_who.items():
            if short(who) in doors:
                yield from (
                    (party.id, "opened_door") for party in parties if _after_door(party.id, spoor, ground)
                )
    yield from ((key, "maker") for key in makers_of(ground, spoor))


def _is_explained(party: Party, ground: Ground, spoor: Spoor) -> bool:
    """Whether these are role sessions that somebody else took: a role is shared, unlike a user."""
    makers = [ground.makers.by_thing.get(cell.credential) for cell in party.cells if ":role/" in party.id.who]
    return bool(makers) and all(made is not None and made.party not in spoor.parties for made in makers)


def _after_door(key: PartyKey, spoor: Spoor, ground: Ground) -> bool:
    begun = min((deed.time for deed in spoor.deeds.values()), default=None)
    return begun is not None and ground.activity.parties[key].last >= begun


def makers_of(ground: Ground, spoor: Spoor) -> Iterator[PartyKey]:
    """Who made the identities that are the intruder's, sessions included."""
    things = {deed.event.credential for deed in spoor.deeds.values()} | {
        deed.who for deed in spoor.deeds.values()
    }
    for thing in things | spoor.names("credential") | spoor.names("principal"):
        made = ground.makers.by_thing.get(thing or "")
        if made is not None:
            yield made.party


def addresses(ground: Ground, spoor: Spoor) -> tuple[str, ...]:
    """
    Public addresses that the intruder came from, in order of first use.

    Left out are our own, but for machines that he set up, and those where the owner's people were at home
    before.
    """
    found: dict[str, None] = {}
    for deed in spoor.ordered:
        ip = deed.event.src_ip
        if not is_public(ip) or (ip in ground.ours and not spoor.runs_on_machine(deed)):
            continue
        if not _at_home(ground, spoor, ip):
            found.setdefault(ip)
    return tuple(found)


def _at_home(ground: Ground, spoor: Spoor, ip: str) -> bool:
    own = set(spoor.parties)
    wholly = spoor.names("principal")
    others = [
        party
        for party in ground.activity.by_ip.get(ip, ())
        if party.id not in own and party.id.who not in wholly and not _only_his_keys(party.id, ground, spoor)
    ]
    taken = [party for party in ground.activity.by_ip.get(ip, ()) if party not in others]
    begun = min((party.first for party in taken), default=None)
    return (
        any(begun is None or party.first < begun for party in others) or len({p.id.who for p in others}) > 1
    )


def _only_his_keys(key: PartyKey, ground: Ground, spoor: Spoor) -> bool:
    cells = ground.activity.parties[key].cells
    return all(Claim("credential", cell.credential) in spoor.claims for cell in cells)


def seeded(keys: Iterable[PartyKey], tie: str) -> Spoor:
    """A spoor that begins with these parties."""
    parties = set(keys)
    return Spoor(parties=parties, ties=dict.fromkeys(parties, tie))
