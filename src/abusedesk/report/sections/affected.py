"""What the intruder made or touched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from abusedesk.report._section import Section
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from abusedesk.model import Affected, CaseDocument

_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Alike:
    """Things of one type that one identity touched in one region in the same way; times are aware UTC."""

    things: tuple[Affected, ...]
    first: datetime | None
    last: datetime | None


def data(document: CaseDocument, language: str) -> Mapping[str, Any]:  # noqa: ARG001 every section is handed the language
    """The affected things, as the trace gives them, and those alike together."""
    return {
        "affected": document.affected[:_SHOWN],
        "groups": _groups(document),
        "count": len(document.affected),
    }


def _groups(document: CaseDocument) -> list[Alike]:
    found: dict[object, list[Affected]] = {}
    for one in document.affected:
        found.setdefault((one.type, one.region, one.how, one.by), []).append(one)
    return [_alike(things) for things in found.values()]


def _alike(things: list[Affected]) -> Alike:
    times = [one.time for one in things if one.time]
    return Alike(tuple(things), min(times, default=None), max(times, default=None))


SECTION = Section(id="affected", title=msg("Affected resources"), order=80, data=data, annex=True)
