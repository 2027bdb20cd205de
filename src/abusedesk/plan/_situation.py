"""What the phases look at: the dossier and the trace, asked the way a plan asks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from abusedesk.model import Step, principal_of
from abusedesk.translate import text

from ._by_hand import BY_HAND

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.model import ActionFacts, Affected, Dossier, Evidence, Phase, RootCause, Text, Trace, User

GLOBAL = "aws-global"
_BLAMELESS = frozenset({"not_ours", "authorised_activity"})
_ADMIN = "AdministratorAccess"
_MOST_FINDINGS = 20


@dataclass(frozen=True)
class Situation:
    """One case at the moment of planning."""

    dossier: Dossier
    trace: Trace
    actions: Mapping[str, ActionFacts]

    @property
    def cause(self) -> RootCause | None:
        """The first root cause."""
        return self.trace.root_causes[0] if self.trace.root_causes else None

    @cached_property
    def broken_into(self) -> bool:
        """Whether there is an intruder to contain."""
        attackers = self.trace.attackers
        found = bool(attackers.credentials or attackers.principals or attackers.ips or self.trace.affected)
        return found and self.cause is not None and self.cause.kind not in _BLAMELESS

    @cached_property
    def in_account(self) -> bool:
        """Whether he had credentials of the account, not only a host."""
        attackers = self.trace.attackers
        return self.broken_into and bool(attackers.credentials or attackers.principals)

    @cached_property
    def responder(self) -> str:
        """Who we run as, a session as its role."""
        return principal_of(self.dossier.responder)

    @cached_property
    def responder_keys(self) -> frozenset[str]:
        """The responder's own long-term keys."""
        name = self.responder.rpartition("/")[2]
        keys = self.dossier.things("iam.access_key")
        return frozenset(one.key for one in keys if name and one.data.get("UserName") == name)

    @cached_property
    def made(self) -> frozenset[str]:
        """Names of what the intruder made."""
        return frozenset(thing.id for thing in self.trace.affected if thing.how == "created")

    @cached_property
    def users(self) -> Mapping[str, User]:
        """Every user that exists, by ARN."""
        return {user.arn: user for user in self.trace.inventory.users}

    @cached_property
    def instances(self) -> Mapping[str, Evidence]:
        """Instances that EC2 shows, by id."""
        return {one.key: one for one in self.dossier.things("ec2.instance")}

    def is_there(self, thing: Affected) -> bool:
        """Whether an instance is there, or may be because EC2 could not be read."""
        shown = self.instances.get(thing.id)
        if shown is None:
            return not self.dossier.was_read("ec2_instances", thing.region)
        state = shown.data.get("State") or {}
        return state.get("Name") not in {"terminated", "shutting-down"}

    @cached_property
    def hosts(self) -> tuple[Affected, ...]:
        """Affected instances that are still there."""
        return tuple(
            thing for thing in self.trace.affected if thing.id.startswith("i-") and self.is_there(thing)
        )

    def is_last_admin(self, arn: str) -> bool:
        """Whether nobody else, the intruder's identities left out, could administer the account."""
        admins = {
            one.key
            for kind in ("iam.user", "iam.role")
            for one in self.dossier.things(kind)
            if self._administers(one)
        }
        others = admins - {arn} - set(self.trace.attackers.principals)
        return arn in admins - self.made and not others

    def _administers(self, one: Evidence) -> bool:
        policies = [str(policy.get("PolicyName")) for policy in one.data.get("AttachedManagedPolicies") or ()]
        groups = set(one.data.get("GroupList") or ())
        for group in self.dossier.things("iam.group"):
            if group.data.get("GroupName") in groups:
                attached = group.data.get("AttachedManagedPolicies") or ()
                policies += [str(policy.get("PolicyName")) for policy in attached]
        return _ADMIN in policies

    def because(self, *names: str) -> tuple[str, ...]:
        """Findings that mention any of names; else those about the first root cause."""
        found = self._mentioning({name for name in names if name})
        if not found and self.cause is not None:
            cause = self.cause
            found = self._mentioning({name for name in (cause.credential, cause.principal) if name})
            proof = set(cause.for_)
            found = found or [one.id for one in self.dossier.findings if proof & set(one.events)]
        return tuple(found[:_MOST_FINDINGS])

    def _mentioning(self, names: set[str]) -> list[str]:
        wanted = names | {f"actor:{name.rpartition('/')[2]}" for name in names}
        wanted |= {event for name in names for event in self._events.get(name, ())}
        return [finding for finding, mentioned in self._mentions.items() if wanted & mentioned]

    @cached_property
    def _events(self) -> Mapping[str, tuple[str, ...]]:
        return {thing.id: thing.events for thing in self.trace.affected}

    @cached_property
    def _mentions(self) -> Mapping[str, frozenset[str]]:
        """What each finding, samples left out, speaks of: things, keys, addresses, actors by name, events."""
        return {
            one.id: frozenset(
                {
                    *one.resources,
                    *one.credentials,
                    *one.ips,
                    *one.actors,
                    *one.events,
                    *(f"actor:{actor.rpartition('/')[2]}" for actor in one.actors),
                }
            )
            for one in self.dossier.findings
            if not one.sample
        }

    def step(self, phase: Phase, action: str, place: tuple[str, str], reason: Text, *names: str) -> Step:
        """
        One step, not numbered yet; place is its target and region.

        names are what findings are searched for, besides the target.
        """
        target, region = place
        automatic = action in self.actions
        facts = self.actions[action] if automatic else BY_HAND[action]
        return Step(
            step=0,
            phase=phase,
            action=action,
            target=target,
            region=region,
            title=text(facts.title),
            because=self.because(target, *names),
            reason=reason,
            harm=text(facts.harm),
            reversible=facts.reversible,
            automatic=automatic,
            writes=facts.writes,
        )
