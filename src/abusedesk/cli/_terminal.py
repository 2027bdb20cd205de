"""How things look in a terminal. What strangers wrote is shown, never obeyed."""

from __future__ import annotations

import json
import sys
import unicodedata
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text as Styled

if TYPE_CHECKING:
    from datetime import datetime

# C: control, format (zero-width, bidirectional overrides), surrogate and private-use characters.
_HARMLESS_FORMATS = {"\n", "\t"}
_JAPAN = ZoneInfo("Asia/Tokyo")


def clean(value: object) -> str:
    """Value as text without anything that a terminal or a reader's eye would obey."""
    return "".join(
        letter
        if letter in _HARMLESS_FORMATS or not unicodedata.category(letter).startswith("C")
        else "\ufffd"
        for letter in str(value)
    )


def one_line(value: object, width: int = 200) -> str:
    """Value on one line, cut at width characters."""
    flat = " ".join(clean(value).split())
    return flat if len(flat) <= width else flat[: width - 1] + "…"


def both_clocks(moment: datetime) -> str:
    """Moment in UTC and in Japan's time."""
    there = moment.astimezone(_JAPAN)
    return f"{moment:%Y-%m-%d %H:%M} UTC ({there:%m-%d %H:%M} JST)"


def print_json(value: Any) -> None:
    """One JSON document on one line of standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


class Terminal:
    """Writes for a person, on standard output or, with aside, on standard error."""

    def __init__(self, *, aside: bool = False) -> None:
        self.console = Console(stderr=aside, highlight=False, markup=False, emoji=False, soft_wrap=True)

    def heading(self, text: str) -> None:
        """A line that begins a part."""
        self.console.print()
        self.console.print(Styled(clean(text), style="bold"))

    def line(self, text: str, style: str = "") -> None:
        """One line or paragraph."""
        self.console.print(Styled(clean(text), style=style))

    def item(self, text: str, style: str = "") -> None:
        """One entry of a list."""
        self.console.print(Styled("  - " + clean(text), style=style))
