"""How times and lists read in a sentence, the same in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

_SHOWN = 5


def clock(time: datetime | None) -> str:
    """The moment in UTC to the second: "2026-03-03 21:14:09 UTC"."""
    return time.strftime("%Y-%m-%d %H:%M:%S UTC") if time else "?"


def listed(names: Collection[str], most: int = _SHOWN) -> str:
    """The names in order, at most five, and how many more there are."""
    shown = list(dict.fromkeys(name for name in names if name))
    more = f" +{len(shown) - most}" if len(shown) > most else ""
    return ", ".join(shown[:most]) + more
