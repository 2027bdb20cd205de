"""Finds the line of a TOML file that a key stands on."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

Key = str | int


def line_of(text: str, path: Sequence[Key]) -> int:
    """
    Number (from 1) of the line of text on which the statement begins that makes path; text is valid TOML.

    The parser of the standard library keeps no places. So the file is read line by line until
    what it says holds path; the statement that did it began after the last beginning that was valid.
    """
    lines = text.split("\n")
    complete = 0
    for number in range(1, len(lines) + 1):
        try:
            said = tomllib.loads("\n".join(lines[:number]))
        except tomllib.TOMLDecodeError:
            continue  # a value that goes on in the next line
        if _holds(said, path):
            return _first_said(lines, complete, number)
        complete = number
    return 1


def _first_said(lines: list[str], after: int, upto: int) -> int:
    """The first of the lines after..upto that is no comment."""
    said = (n for n in range(after + 1, upto + 1) if lines[n - 1].strip() and lines[n - 1].lstrip()[0] != "#")
    return next(said, upto)


def _holds(value: Any, path: Sequence[Key]) -> bool:
    for key in path:
        if isinstance(key, int):
            if not isinstance(value, list) or key >= len(value):
                return False
        elif not isinstance(value, dict) or key not in value:
            return False
        value = value[key]
    return True
