"""What we never do to an account, whatever a plan says: pure, over facts that were read beforehand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from abusedesk.translate import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from abusedesk.model import Step, Text

_TOUCHING = frozenset({"contain", "eradicate", "recover"})
# What is done to others needs a finding that names them; after an intrusion everybody gets new secrets.
_ACCUSING = frozenset({"contain", "eradicate"})
# Root may be the target of this alone: the organization's management account does it, which also can give
# root a password again: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
_OF_ROOT = frozenset({"delete_root_credentials"})
_QUARANTINE = "AWSCompromisedKeyQuarantine"
_ACCOUNT = re.compile(r"arn:[^:]*:[^:]*:[^:]*:([^:]*):.*")
_ROLE = re.compile(r"arn:[^:]*:(?:iam|sts)::(\d*):(?:role|assumed-role)/(.+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one approval may change at most: steps in all, and those among them that delete."""

    steps: int = 200
    deletions: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """
    What the guards know of the account.

    protected holds the names (ARNs, key and EC2 ids) that the responder's own way in needs, each with what
    it is to him. ways_in are the ways in which an administrator who is not the intruder's can sign in now,
    each as the names that must all be left alone for it to stay open; None where it could not be read.
    made holds the names of what the intruder made. deleting holds the numbers of the steps that delete,
    adding of those that take nothing away.
    """

    account: str
    protected: Mapping[str, Text] = field(default_factory=dict)
    ways_in: tuple[frozenset[str], ...] | None = ()
    made: frozenset[str] = frozenset()
    deleting: frozenset[int] = frozenset()
    adding: frozenset[int] = frozenset()
    limits: Limits = field(default_factory=Limits)


def refusals(steps: Sequence[Step], facts: Facts) -> Mapping[int, Text]:
    """
    Why which of steps must not be taken, by number; steps are those that are to be taken together, in order.

    Guards the responder's own principal, session, keys, role, rights and host, the last administrator, root,
    other accounts, AWS's quarantine, the number of targets, and what no finding names.
    """
    found = dict(_too_many(steps, facts))
    for step in steps:
        why = _never(step, facts)
        if why is not None:
            found.setdefault(step.step, why)
    found.update(_last_administrator([one for one in steps if one.step not in found], facts))
    return found


def _too_many(steps: Sequence[Step], facts: Facts) -> Iterator[tuple[int, Text]]:
    deleting = [one.step for one in steps if one.step in facts.deleting]
    if len(deleting) > facts.limits.deletions:
        why = text(
            "Refused: {count} steps that delete are more than the {most} that one approval may have.",
            count=len(deleting),
            most=facts.limits.deletions,
        )
        yield from ((number, why) for number in deleting)
    if len(steps) > facts.limits.steps:
        why = text(
            "Refused: {count} steps are more than the {most} that one approval may have.",
            count=len(steps),
            most=facts.limits.steps,
        )
        yield from ((one.step, why) for one in steps)


def _never(step: Step, facts: Facts) -> Text | None:
    return _elsewhere(step, facts) or (_untouchable(step, facts) if _touches(step, facts) else None)


def _touches(step: Step, facts: Facts) -> bool:
    return step.phase in _TOUCHING and step.step not in facts.adding


def _elsewhere(step: Step, facts: Facts) -> Text | None:
    account = _ACCOUNT.fullmatch(step.target)
    if account is not None and account[1] not in {"", facts.account}:
        return text(
            "Refused: {target} is not of the case's account {account}.",
            target=step.target,
            account=facts.account,
        )
    if any(_QUARANTINE in name for name in (step.target, *step.parts)):
        return text("Refused: AWS put its quarantine there, and only AWS takes it away.")
    return None


def _untouchable(step: Step, facts: Facts) -> Text | None:
    root = step.target.endswith((":root", ":mfa/root-account-mfa-device"))
    if root and step.action not in _OF_ROOT:
        return text("Refused: root is the owner's last way back; it is secured by hand.")
    if not step.because and step.phase in _ACCUSING:
        return text("Refused: no finding names {target}.", target=step.target)
    for name in (step.target, *_identities(step)):
        what = _protected(name, facts)
        if what is not None:
            return text("Refused: {target} is {what}; you would lock yourself out.", target=name, what=what)
    return None


def _identities(step: Step) -> Iterator[str]:
    """Parts that are things of their own: a key or host among the parts of its owner."""
    yield from (
        one.partition(":")[2] if one.startswith("key:") else one for one in step.parts if _stands_alone(one)
    )


def _stands_alone(part: str) -> bool:
    return part.startswith(("AKIA", "ASIA", "key:", "i-", "eni-", "sg-"))


def _protected(name: str, facts: Facts) -> Text | None:
    found = facts.protected.get(name)
    role = _ROLE.fullmatch(name)
    if found is None and role is not None:
        # A session does not tell its role's path.
        same = (role[1], _role_name(name, role[2]))
        for known, what in facts.protected.items():
            other = _ROLE.fullmatch(known)
            if other is not None and (other[1], _role_name(known, other[2])) == same:
                return what
    return found


def _role_name(arn: str, rest: str) -> str:
    return rest.partition("/")[0] if ":assumed-role/" in arn else rest.rpartition("/")[2]


def _last_administrator(steps: Sequence[Step], facts: Facts) -> Iterator[tuple[int, Text]]:
    """Steps that would shut the last way in, all steps before them being taken."""
    if facts.ways_in is None:
        why = text("Refused: it could not be read who administers the account, so this may be the last one.")
        yield from (
            (one.step, why) for one in steps if _takes_away(one, facts) and one.target not in facts.made
        )
        return
    left = list(facts.ways_in)
    for step in steps:
        after = [way for way in left if not way & _touched(step)] if _touches(step, facts) else left
        if left and not after:
            why = text("Refused: nobody who administers the account could sign in any more.")
            yield step.step, why
        else:
            left = after


def _takes_away(step: Step, facts: Facts) -> bool:
    name = step.target.partition(":iam::")[2]
    return _touches(step, facts) and (bool(name) or step.target.startswith("AKIA"))


def _touched(step: Step) -> frozenset[str]:
    return frozenset({step.target, *_identities(step)})
