"""A compound file (the container of .msg) to its storages and streams; bounded, whatever is in it."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENTRIES = 20_000  # directory entries; a mail with a hundred attachments has some 5,000
DEPTH = 16  # storages within one another; an attached message takes two
_LAST = 0xFFFFFFFA  # sector numbers from here on are marks
_ENTRY = 128
_HEADER = 512
_STORAGE, _STREAM, _ROOT = 1, 2, 5


class BrokenError(Exception):
    """Data is no compound file, or not all of one; says in a few words what is wrong."""


@dataclass(slots=True)
class Folder:
    """A storage: its streams and storages by name."""

    streams: dict[str, bytes] = field(default_factory=dict)
    folders: dict[str, Folder] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    type: int
    siblings: tuple[int, int]
    child: int
    start: int
    size: int


def folder(data: bytes) -> Folder:
    """
    The root storage in data. Never takes more memory than some times the size of data.

    Format: https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-cfb/

    Raises:
        BrokenError: data is cut off, goes in circles, or claims to hold more than it does.
    """
    return _Reader(data).root()


class _Reader:
    """The sectors of one file and the tables that chain them."""

    def __init__(self, data: bytes) -> None:
        if len(data) < _HEADER or not data.startswith(MAGIC):
            raise BrokenError("it ends within its header")
        self.data = data
        shift, small = struct.unpack_from("<HH", data, 30)
        if shift not in {9, 12} or small != 6:  # noqa: PLR2004 # the only sizes that the format has
            raise BrokenError("its header makes no sense")
        self.size = 1 << shift
        first, _, self.cutoff, self.small_first, _, more, _ = struct.unpack_from("<7I", data, 48)
        self.table = self._table(more)
        self.entries = self._entries(first)
        self.small = b"".join(self._sectors(self.entries[0].start))
        listed = b"".join(self._sectors(self.small_first))
        self.small_table = struct.unpack(f"<{len(listed) // 4}I", listed)
        self.left = len(data)

    def _sector(self, number: int) -> bytes:
        found = self.data[(number + 1) * self.size : (number + 2) * self.size]
        if not found:
            raise BrokenError("it is cut off")
        return found.ljust(self.size, b"\0")

    def _table(self, more: int) -> tuple[int, ...]:
        """The chain table, found by the list in the header and its continuations."""
        places = list(struct.unpack_from("<109I", self.data, 76))
        seen: set[int] = set()
        while more < _LAST:
            if more in seen:
                raise BrokenError("its tables go in circles")
            seen.add(more)
            *found, more = struct.unpack(f"<{self.size // 4}I", self._sector(more))
            places += found
        sectors = [one for one in places if one < _LAST]
        if len(sectors) != len(set(sectors)):
            raise BrokenError("its tables go in circles")
        joined = b"".join(map(self._sector, sectors))
        return struct.unpack(f"<{len(joined) // 4}I", joined)

    def _sectors(self, start: int) -> Iterator[bytes]:
        return map(self._sector, _chain(start, self.table))

    def _entries(self, start: int) -> list[_Entry]:
        most = ENTRIES * _ENTRY // self.size
        listed = b"".join(islice(self._sectors(start), most + 1))
        if len(listed) > most * self.size:
            raise BrokenError("it has too many entries")
        found = [_entry(listed[at : at + _ENTRY]) for at in range(0, len(listed), _ENTRY)]
        if not found or found[0].type != _ROOT:
            raise BrokenError("it has no root")
        return found

    def root(self) -> Folder:
        """Everything, depth by depth; what lies deeper than DEPTH is left out."""
        top = Folder()
        waiting = [(self.entries[0].child, top, 0)]
        seen = {0}
        while waiting:
            at, where, depth = waiting.pop()
            if at >= len(self.entries):
                continue  # the mark of no entry
            if at in seen:
                raise BrokenError("its entries go in circles")
            seen.add(at)
            entry = self.entries[at]
            waiting += [(sibling, where, depth) for sibling in entry.siblings]
            if entry.type == _STREAM:
                where.streams[entry.name] = self._stream(entry)
            elif entry.type == _STORAGE and depth < DEPTH:
                waiting.append((entry.child, where.folders.setdefault(entry.name, Folder()), depth + 1))
        return top

    def _stream(self, entry: _Entry) -> bytes:
        self.left -= entry.size
        if self.left < 0:
            raise BrokenError("it claims to hold more than it does")
        if entry.size >= self.cutoff:
            return _taken(self._sectors(entry.start), entry.size)
        pieces = (self.small[one * 64 : one * 64 + 64] for one in _chain(entry.start, self.small_table))
        return _taken(pieces, entry.size)


def _entry(raw: bytes) -> _Entry:
    length, kind, _, left, right, child = struct.unpack_from("<HBB3I", raw, 64)
    start, size = struct.unpack_from("<II", raw, 116)
    name = raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
    return _Entry(name, kind, (left, right), child, start, size)


def _chain(start: int, table: tuple[int, ...]) -> Iterator[int]:
    """The sectors that follow start, as table chains them."""
    passed = 0
    while start < _LAST:
        passed += 1
        if start >= len(table):
            raise BrokenError("it is cut off")
        if passed > len(table):
            raise BrokenError("its tables go in circles")
        yield start
        start = table[start]


def _taken(pieces: Iterable[bytes], size: int) -> bytes:
    """The first size bytes of pieces; no more of them are read."""
    found: list[bytes] = []
    left = size
    for piece in pieces:
        if left <= 0:
            break
        found.append(piece[:left])
        left -= len(piece)
    if left > 0:
        raise BrokenError("it is cut off")
    return b"".join(found)
