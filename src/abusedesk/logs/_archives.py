"""
The files in a tar or zip archive.

tar is read here, and not by tarfile, which takes a header's word for how much to read into memory.
No file is ever written under a name that an archive gives.
"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, BinaryIO

from abusedesk.model import Rejected

from ._inflate import PIECE, Budget, Guarded
from ._member import Member, buffered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_BLOCK = 512
_LONGEST_NAME = 1024
_LONGEST_HEADER = 1024 * 1024  # of pax records, which hold names, times and the like

_REGULAR = b"0\x007"
_NO_FILE = b"123456"  # links, devices, folders, pipes
_LONG_NAME, _PAX, _PAX_GLOBAL, _LONG_LINK = b"L", b"x", b"g", b"K"

_DAMAGED = "the tar archive is damaged"


def tar_checksum(header: bytes) -> bool:
    """Whether header, 512 bytes, is a tar header by its own checksum (POSIX ustar)."""
    try:
        claimed = int(header[148:156].strip(b" \0") or b"-1", 8)
    except ValueError:
        return False
    return claimed == sum(header[:148]) + 8 * ord(" ") + sum(header[156:])


def _spend(budget: Budget, members: int = 1) -> None:
    budget.members -= members
    if budget.members < 0:
        raise ValueError("holds more files than may be read")


def tar_members(member: Member, budget: Budget) -> Iterator[Member | Rejected]:
    """The files in the tar archive member; each is gone when the next is asked for."""
    problems: list[str] = []
    with member.open(problems) as stream, TemporaryDirectory(prefix="abusedesk-tar-") as folder:
        try:
            for name, size in _tar_headers(stream):
                _spend(budget)
                path = Path(folder) / "member"
                missing = _copy(stream, path, size)
                _skip(stream, -size % _BLOCK)
                yield Member(f"{member.name}/{name}", _opener(path))
                if missing:
                    problems.append(_DAMAGED)
                    break
        except ValueError as why:
            problems.append(str(why))
    if problems:
        yield Rejected(member.name, 0, problems[0])


def _tar_headers(stream: BinaryIO) -> Iterator[tuple[str, int]]:
    """
    Name and size of each regular file; the caller reads it and its padding before the next.

    Raises:
        ValueError: the archive is damaged or holds a sparse file.
    """
    long_name = b""
    while (header := stream.read(_BLOCK)) and any(header):
        if len(header) < _BLOCK or not tar_checksum(header):
            raise ValueError(_DAMAGED)
        size, kind = _number(header[124:136]), header[156:157]
        if kind in {_LONG_NAME, _PAX}:
            text = _small(stream, size)
            long_name = text.rstrip(b"\0") if kind == _LONG_NAME else _pax_path(text) or long_name
        elif kind in _REGULAR:
            prefix = header[345:500].rstrip(b"\0")
            short = header[:100].rstrip(b"\0")
            yield _shown(long_name or (prefix + b"/" if prefix else b"") + short), size
            long_name = b""
        elif kind in {_PAX_GLOBAL, _LONG_LINK}:
            _skip(stream, size + -size % _BLOCK)
        elif kind in _NO_FILE:
            long_name = b""
        else:
            raise ValueError("the tar archive holds a sparse or unknown kind of file")


def _number(field: bytes) -> int:
    # GNU tar writes what is over eight octal digits in base 256, with the first bit set.
    number = int.from_bytes(field[1:], "big") if field[0] == 0x80 else int(field.strip(b" \0") or b"0", 8)  # noqa: PLR2004 - the bit said above
    if number < 0:
        raise ValueError(_DAMAGED)
    return number


def _small(stream: BinaryIO, size: int) -> bytes:
    if size > _LONGEST_HEADER:
        raise ValueError("the tar archive has a header of unreasonable size")
    data = stream.read(size)
    _skip(stream, -size % _BLOCK)
    return data


def _pax_path(records: bytes) -> bytes:
    for record in records.split(b"\n"):
        _, _, setting = record.partition(b" ")
        if setting.startswith(b"path="):
            return setting.removeprefix(b"path=")
    return b""


def _copy(stream: BinaryIO, path: Path, size: int) -> int:
    """Write the next size bytes to path; how many of them there were not."""
    with path.open("wb") as copy:
        while size and (data := stream.read(min(size, PIECE))):
            copy.write(data)
            size -= len(data)
    return size


def _opener(path: Path) -> Callable[[list[str]], BinaryIO]:
    return lambda _: path.open("rb")


def _skip(stream: BinaryIO, size: int) -> None:
    while size and (data := stream.read(min(size, PIECE))):
        size -= len(data)


def _shown(name: bytes) -> str:
    text = name[:_LONGEST_NAME].decode("utf-8", "replace")
    return "".join(character if character.isprintable() else "?" for character in text)


class _ZipMember:
    """A file in a zip archive as a Source."""

    def __init__(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
        self.consumed = entry.compress_size
        self._stream = archive.open(entry)

    def read(self, size: int) -> bytes:
        return self._stream.read(size)

    def close(self) -> None:
        self._stream.close()


def zip_members(member: Member, budget: Budget) -> Iterator[Member | Rejected]:
    """The files in the zip archive member; they are gone when the last one was taken."""
    problems: list[str] = []
    with member.open(problems) as stream, TemporaryDirectory(prefix="abusedesk-zip-") as folder:
        path = Path(folder) / "archive"
        if not stream.seekable():
            _copy(stream, path, budget.bytes)
        with path.open("rb") if path.exists() else stream as seekable:
            try:
                _spend(budget, _zip_entries(seekable))
                with zipfile.ZipFile(seekable) as archive:
                    yield from _zip_each(archive, member.name, budget)
            except (EOFError, OSError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error) as why:
                problems.append(f"the zip archive cannot be read: {why}")
    if problems:
        yield Rejected(member.name, 0, problems[0])


def _zip_each(archive: zipfile.ZipFile, name: str, budget: Budget) -> Iterator[Member | Rejected]:
    for entry in archive.infolist():
        if entry.is_dir():
            continue
        shown = f"{name}/{_shown(entry.filename.encode('utf-8', 'replace'))}"
        if entry.flag_bits & 1:
            yield Rejected(shown, 0, "is encrypted")
            continue

        def opened(problems: list[str], entry: zipfile.ZipInfo = entry) -> BinaryIO:
            try:
                source = _ZipMember(archive, entry)
            except (NotImplementedError, RuntimeError, ValueError, zipfile.BadZipFile) as why:
                raise OSError(str(why)) from why
            return buffered(Guarded(source, budget, problems))

        yield Member(shown, opened)


def _zip_entries(stream: BinaryIO) -> int:
    """How many files the archive says it holds, before its whole directory is read into memory."""
    end = stream.seek(0, 2)
    stream.seek(max(0, end - 65_557))  # the end record and the longest comment after it
    tail = stream.read()
    stream.seek(0)
    place = tail.rfind(b"PK\x05\x06")
    return int.from_bytes(tail[place + 10 : place + 12], "little") if place >= 0 else 0
