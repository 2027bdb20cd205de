"""The story in order of time, as a picture and as a table."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from abusedesk.report._charts import timeline
from abusedesk.report._section import Section
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from abusedesk.model import CaseDocument, TimelineEntry

_SHOWN, _TURNS = 300, 16
_CALL = re.compile(r"\b[a-z][a-z0-9-]+:[A-Z]\w+")
# A name of something: whatever has a digit, a slash or a colon in it.
_NAME = re.compile(r"\S*[\d/:]\S*")


def data(document: CaseDocument, language: str) -> Mapping[str, Any]:
    """The picture, the first entries, and the turns of the story."""
    return {
        "picture": timeline(document, language),
        "entries": document.timeline[:_SHOWN],
        "turns": _turns(document.timeline),
        "count": len(document.timeline),
    }


def _turns(entries: Sequence[TimelineEntry]) -> list[tuple[TimelineEntry, int]]:
    """The first entry of each kind, with how many of that kind there are."""
    counts = Counter(_kind(one) for one in entries)
    found: dict[tuple[str, ...], TimelineEntry] = {}
    for one in entries:
        found.setdefault(_kind(one), one)
    chosen = list(found.items())
    if len(chosen) > _TURNS:
        # What ends the story matters as what begins it: the notice is the last of them.
        chosen = [*chosen[: _TURNS - 2], *chosen[-2:]]
    return [(entry, counts[kind]) for kind, entry in chosen]


def _kind(entry: TimelineEntry) -> tuple[str, ...]:
    """What makes two entries alike: who did it, and the call or the words without names."""
    calls = _CALL.findall(entry.what.en)
    return (entry.actor, *(calls or _NAME.sub("", entry.what.en).split()[:6]))


SECTION = Section(id="timeline", title=msg("Timeline"), order=40, data=data)
