"""
How strange each party is: the leaked key's thief against the same key's rightful user.

Parties are weighed in order of their first call, each against what the same principal and the account
did until then; a strange one is not learnt from.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from abusedesk.model import Severity

from . import _agents
from ._addresses import network
from ._grave import is_grave, is_read, plain
from ._habit import Habit, Neighbours

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from abusedesk.model import Finding

    from ._activity import Activity, Cell, Party, PartyKey

# How much each sign says, for (+) or against (-) a stranger.
SIGNS: Mapping[str, float] = {
    "new_address": 1.0,
    "new_network": 1.0,
    "machine_moved": 1.0,
    "new_tool": 0.75,
    "machine_new_tool": 0.75,
    "new_machine": 0.75,
    "new_agent": 0.25,
    "same_agent": -0.5,
    "tool_new_to_account": 1.0,
    "new_region": 1.0,
    "region_new_to_account": 0.5,
    "new_calls": 1.0,
    "asks_who_it_is": 0.5,
    "looks_around": 1.0,
    "refused_once": 0.5,
    "refused_often": 1.0,
    "grave_call": 1.0,
    "grave_calls": 2.0,
    "guardduty": 1.5,
    "guardduty_high": 2.5,
    "guardduty_tool": 0.5,
    "rule_high": 0.5,
    "rule_critical": 1.0,
    "no_second_factor": 0.5,
    "root_without_factor": 1.5,
    "only_failed_sign_ins": 1.0,
    "second_factor_left_out": 1.5,
    "all_as_usual": -1.0,
    "second_factor": -3.0,
    "known_there": -1.5,
    "session_with_factor": -1.0,
    "made_by_owner": -1.0,
    "taken_by_owner": -1.5,
    "announced": -3.0,
    "settled": -1.5,
    "woken": 1.0,
}
# From here on a party that something ties to the abuse is the intruder's, and nobody learns from it.
STRANGE = 2.5
_ROUNDS = 4
_WARM_UP = timedelta(days=3)
_WARM_UP_SHARE = 0.15
_SETTLED = timedelta(days=3)
_LONG = 0.4
_ASLEEP = timedelta(days=10)
_LOOKED_AROUND = 4
_REFUSED_OFTEN = 3
_GRAVE_CALLS = 3


@dataclass(frozen=True, slots=True)
class Weighed:
    """One party, how strange it is, and the signs that say so (names of SIGNS, or "owner_address")."""

    party: Party
    score: float
    signs: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """What else bears on a party: findings by address; principals by what they are; born says when."""

    findings: Mapping[str, tuple[Finding, ...]]
    announced: frozenset[str]
    machines: frozenset[str]
    ours: frozenset[str]
    born: Mapping[str, datetime]


def weigh(activity: Activity, known: Known, made_by: Mapping[str, PartyKey]) -> dict[PartyKey, Weighed]:
    """
    Every party, weighed; made_by says which party made a principal.

    In rounds: first each party against what came before it, then against all that was trusted in the
    round before, so that it does not matter who of the owner's people happens to come first in the log.
    """
    weighed = _Scales(activity, known, made_by, Neighbours()).weigh()
    for _ in range(_ROUNDS):
        trusted = Neighbours()
        for found in weighed.values():
            if found.score < STRANGE:
                trusted.learn(found.party)
        before, weighed = weighed, _Scales(activity, known, made_by, trusted, whole=True).weigh()
        if before == weighed:
            break
    return weighed


@dataclass
class _Scales:
    """One round of weighing; neighbours grow as it goes, unless they are whole from the start."""

    activity: Activity
    known: Known
    made_by: Mapping[str, PartyKey]
    neighbours: Neighbours
    whole: bool = False

    def weigh(self) -> dict[PartyKey, Weighed]:
        habits: dict[tuple[str, str], Habit] = defaultdict(Habit)
        account = Habit()
        weighed: dict[PartyKey, Weighed] = {}
        for party in self.activity.parties.values():
            own = habits[party.id.identity]
            others = self.neighbours.others(party) if self.whole else account
            signs = self._signs(party, own, others, weighed)
            score = sum(SIGNS.get(sign, 0.0) for sign in signs)
            weighed[party.id] = Weighed(party, score, tuple(signs))
            if score < STRANGE:
                own.learn(party)
                if not self.whole:
                    account.learn(party)
                    self.neighbours.learn(party)
        return weighed

    def _signs(
        self, party: Party, own: Habit, others: Habit, weighed: Mapping[PartyKey, Weighed]
    ) -> list[str]:
        if party.id.ip in self.known.ours or self.neighbours.share(party):
            return ["owner_address"]
        if party.id.ip in own.addresses:
            return ["own_address"]
        later = self._settled(party, own)
        if own.first is None and not later and _too_early(party, self.activity):
            return list(_found(party, self.known.findings.get(party.id.ip, ())))
        setting = _Setting(own.joined(later) if later else own, others)
        return [*_signs(party, setting, self.known), *self._origin(party, setting, weighed)]

    def _settled(self, party: Party, own: Habit) -> list[Party]:
        """Where the same principal works for much of the log, be it later than party came."""
        return [
            other
            for other in self.activity.by_identity[party.id.identity]
            if other.id.ip != party.id.ip
            and other.last - other.first >= self.activity.span * _LONG
            and (other.count > party.count or own.first is not None)
            and (not self.whole or self.neighbours.know(other))
        ]

    def _origin(self, party: Party, setting: _Setting, weighed: Mapping[PartyKey, Weighed]) -> Iterator[str]:
        who = party.id.who
        maker = weighed.get(self.made_by[who]) if who in self.made_by else None
        if who in self.known.announced:
            yield "announced"
        if maker is not None and maker.score < STRANGE:
            yield "made_by_owner"
        if ":role/" in who and all(self._was_taken_by_owner(cell, weighed) for cell in party.cells):
            yield "taken_by_owner"
        if self.whole and self.neighbours.vouch(party):
            yield "known_there"
        if self._is_settled(party):
            yield "settled"
        elif self._was_asleep(party) and setting.own.first is None:
            yield "woken"

    def _was_taken_by_owner(self, cell: Cell, weighed: Mapping[PartyKey, Weighed]) -> bool:
        taker = weighed.get(self.made_by[cell.credential]) if cell.credential in self.made_by else None
        return taker is not None and taker.score < STRANGE

    def _is_settled(self, party: Party) -> bool:
        """Whether it is there for much of the log, or for days with most of the calls."""
        parties = self.activity.by_identity[party.id.identity]
        span = party.last - party.first
        most = party.count * 2 >= sum(other.count for other in parties)
        return span >= self.activity.span * _LONG or (most and span >= _SETTLED)

    def _was_asleep(self, party: Party) -> bool:
        born, start = self.known.born.get(party.id.who), self.activity.first
        return born is not None and start is not None and born < start and party.first - start >= _ASLEEP


def _too_early(party: Party, activity: Activity) -> bool:
    """Whether the log begins so shortly before that everybody in it is a stranger."""
    if activity.first is None:
        return False
    return party.first - activity.first <= min(_WARM_UP, activity.span * _WARM_UP_SHARE)


@dataclass(frozen=True, slots=True)
class _Setting:
    own: Habit
    account: Habit

    @property
    def base(self) -> Habit:
        """What to hold a party against: its own past, the account's where it has none."""
        return self.own if self.own.first else self.account


