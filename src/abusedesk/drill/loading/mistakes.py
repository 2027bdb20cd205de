"""Every mistake of a folder at once, each with file and line."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from abusedesk.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_DECODER = json.JSONDecoder()
_BLANK = " \t\r\n"


@dataclass(slots=True)
class Mistakes:
    """Collects what is wrong below one folder."""

    folder: Path
    found: list[tuple[str, int, str]] = field(default_factory=list)

    def add(self, file: Path, line: int, what: str) -> None:
        """Note that file is wrong at line (from 1); what says what is wrong and what was expected."""
        name = file.relative_to(self.folder).as_posix() if file.is_relative_to(self.folder) else str(file)
        self.found.append((name, line, what))

    def refuse(self) -> None:
        """
        Raise BadInput with every mistake on a line of its own, in order of file and line.

        Raises:
            BadInput: there is any mistake.
        """
        if self.found:
            lines = [f"{name}:{line}: {what}" for name, line, what in sorted(self.found)]
            raise BadInput("\n".join(dict.fromkeys(lines)))

    def json(self, file: Path) -> tuple[Any, str]:
        """What the JSON in file says, and its text; (None, "") and a mistake when it cannot be read."""
        text = self.text(file)
        if text is None:
            return None, ""
        try:
            return json.loads(text), text
        except json.JSONDecodeError as error:
            self.add(file, error.lineno, f"is not JSON: {error.msg} at column {error.colno}")
        except RecursionError:
            self.add(file, 1, "is nested too deeply to be read")
        return None, ""

    def text(self, file: Path) -> str | None:
        """The UTF-8 text of file; None and a mistake when it has none."""
        try:
            return file.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            line = file.read_bytes()[: error.start].count(b"\n") + 1
            self.add(file, line, "is not UTF-8 text")
        except OSError as error:
            self.add(file, 1, f"cannot be read: {error.strerror}")
        return None


def line_of(text: str, path: Sequence[str | int]) -> int:
    """The line (from 1) where the value at path begins in the JSON text; the nearest one found before it."""
    at = _after_blank(text, 0)
    for step in path:
        found = _item(text, at, step) if isinstance(step, int) else _member(text, at, step)
        if found is None:
            break
        at = found
    return text.count("\n", 0, at) + 1


def _after_blank(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at


def _item(text: str, at: int, index: int) -> int | None:
    """Where the item at index begins, of the list that begins at."""
    if text[at : at + 1] != "[":
        return None
    at = _after_blank(text, at + 1)
    for _ in range(index):
        if text[at : at + 1] == "]":
            return None
        _, at = _DECODER.raw_decode(text, at)
        at = _after_blank(text, _after_blank(text, at) + 1)
    return at


def _member(text: str, at: int, name: str) -> int | None:
    """Where the value of the member called name begins, of the object that begins at."""
    if text[at : at + 1] != "{":
        return None
    at = _after_blank(text, at + 1)
    while text[at : at + 1] == '"':
        key, at = _DECODER.raw_decode(text, at)
        at = _after_blank(text, _after_blank(text, at) + 1)
        if key == name:
            return at
        _, at = _DECODER.raw_decode(text, at)
        at = _after_blank(text, _after_blank(text, at) + 1)
    return None
