"""What the phases look at: the dossier and the trace, asked the way a plan asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from abusedesk.model import WAVES, Step, principal_of
from abusedesk.translate import text

from ._born import beginning, calls_on, moment, sorted_out
from ._by_hand import BY_HAND
from ._host import aliases, is_up, lost
from ._host import used as _used

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from abusedesk.model import (
        AccessKey,
        ActionFacts,
        Affected,
        Dossier,
        Evidence,
        Phase,
        RootCause,
        Text,
        Trace,
        User,
        Wave,
    )

GLOBAL = "aws-global"
_BLAMELESS = frozenset({"not_ours", "authorised_activity"})
# Nobody came in: those who may be here did it, whether they should have or not.
_NOBODY_CAME_IN = _BLAMELESS | {"hosted_content"}
# Nobody did wrong, or nobody knows: nothing but what the cause itself asks for.
_QUIET = _NOBODY_CAME_IN | {"own_test_against_policy", "mail_list_quality", "unknown"}
_UNUSED = timedelta(days=90)
_ADMIN = "AdministratorAccess"
_MOST_FINDINGS = 20
# When a step is taken that has no time of its own within its phase.
_USUAL: Mapping[Phase, Wave] = {
    "preserve": "copy",
    "contain": "services",
    "eradicate": "delete",
    "recover": "renew",
    "prevent": "harden",
}


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
        return found and self.cause is not None and self.cause.kind not in _NOBODY_CAME_IN

    @cached_property
    def in_account(self) -> bool:
        """Whether he had credentials of the account, not only a host."""
        attackers = self.trace.attackers
        return self.broken_into and bool(attackers.credentials or attackers.principals)

    @cached_property
    def malicious(self) -> bool:
        """Whether somebody did wrong, inside or by a door that stood open."""
        return self.broken_into or (self.cause is not None and self.cause.kind not in _QUIET)

    @cached_property
    def start(self) -> datetime | None:
        """From when on a new thing may be the intruder's."""
        return beginning(self.trace)

    @cached_property
    def root(self) -> str:
        """Root's ARN."""
        return f"arn:aws:iam::{self.dossier.account}:root"

    @cached_property
    def root_fell(self) -> bool:
        """Whether he acted as root."""
        named = any(arn.endswith(":root") for arn in self.trace.attackers.principals)
        return self.broken_into and (
            named or (self.cause is not None and self.cause.kind == "root_compromised")
        )

    @cached_property
    def responder(self) -> str:
        """Who we run as, a session as its role."""
        return principal_of(self.dossier.responder)

    def is_responder(self, arn: str) -> bool:
        """Whether arn is who we run as; a session does not tell its role's path."""
        kind, _, name = self.responder.partition(":role/")
        same = bool(name) and arn.startswith(f"{kind}:role/") and arn.rpartition("/")[2] == name
        return bool(self.responder) and (arn == self.responder or same)

    @cached_property
    def responder_keys(self) -> frozenset[str]:
        """The responder's own long-term keys."""
        name = self.responder.rpartition("/")[2]
        return frozenset(key for key, one in self.keys.items() if name and one.data.get("UserName") == name)

    @cached_property
    def keys(self) -> Mapping[str, Evidence]:
        """Every access key that IAM shows, by id."""
        return {one.key: one for one in self.dossier.things("iam.access_key")}

    @cached_property
    def his_keys(self) -> tuple[str, ...]:
        """Long-term keys that the intruder has used or made, those on users of the owner included."""
        known = [key for key in self.trace.attackers.credentials if key.startswith("AKIA")]
        touched = {
            thing.id.rpartition("/")[2]
            for thing in self.affected
            if thing.type == "AWS::IAM::User" and thing.how in {"created", "modified"}
        }
        new = [
            key for key, one in self.keys.items() if one.data.get("UserName") in touched and self._new(key)
        ]
        return tuple(dict.fromkeys([*known, *(new if self.broken_into else [])]))

    def is_made_key(self, key: str) -> bool:
        """Whether a key of his is one that he made: it is no older than the break-in."""
        when = moment(self.keys[key].data.get("CreateDate")) if key in self.keys else None
        return when is not None and self.start is not None and when >= self.start

    def _new(self, key: str) -> bool:
        # What was made after the notice is the owner's own replacement.
        when, told = moment(self.keys[key].data.get("CreateDate")), self.dossier.notice.received
        return self.is_made_key(key) and (when is None or told is None or when <= told)

    @cached_property
    def shut_keys(self) -> tuple[str, ...]:
        """Keys that have to go: his, or where nobody has come in yet, those that AWS says are public."""
        if self.broken_into:
            return self.his_keys
        if self.cause is None or self.cause.kind not in {"leaked_access_key", "mail_credentials_leaked"}:
            return ()
        return tuple(key for key in self.dossier.notice.access_keys if key.startswith("AKIA"))

    def is_unused(self, key: AccessKey) -> bool:
        """Whether nothing has been signed with an active key for 90 days."""
        idle = key.last_used or key.created
        return key.status == "Active" and (idle is None or idle < self.dossier.now - _UNUSED)

    @cached_property
    def affected(self) -> tuple[Affected, ...]:
        """What he touched; only what is no older than the break-in counts as made."""
        return tuple(sorted_out(self.dossier, self.trace))

    def calls(self, thing: Affected) -> frozenset[str]:
        """The API calls on a thing as far as they are told."""
        return calls_on(thing, self.trace)

    def rules(self, thing: Affected) -> frozenset[str]:
        """The rules whose findings share an event with a thing."""
        events = set(thing.events)
        return frozenset(
            one.rule for one in self.dossier.findings if not one.sample and events & set(one.events)
        )

    @cached_property
    def made(self) -> frozenset[str]:
        """Names of what the intruder made."""
        return frozenset(thing.id for thing in self.affected if thing.how == "created")

    @cached_property
    def users(self) -> Mapping[str, User]:
        """Every user that exists, by ARN."""
        return {user.arn: user for user in self.trace.inventory.users}

    @cached_property
    def roles(self) -> Mapping[str, Evidence]:
        """Every role that IAM shows, by ARN."""
        return {one.key: one for one in self.dossier.things("iam.role")}

    def exists(self, arn: str) -> bool:
        """Whether a user or role is there, or may be because IAM could not be read."""
        shown = self.users if ":user/" in arn else self.roles
        return not shown or arn in shown

    @cached_property
    def instances(self) -> Mapping[str, Evidence]:
        """Instances that EC2 shows, by id."""
        return {one.key: one for one in self.dossier.things("ec2.instance")}

    def is_there(self, thing: Affected) -> bool:
        """Whether an instance is there, or may be because EC2 could not be read."""
        shown = self.instances.get(thing.id)
        if shown is None:
            return not self.dossier.was_read("ec2_instances", thing.region)
        return is_up(shown)

    @cached_property
    def hosts(self) -> tuple[Affected, ...]:
        """Affected instances that are still there, and those whose credentials were taken."""
        found = tuple(thing for thing in self.affected if thing.id.startswith("i-") and self.is_there(thing))
        names = {thing.id for thing in found}
        if not self.broken_into or self.cause is None:
            return found
        gone = lost(self.cause, self.dossier, self.trace.attackers.credentials, self.roles)
        return found + tuple(
            _used(one, self.cause) for one in gone if one.key not in names and one.key not in self.made
        )

    @cached_property
    def owned(self) -> tuple[Affected, ...]:
        """Hosts that are the owner's."""
        return tuple(host for host in self.hosts if host.how != "created")

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
        """Findings that mention any of names, else who did it, else those about the first root cause."""
        target = {name for name in names if name}
        target |= {
            alias for name in target if name in self.instances for alias in aliases(self.instances[name])
        }
        found = self._mentioning(target)
        makers = {thing.by for thing in self.affected if thing.id in names and thing.by.startswith("arn:")}
        found = found or self._mentioning(makers)
        if not found and self.cause is not None:
            cause = self.cause
            found = self._mentioning({name for name in (cause.credential, cause.principal) if name})
            proof = set(cause.for_)
            found = found or [one.id for one in self.dossier.findings if proof & set(one.events)]
        return tuple(found[:_MOST_FINDINGS])

    def _mentioning(self, names: set[str]) -> list[str]:
        wanted = names | {f"actor:{name.rpartition('/')[2]}" for name in names if name.startswith("arn:")}
        wanted |= {event for name in names for event in self._events.get(name, ())}
        return [finding for finding, mentioned in self._mentions.items() if wanted & mentioned]

    @cached_property
    def _events(self) -> Mapping[str, tuple[str, ...]]:
        return {thing.id: thing.events for thing in self.affected}

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
                    *(principal_of(actor) for actor in one.actors),
                    *(f"actor:{principal_of(actor).rpartition('/')[2]}" for actor in one.actors),
                }
            )
            for one in self.dossier.findings
            if not one.sample
        }

    def step(  # noqa: PLR0913 - each is one fact of the step
        self,
        phase: Phase,
        action: str,
        place: tuple[str, str],
        reason: Text,
        *names: str,
        parts: tuple[str, ...] | None = None,
        by_hand: bool = False,
    ) -> Step:
        """
        One step, not numbered yet; place is its target and region.

        names are what findings are searched for, besides the target. parts is what of the target an action
        is about: where it is empty nobody knows, and a person has to look. by_hand is for what no action
        reaches.
        """
        target, region = place
        facts = self.actions.get(action) or BY_HAND[action]
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
            automatic=action in self.actions and parts != () and not by_hand,
            writes=facts.writes,
            parts=parts or (),
        )

    def wave(self, step: Step) -> int:
        """When within its phase a step is taken."""
        facts = self.actions.get(step.action) or BY_HAND.get(step.action)
        return WAVES.index((facts.wave if facts else None) or _USUAL[step.phase])


def parts(thing: Affected, *kinds: str) -> tuple[str, ...]:
    """What of a thing the intruder added, of the kinds named, without the kind."""
    split = (one.partition(":") for one in thing.parts)
    return tuple(name for kind, _, name in split if kind in kinds)
