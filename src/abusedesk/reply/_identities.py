"""Which identities the intruder acted as, which he made, and which are only his by our reckoning."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from ._clean import listed
from ._letter import Sentence, admit
from ._say import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ._material import Material

_LISTED = 10


def acted(material: Material) -> tuple[str, ...]:
    """The intruder's principals that the records show doing something."""
    cause, trace = material.cause, material.trace
    doers = {one.by for one in trace.affected if one.events}
    doers |= {one.actor for one in trace.timeline if one.evidence}
    doers |= {
        actor
        for one in material.dossier.findings
        if not one.sample and one.outcome != "failure"
        for actor in one.actors
    }
    doers |= {cause.principal} if cause and cause.principal and cause.for_ else set()
    return tuple(one for one in trace.attackers.principals if one in doers)


def made(material: Material) -> tuple[str, ...]:
    """The intruder's principals that he created himself."""
    created = {one.id for one in material.trace.affected if one.how == "created"}
    return tuple(one for one in material.trace.attackers.principals if one in created)


def used_keys(material: Material) -> tuple[str, ...]:
    """The intruder's credentials that the records show in use."""
    cause = material.cause
    seen = {key for one in material.dossier.findings if not one.sample for key in one.credentials}
    seen |= {cause.credential} if cause and cause.credential and cause.for_ else set()
    return tuple(one for one in material.trace.attackers.credentials if one in seen)


def identities(material: Material) -> Iterator[Sentence]:
    """Who the intruder was in the account: a sentence for each of the three."""
    cause = material.cause
    used, created = acted(material), made(material)
    touched = islice((event for one in material.trace.affected for event in one.events), 20)
    proof = [*(cause.for_ if cause else ()), *touched]
    if used:
        yield material.claim("how.acted_as", proof, principals=listed(used, _LISTED))
    if created:
        ids = [event for one in material.trace.affected if one.id in created for event in one.events]
        key = counted("how.made_identities", len(created))
        yield material.claim(key, ids[:20], principals=listed(created, _LISTED))
    rest = [one for one in material.trace.attackers.principals if one not in {*used, *created}]
    if rest:
        yield admit(counted("gap.held", len(rest)), evidence=proof, principals=listed(rest, _LISTED))
