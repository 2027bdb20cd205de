"""From the explanation to the steps: pure; what an action does it is told by the catalogue of actions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ._contain import contain
from ._eradicate import eradicate
from ._preserve import preserve
from ._prevent import prevent
from ._recover import recover
from ._situation import Situation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.model import ActionFacts, Dossier, Step, Trace

__all__ = ["make"]

_PHASES = ("preserve", "contain", "eradicate", "recover", "prevent")


def make(dossier: Dossier, trace: Trace, actions: Mapping[str, ActionFacts]) -> tuple[Step, ...]:
    """
    Steps in the order in which they are taken, numbered from 1.

    actions are those that run by themselves once approved; every other step is done by hand. Only what
    the trace takes for the intruder's is contained, and only what he made is removed; never the
    identity that we run as, never AWS's quarantine policy, never the last administrator. Where nobody
    broke in, nothing is contained.
    """
    now = Situation(dossier, trace, actions)
    phases = (preserve, contain, eradicate, recover, prevent)
    steps = [step for phase in phases for step in phase(now) if _may_be_aimed_at(step, now)]
    steps.sort(key=lambda step: (_PHASES.index(step.phase), now.wave(step)))
    unique: dict[tuple[str, ...], Step] = {}
    for step in steps:
        same = (step.phase, step.action, step.target, step.region)
        first = unique.setdefault(same, step)
        if step.parts:
            unique[same] = replace(first, parts=tuple(dict.fromkeys([*first.parts, *step.parts])))
    return tuple(replace(step, step=number) for number, step in enumerate(unique.values(), start=1))


def _may_be_aimed_at(step: Step, now: Situation) -> bool:
    """Whether a step does not cut off ourselves, AWS's own roles or its quarantine, nor aims at a pattern."""
    if step.phase not in {"contain", "eradicate"}:
        return True
    name = step.target.rpartition("/")[2]
    aws = ":role/aws-service-role/" in step.target or name.startswith("AWSServiceRole")
    quarantine = name.startswith("AWSCompromisedKeyQuarantine")
    own = now.is_responder(step.target) or step.target in now.responder_keys
    return not (aws or quarantine or own or "*" in step.target or not step.target)
