"""Journal entries out of what journalctl exports: -o export, and -o json in its layouts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.logs._json import values
from abusedesk.model import Rejected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.logs._lines import Lines

_LONGEST = 32 * 1024 * 1024  # bytes of one entry; the journal keeps none above 768 MB, nobody logs one
_LENGTH = 8  # bytes of a length
_NAME = 64 * 1024  # bytes of a line that has a name only

Fields = dict[str, Any]


def exported(lines: Lines) -> Iterator[tuple[int, Fields] | Rejected]:
    """
    The number of the line that each entry begins on, and its fields: text, or a list where it is there twice.

    https://systemd.io/JOURNAL_EXPORT_FORMATS/: NAME=text, or NAME, a length in 8 bytes and as many bytes; an
    empty line ends an entry.
    """
    taken = _Taken(lines)
    fields: Fields = {}
    first = 1
    while (line := taken.line()) is not None:
        if not line:
            if fields:
                yield first, fields
            fields, first = {}, taken.number
            continue
        name, equals, value = line.partition(b"=")
        if not equals:
            binary = taken.value()
            if binary is None:
                yield Rejected(
                    lines.name, taken.number, "expected a length and as many bytes after a name alone"
                )
                return
            value = binary
        _add(fields, _text(name), _text(value))
    if fields:
        yield first, fields


class _Taken:
    """The bytes, in lines and in values of a given length."""

    def __init__(self, lines: Lines) -> None:
        self._pieces = lines.binary()
        self._rest = b""
        self._at = 0
        self.number = 1  # of the line that is next

    def line(self) -> bytes | None:
        """The next line; None at the end, and where one is longer than any entry."""
        searched = self._at
        while (end := self._rest.find(b"\n", searched)) < 0:
            searched = len(self._rest) - self._at
            if searched > _LONGEST or not self._more():
                left = self._rest[self._at :]
                self._at = len(self._rest)
                return left or None
        found = self._rest[self._at : end]
        self._at = end + 1
        self.number += 1
        return found

    def value(self) -> bytes | None:
        """The bytes of a value, whose length stands before it; None where there are not as many."""
        size = self._bytes(_LENGTH)
        if size is None or (wanted := int.from_bytes(size, "little")) > _LONGEST:
            return None
        found = self._bytes(wanted + 1)
        if found is None or not found.endswith(b"\n"):
            return None
        self.number += size.count(b"\n") + found.count(b"\n")
        return found[:-1]

    def _bytes(self, count: int) -> bytes | None:
        while len(self._rest) - self._at < count:
            if not self._more():
                return None
        found = self._rest[self._at : self._at + count]
        self._at += count
        return found

    def _more(self) -> bool:
        # At least as much as is there, so that what is copied is but twice what is read.
        wanted = max(1, len(self._rest) - self._at)
        got: list[bytes] = []
        while wanted > 0 and (piece := next(self._pieces, None)) is not None:
            got.append(piece)
            wanted -= len(piece)
        self._rest = self._rest[self._at :] + b"".join(got)
        self._at = 0
        return bool(got)


def as_json(lines: Lines) -> Iterator[tuple[int, Fields] | Rejected]:
    """The same of -o json, json-pretty, json-seq: what is no text is a list of bytes there."""
    for found in values(lines):
        if isinstance(found, Rejected):
            yield found
            continue
        number, entry = found
        if isinstance(entry, dict):
            yield number, {name: _whole(value) for name, value in entry.items() if value is not None}
        else:
            yield Rejected(lines.name, number, "expected an object with the fields of a journal's entry")


def _whole(value: Any) -> Any:
    if not isinstance(value, list):
        return value if isinstance(value, str) else str(value)
    if all(isinstance(each, int) and 0 <= each < 256 for each in value):  # noqa: PLR2004 - a byte
        return _text(bytes(value))
    return [_whole(each) if isinstance(each, list) else str(each) for each in value]


def _add(fields: Fields, name: str, value: str) -> None:
    if name not in fields:
        fields[name] = value
    elif isinstance(fields[name], list):
        fields[name].append(value)
    else:
        fields[name] = [fields[name], value]


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")
