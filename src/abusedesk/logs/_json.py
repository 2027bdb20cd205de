"""
JSON of any layout to its values, one after the other, in memory that does not grow with the file.

A file may be one value, a value a line, values that run over many lines, an array of values, or
an object whose first member is the array of all of them, as AWS writes and answers.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from abusedesk.model import Rejected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ._lines import Lines

_WRAPPER = re.compile(r'\{\s*"(?:Records|Events|events|Findings|findings|logEvents)"\s*:\s*\[')
_WRAPPER_LENGTH = 1024  # characters in which a wrapper's beginning must lie

_SPACE = re.compile(r"[\s\x1e]*")  # RFC 7464 puts a record separator before each text

_LONGEST = 32 * 1024 * 1024  # characters of one value
_PIECE = 64 * 1024  # small, for Python counts the lines before every error in what it was given
_WASTE = 512 * 1024 * 1024  # characters that may be read again in vain

_TOO_DEEP = "not JSON: nested too deeply"
_TOO_DEEP_COST = 64 * 1024  # characters that could be read in the time that this takes to find out

# NaN and Infinity are no JSON, though Python reads them: nothing that keeps records would take them.
_DECODER = json.JSONDecoder(parse_constant=lambda _: None)


class _Text:
    """The part of the text that is not yet done with, and where it stands in the file."""

    def __init__(self, lines: Lines) -> None:
        self._pieces = lines.text()
        self._counted = 0  # up to here line breaks are in _line
        self._line = 1
        self.rest = ""
        self.at = 0

    def more(self) -> bool:
        """Read on, at least as much as is still there, so that reading again costs but twice."""
        wanted = max(_PIECE, len(self.rest) - self.at)
        got: list[str] = []
        size = 0
        while size < wanted and (piece := next(self._pieces, None)) is not None:
            got.append(piece)
            size += len(piece)
        if got:
            self._line = self.line(self.at)
            self.rest = self.rest[self.at :] + "".join(got)
            self.at = self._counted = 0
        return bool(got)

    def line(self, place: int) -> int:
        """The number of the line that place, not before at, is on."""
        if self._counted < self.at:
            self._line += self.rest.count("\n", self._counted, self.at)
            self._counted = self.at
        return self._line + self.rest.count("\n", self._counted, place)

    def skip_space(self, also: str = "") -> bool:
        """Go to the next character that is no space, and none of also; False at the end."""
        while True:
            match = _SPACE.match(self.rest, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self.rest):
                if self.rest[self.at] not in also:
                    return True
                self.at += 1
            elif not self.more():
                return False

    def indent(self) -> str | None:
        """The spaces before at, when nothing else stands before it in its line."""
        begin = self.rest.rfind("\n", 0, self.at) + 1
        before = self.rest[begin : self.at]
        return before if not before or before.isspace() else None


class _Bad(NamedTuple):
    """Where the text stopped being JSON, why, and whether it did so by ending."""

    place: int
    why: str
    ends: bool


def values(lines: Lines) -> Iterator[tuple[int, Any] | Rejected]:
    """
    The number of the line on which each value begins, and the value.

    Where the text is not JSON: one Rejected that says where and what was expected. Reading goes on
    at the next line, for a value over several lines at the next one that begins as its first did.
    """
    text = _Text(lines)
    closing = ""  # what ends the array that we are in
    wasted = 0
    while text.skip_space("," if closing else ""):
        if not closing and (closing := _opened(text)):
            continue
        if closing and text.rest[text.at] == "]":
            text.at += 1
            found: tuple[int, Any] | _Bad | None = _rest_of_wrapper(text) if closing == "]}" else None
            closing = ""
        else:
            found = _value(text)
        if isinstance(found, _Bad):
            wasted += _TOO_DEEP_COST if found.why == _TOO_DEEP else found.place - text.at
            rejected = _go_on(text, found, lines.name)
            if not (found.ends and lines.damaged):  # which is said by whoever reads the damaged file
                yield rejected
            if wasted > _WASTE:
                yield Rejected(lines.name, text.line(text.at), "too much of it is damaged to read on")
                return
        elif found is not None:
            yield found
    if closing and not lines.damaged:
        yield Rejected(lines.name, text.line(text.at), "not JSON: it ends inside an array")


def _opened(text: _Text) -> str:
    if len(text.rest) - text.at < _WRAPPER_LENGTH:
        text.more()
    if match := _WRAPPER.match(text.rest, text.at):
        text.at = match.end()
        return "]}"
    if text.rest[text.at] == "[":
        text.at += 1
        return "]"
    return ""


def _rest_of_wrapper(text: _Text) -> _Bad | None:
    # What follows the array (NextToken and the like) is read as an object of its own.
    if not text.skip_space():
        return _Bad(text.at, "not JSON: it ends inside an object", ends=True)
    following = text.rest[text.at + 1 :]
    if text.rest[text.at] == ",":
        text.rest = text.rest[: text.at] + "{" + following
        result = _value(text)
        return result if isinstance(result, _Bad) else None
    if text.rest[text.at] != "}":
        return _Bad(text.at, "not JSON: expecting ',' or '}'", ends=False)
    text.at += 1
    return None


def _value(text: _Text) -> tuple[int, Any] | _Bad:
    if text.rest[text.at] not in "{[":
        return _Bad(text.at, "expected a JSON object", ends=False)
    while True:
        try:
            value, end = _DECODER.raw_decode(text.rest, text.at)
        except json.JSONDecodeError as why:
            # A string or word cut at the end of what was read so far is not wrong yet.
            ends = why.pos >= len(text.rest) - 8 or why.msg.startswith("Unterminated string")
            if ends and len(text.rest) - text.at > _LONGEST:
                return _Bad(why.pos, f"a value of over {_LONGEST:,} characters", ends=False)
            if not (ends and text.more()):
                return _Bad(why.pos, f"not JSON: {why.msg.removesuffix(' at')}", ends)
        except RecursionError:
            return _Bad(text.at, _TOO_DEEP, ends=False)
        except ValueError:  # int() refuses numbers of thousands of digits
            return _Bad(text.at, "not JSON: a number of unreasonable length", ends=False)
        else:
            line = text.line(text.at)
            text.at = end
            return line, value


def _go_on(text: _Text, bad: _Bad, name: str) -> Rejected:
    """Go to where reading can go on, and say what was wrong and what was passed over."""
    line, first = text.line(bad.place), text.line(text.at)
    column = bad.place - text.rest.rfind("\n", 0, bad.place)
    several = text.rest[text.at : text.at + 1] in {"{", "["} and "\n" in text.rest[text.at : bad.place]
    if several:
        indent = text.indent()
        _find(text, re.compile(r"\n[ \t]*(?=[{\[])" if indent is None else rf"\n(?={indent}[{{\[])"))
    else:
        text.at = bad.place if "\n" not in text.rest[text.at : bad.place] else text.at
        _find(text, re.compile(r"\n"))
    last = text.line(text.at)
    passed = f"; lines {first} to {last} were passed over" if several and last > first else ""
    return Rejected(name, line, f"{bad.why} at column {column}{passed}")


def _find(text: _Text, pattern: re.Pattern[str]) -> None:
    while not (match := pattern.search(text.rest, text.at)):
        text.at = max(text.at, len(text.rest) - _WRAPPER_LENGTH)
        if not text.more():
            text.at = len(text.rest)
            return
    text.at = match.start()
