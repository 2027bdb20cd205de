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
    steps = [step for phase in phases for step in phase(now)]
    unique = {(step.phase, step.action, step.target, step.region): step for step in steps}
    return tuple(replace(step, step=number) for number, step in enumerate(unique.values(), start=1))
