"""The text of one plain file, for a format to read."""

from __future__ import annotations

import codecs
import io
import re
from typing import TYPE_CHECKING

from abusedesk.model import Rejected

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, tzinfo

    from ._member import Member

_LONGEST = 1024 * 1024  # characters of a line
_PIECE = 64 * 1024

_ESCAPED = re.compile(r"[\udc80-\udcff]")


class Lines:
    """
    The lines of one file: `for number, line in lines`, numbered from 1, without their line ends.

    Blank lines are passed over. Lines of over a million characters, and the cut one at the end of
    damaged data, are on `rejected` instead. Bytes that are not UTF-8 become U+FFFD; how many, and
    where the first stood, is said there too. text() gives the same in large pieces for formats that
    are not made of lines, binary() its bytes. Each may be called again, for a second pass; not two at once.

    name is what events are to have as their file. A time without a zone is in timezone. Nothing in
    the file is later than latest (aware UTC). line is the number of the last line read. begins is how
    the text begins, in UTF-8.
    """

    def __init__(self, member: Member, head: bytes, timezone: tzinfo, latest: datetime) -> None:
        self.name = member.name
        self.timezone = timezone
        self.latest = latest
        self.line = 0
        self.begins = beginning(head)
        self.rejected: list[Rejected] = []
        self.damaged = False
        self._member = member
        self._encoding = _encoding(head)

    def __iter__(self) -> Iterator[tuple[int, str]]:
        with self._opened() as (stream, text):
            while line := text.readline(_LONGEST):
                self.line += 1
                if not line.endswith("\n") and self._is_broken(line, text, stream.problems):
                    continue
                line = stream.whole(line, self.line).rstrip("\r\n")
                if line and not line.isspace():
                    yield self.line, line

    def text(self) -> Iterator[str]:
        """The whole text in pieces; line is that on which the last piece ended."""
        with self._opened() as (stream, text):
            self.line = 1
            while piece := text.read(_PIECE):
                piece = stream.whole(piece, self.line)
                self.line += piece.count("\n")
                yield piece
            self.damaged = bool(stream.problems)

    def binary(self) -> Iterator[bytes]:
        """The whole content in pieces, for formats that are no text."""
        problems: list[str] = []
        self.line = 0
        self.rejected.clear()
        with self._member.open(problems) as stream:
            while piece := stream.read(_PIECE):
                yield piece
        self.damaged = bool(problems)
        if problems:
            self.refuse(0, problems[0])

    def _opened(self) -> _Opened:
        self.line = 0
        self.rejected.clear()
        return _Opened(self, self._member, self._encoding)

    def _is_broken(self, line: str, text: io.TextIOBase, problems: list[str]) -> bool:
        if len(line) < _LONGEST:
            # The last line: all there is, or cut where the data was damaged, which is said once.
            return bool(problems)
        while (rest := text.readline(_LONGEST)) and not rest.endswith("\n"):
            pass
        if not problems:
            self.refuse(self.line, f"a line of over {_LONGEST:,} characters")
        return True

    def refuse(self, line: int, why: str) -> None:
        """Put a line on rejected."""
        self.rejected.append(Rejected(self.name, line, why))


class _Opened:
    """A pass over the text; what was wrong with it is put on rejected when it is over."""

    def __init__(self, lines: Lines, member: Member, encoding: str) -> None:
        self.problems: list[str] = []
        self._lines = lines
        self._replaced = 0
        self._first = 0
        errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
        stream = member.open(self.problems)
        self._text = io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline="\n")

    def __enter__(self) -> tuple[_Opened, io.TextIOBase]:
        return self, self._text

    def __exit__(self, *_: object) -> None:
        self._text.close()
        if self.problems:
            self._lines.refuse(self._lines.line, self.problems[0])
        if self._replaced:
            self._lines.refuse(
                self._first,
                f"{self._replaced:,} bytes are not UTF-8 and were replaced, the first in this line",
            )

    def whole(self, text: str, line: int) -> str:
        """Text, which begins on line, with U+FFFD for what is no UTF-8."""
        if text.isascii():
            return text
        text, count = _ESCAPED.subn("\ufffd", text)
        if count and not self._replaced:
            self._first = line + text.count("\n", 0, text.index("\ufffd"))
        self._replaced += count
        return text


def beginning(head: bytes) -> bytes:
    """Head as UTF-8, without a mark of its encoding and without spaces before its text."""
    if _encoding(head) == "utf-16":
        head = head.decode("utf-16", "replace").encode()
    return head.removeprefix(codecs.BOM_UTF8).lstrip()


def _encoding(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"  # what PowerShell's > writes
    return "utf-8-sig"