def _signs(party: Party, setting: _Setting, known: Known) -> Iterator[str]:
    if setting.base.first is None:
        return
    strange = [*_place(party, setting, known), *_program(party, setting, known)]
    deeds = [*_deeds(party, setting), *_regions(party, setting)]
    yield from strange
    yield from deeds
    if not deeds and "same_agent" in strange:
        yield "all_as_usual"
    yield from _factor(party, setting)
    yield from _found(party, known.findings.get(party.id.ip, ()))


def _place(party: Party, setting: _Setting, known: Known) -> Iterator[str]:
    if setting.own.roams or (not setting.own.first and party.id.ip in setting.account.addresses):
        return
    yield "new_address"
    if network(party.id.ip) not in setting.base.networks:
        yield "new_network"
    if (
        setting.own.first
        and _is_machine(party, setting, known)
        and "signin:ConsoleLogin" not in party.actions
    ):
        yield "machine_moved"


def _is_machine(party: Party, setting: _Setting, known: Known) -> bool:
    return party.id.who in known.machines or not setting.own.person


def _program(party: Party, setting: _Setting, known: Known) -> Iterator[str]:
    families = {_agents.family(agent) for agent in party.agents}
    if not families:
        return
    by_key = bool(party.id.key)
    usual = setting.own.tools(by_key=by_key) or setting.account.tools(by_key=by_key)
    if not families <= usual:
        yield "new_tool"
        if setting.own.first and _is_machine(party, setting, known):
            yield "machine_new_tool"
        if not families <= {family for _, family in setting.account.families}:
            yield "tool_new_to_account"
    elif not {_agents.shape(agent) for agent in party.agents} <= setting.base.shapes:
        yield "new_machine"
    elif not {_agents.fingerprint(agent) for agent in party.agents} <= setting.base.agents:
        yield "new_agent"
    elif setting.own.first:
        yield "same_agent"


