"""A root-cause hypothesis: the unit of trace/causes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from abusedesk.model import RootCause
from abusedesk.translate import text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from abusedesk.model import Text

    from ._story import Story

_CITED = 40
SURE = 0.98


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """
    One explanation of an abuse case.

    title is a message of the catalogue; asks names the evidence kinds and log formats it looks at;
    source is where the pattern is described. judge weighs it against a story, and gives a confidence of
    0 where nothing speaks for it.
    """

    id: str
    title: str
    source: str
    asks: tuple[str, ...]
    judge: Callable[[Story], RootCause]


def judged(
    kind: str,
    confidence: float,
    statement: Text | None = None,
    *,
    for_: Iterable[str] = (),
    against: Iterable[str] = (),
) -> RootCause:
    """A root cause with its ids in order, each once, at most forty a side."""
    return RootCause(
        kind=kind,
        confidence=round(max(0.0, min(SURE, confidence)), 3),
        statement=statement or text("Nothing that was read speaks for this."),
        for_=tuple(dict.fromkeys(one for one in for_ if one))[:_CITED],
        against=tuple(dict.fromkeys(one for one in against if one))[:_CITED],
    )
