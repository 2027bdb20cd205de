"""How times and lists read in a sentence, the same in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.translate import text

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from abusedesk.model import Text

_SHOWN = 5


def clock(time: datetime | None) -> str:
    """The moment in UTC to the second: "2026-03-03 21:14:09 UTC"."""
    return time.strftime("%Y-%m-%d %H:%M:%S UTC") if time else "?"


def times(count: int) -> Text:
    """How often: "once", "3 times"."""
    return text("once") if count == 1 else text("{count} times", count=count)


def guesses(count: int) -> Text:
    """How many guesses: "one guess", "176 guesses"."""
    return text("one guess") if count == 1 else text("{count} guesses", count=count)


def calls(count: int) -> Text:
    """How many calls: "one call", "3 calls"."""
    return text("one call") if count == 1 else text("{count} calls", count=count)


def regions(count: int) -> Text:
    """How many regions: "one region", "3 regions"."""
    return text("one region") if count == 1 else text("{count} regions", count=count)


def listed(names: Collection[str], most: int = _SHOWN) -> str:
    """The names in order, at most five, and how many more there are."""
    shown = list(dict.fromkeys(name for name in names if name))
    more = f" +{len(shown) - most}" if len(shown) > most else ""
    return ", ".join(shown[:most]) + more