def _deeds(party: Party, setting: _Setting) -> Iterator[str]:
    new = {action for action in party.actions if action not in setting.base.actions}
    calls = sum(cell.count for cell in party.cells if cell.action in new)
    if len(new) * 2 >= len(party.actions) or calls * 2 >= party.count:
        yield "new_calls"
    if "sts:GetCallerIdentity" in new:
        yield "asks_who_it_is"
    if sum(map(is_read, new)) >= _LOOKED_AROUND:
        yield "looks_around"
    refused = party.denied - setting.base.actions
    if refused:
        yield "refused_often" if len(refused) >= _REFUSED_OFTEN else "refused_once"
    grave = {plain(action) for action in new if is_grave(action)}
    if grave:
        yield "grave_calls" if len(grave) >= _GRAVE_CALLS else "grave_call"


def _regions(party: Party, setting: _Setting) -> Iterator[str]:
    new = party.regions - setting.base.regions
    if new:
        yield "new_region"
        if not new <= setting.account.regions:
            yield "region_new_to_account"


def _factor(party: Party, setting: _Setting) -> Iterator[str]:
    if party.signed_in_with_factor:
        yield "second_factor"
    elif any(cell.factor for cell in party.cells):
        yield "session_with_factor"
    elif "signin:ConsoleLogin" in party.actions - party.done:
        yield "only_failed_sign_ins"
    elif "signin:ConsoleLogin" in party.done:
        if party.id.who.endswith(":root"):
            yield "root_without_factor"
        if setting.own.factor:
            yield "second_factor_left_out"
        elif not setting.own.person:
            yield "no_second_factor"


def _found(party: Party, findings: tuple[Finding, ...]) -> Iterator[str]:
    mine = [finding for finding in findings if _concerns(finding, party)]
    guardduty = [finding for finding in mine if finding.guardduty_type]
    if guardduty:
        tools = all((finding.guardduty_type or "").startswith("PenTest:") for finding in guardduty)
        high = any(finding.severity.rank >= Severity.HIGH.rank for finding in guardduty)
        yield "guardduty_tool" if tools else "guardduty_high" if high else "guardduty"
    rank = max((finding.severity.rank for finding in mine if not finding.guardduty_type), default=0)
    if rank >= Severity.HIGH.rank:
        yield "rule_critical" if rank > Severity.HIGH.rank else "rule_high"


def _concerns(finding: Finding, party: Party) -> bool:
    """Whether finding is about this principal or key at all; names are compared, as paths get lost."""
    if finding.sample or not (finding.actors or finding.credentials):
        return False
    name = party.id.who.rpartition("/")[2]
    keys = {cell.credential for cell in party.cells if cell.credential}
    return bool(keys & set(finding.credentials)) or any(
        name in actor.replace(":", "/").split("/") for actor in finding.actors
    )
