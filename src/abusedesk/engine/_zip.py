"""A stranger's ZIP file, read in memory and within limits; nothing of it is ever written to disk."""

from __future__ import annotations

import hashlib
import re
import stat
import struct
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from abusedesk.errors import BadInput
from abusedesk.translate import msg, text

from ._printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from abusedesk.model import Text

# No case that we know comes near any of these.
MOST_MEMBERS = 200_000
MOST_DIRECTORY = 64 << 20
MOST_BYTES = 8 << 30
MOST_IN_MEMORY = 64 << 20
MOST_RATIO, FREE_OF_RATIO = 300, 64 << 20
SHOWN = 120  # characters of a member's name that a person is shown
_CHUNK = 1 << 20
_NAMES = re.compile(
    r"(manifest\.json|case\.json|report\.html|report\.pdf|reply\.txt|journal\.jsonl|events\.parquet"
    r"|messages/\d{4,6}-(in|out)\.eml|evidence/index\.jsonl|evidence/blobs/[0-9a-f]{64})"
)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
# The end of a ZIP file (APPNOTE.TXT 4.3.14 to 4.3.16).
_END, _END_SIZE, _LONGEST_COMMENT = b"PK\x05\x06", 22, 0xFFFF
_LOCATOR, _LOCATOR_SIZE = b"PK\x06\x07", 20


@dataclass(frozen=True, slots=True)
class Package:
    """An opened bundle; problems say why it is not read at all."""

    file: zipfile.ZipFile | None
    names: frozenset[str]
    problems: tuple[Text, ...]

    @staticmethod
    @contextmanager
    def open(path: Path) -> Iterator[Package]:
        """
        The ZIP file at path, closed when the block ends.

        Raises:
            BadInput: there is no such file, or it is no ZIP file.
        """
        try:
            with path.open("rb") as raw:
                if _directory_size(raw) > MOST_DIRECTORY:
                    yield Package(None, frozenset(), (text("It holds too many members."),))
                    return
                with zipfile.ZipFile(raw) as file:
                    size = path.stat().st_size
                    yield Package(file, frozenset(file.namelist()), tuple(_problems(file.infolist(), size)))
        except (OSError, zipfile.BadZipFile, struct.error) as why:
            said = why.strerror if isinstance(why, OSError) and why.strerror else str(why)
            raise BadInput(f"{path}: {said}; expected a bundle of `abusedesk case export`") from why

    def read(self, name: str) -> bytes:
        """
        The bytes of a member that is read whole.

        Raises:
            BadInput: it is not there, too large, or broken.
        """
        return b"".join(self._chunks(name, MOST_IN_MEMORY))

    def digest(self, name: str) -> str:
        """
        The SHA-256 of a member.

        Raises:
            BadInput: it is not there, or broken.
        """
        digest = hashlib.sha256()
        for chunk in self._chunks(name, MOST_BYTES):
            digest.update(chunk)
        return digest.hexdigest()

    def lines(self, name: str) -> Iterator[bytes]:
        """
        The lines of a member.

        Raises:
            BadInput: it is not there, a line is too large, or it is broken.
        """
        rest = b""
        for chunk in self._chunks(name, MOST_BYTES):
            *whole, rest = (rest + chunk).split(b"\n")
            if len(rest) > MOST_IN_MEMORY:
                raise BadInput(msg("a line is too long"))
            yield from whole
        if rest:
            yield rest

    def _chunks(self, name: str, limit: int) -> Iterator[bytes]:
        if self.file is None or name not in self.names:
            raise BadInput(msg("it is not there"))
        left = limit
        try:
            with self.file.open(name) as member:
                while chunk := member.read(_CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        raise BadInput(msg("it is too large"))
                    yield chunk
        except _BROKEN as why:
            raise BadInput(msg("it cannot be unpacked")) from why


def _problems(members: list[zipfile.ZipInfo], size: int) -> Iterator[Text]:
    """Everything for which a bundle is not read any further."""
    if len(members) > MOST_MEMBERS:
        yield text("It holds too many members.")
        return
    unpacked, packed = sum(one.file_size for one in members), sum(one.compress_size for one in members)
    bomb = unpacked > FREE_OF_RATIO and unpacked > MOST_RATIO * max(size, 1)
    if unpacked > MOST_BYTES or bomb or packed > size:
        yield text("Unpacked it would be far larger than any bundle.")
        return
    seen: set[str] = set()
    for one in members:
        name = printable(one.filename, SHOWN)
        kind = stat.S_IFMT(one.external_attr >> 16)
        if one.filename in seen:
            yield text("{name}: it is there twice", name=name)
        elif kind not in {0, stat.S_IFREG}:
            yield text("{name}: it is no plain file", name=name)
        elif not _NAMES.fullmatch(one.filename):
            yield text("{name}: nothing of that name belongs into a bundle", name=name)
        elif one.flag_bits & 1 or one.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            yield text("{name}: it is packed in a way that is not read", name=name)
        seen.add(one.filename)


def _directory_size(raw: BinaryIO) -> int:
    """
    How many bytes the list of members takes, read before the list is: it is loaded whole.

    Raises:
        zipfile.BadZipFile: this is no ZIP file.
    """
    size = raw.seek(0, 2)
    tail = raw.seek(max(0, size - _END_SIZE - _LONGEST_COMMENT))
    data = raw.read()
    place = data.rfind(_END)
    if place < 0 or place + _END_SIZE > len(data):
        raise zipfile.BadZipFile("this is no ZIP file")
    [listed] = struct.unpack_from("<L", data, place + 12)
    locator = place - _LOCATOR_SIZE
    if locator >= 0 and data[locator : locator + 4] == _LOCATOR:
        [start] = struct.unpack_from("<Q", data, locator + 8)
        if start + 56 > tail + place:
            raise zipfile.BadZipFile("its end cannot be read")
        raw.seek(start + 40)
        [listed] = struct.unpack("<Q", raw.read(8))
    raw.seek(0)
    return int(listed)
