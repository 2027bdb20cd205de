"""What the causes about ways into the account have in common."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ._cause import judged
from ._story import ids

if TYPE_CHECKING:
    from collections.abc import Collection

    from abusedesk.model import RootCause, Text

    from ._entry import Entry, Way
    from ._story import Story

_LATER = 0.4  # what a way in loses when another came first


def way_in(story: Story, ways: Collection[Way]) -> Entry | None:
    """The first of the intruder's ways in of these kinds."""
    return next((entry for entry in story.entries if entry.way in ways), None)


def by_way(kind: str, story: Story, entry: Entry, confidence: float, statement: Text) -> RootCause:
    """The cause for a way in, with its deeds and findings for it and the owner's other ways in against it."""
    first = story.entry is entry
    found = story.findings_on(*(name for name in (entry.credential, entry.who) if name))
    rivals = [entry_.deeds[0].event.id for entry_ in story.entries if entry_.since < entry.since]
    cause = judged(
        kind,
        confidence if first else confidence - _LATER,
        statement,
        for_=[*ids(entry.deeds), entry.maker, *(event for one in found[:5] for event in one.events[:3])],
        against=rivals,
    )
    return replace(cause, principal=entry.who, credential=entry.credential or None, since=entry.since)


def key_evidence(story: Story, key: str) -> tuple[str, ...]:
    """Ids of what IAM says of a key."""
    kinds = ("iam.access_key", "iam.access_key_last_used")
    return tuple(one.id for kind in kinds for one in story.dossier.things(kind) if one.key == key)
