"""A file to the plain files in it, by what it holds and not by what it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from abusedesk.model import Rejected

from ._archives import tar_checksum, tar_members, zip_members
from ._inflate import DECODERS, Budget, Guarded, Unpacker
from ._member import Member, buffered

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LAYERS = 4  # a .tar.gz in a .zip is three

_TAR_MAGIC = slice(257, 262)

_MAGIC = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"\x04\x22\x4d\x18", "LZ4"),
    # Frames to be skipped (RFC 8878): some writers put one in front.
    *((bytes([first]) + b"\x2a\x4d\x18", "Zstandard") for first in range(0x50, 0x60)),
)

_UNREAD = (
    (b"\x02\x21\x4c\x18", "Old LZ4"),
    (b"\x37\x7a\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"PAR1", "Parquet"),
)


def members(path: Path, name: str, budget: Budget) -> Iterator[Member | Rejected]:
    """The plain files in the file path, itself when it is one; each is gone when the next is asked for."""
    yield from unpacked(Member(name, lambda _: path.open("rb")), budget, 0)


def unpacked(member: Member, budget: Budget, layers: int) -> Iterator[Member | Rejected]:
    """The plain files in member, which lies under so many layers of packing."""
    try:
        with member.open([]) as stream:
            head = stream.read(512)
    except OSError as why:
        yield Rejected(member.name, 0, f"cannot be opened: {why.strerror or why}")
        return
    kind = _kind(head)
    unread = next((title for magic, title in _UNREAD if head.startswith(magic)), None)
    if unread is not None:
        yield Rejected(member.name, 0, f"{unread} files are not read; unpack or convert it first")
    elif kind is None:
        yield member
    elif layers == _LAYERS:
        yield Rejected(member.name, 0, f"packed more than {_LAYERS} times over")
    elif kind in DECODERS:
        yield from unpacked(_inflated(member, kind, budget), budget, layers + 1)
    else:
        for inner in (zip_members if kind == "zip" else tar_members)(member, budget):
            if isinstance(inner, Rejected):
                yield inner
            else:
                yield from unpacked(inner, budget, layers + 1)


def _inflated(member: Member, kind: str, budget: Budget) -> Member:
    def opened(problems: list[str]) -> BinaryIO:
        source = Unpacker(member.open(problems), DECODERS[kind])
        return buffered(Guarded(source, budget, problems))

    return Member(member.name, opened)


def _kind(head: bytes) -> str | None:
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    # A line of text may hold the word; the checksum of a tar header it does not hold.
    return "tar" if head[_TAR_MAGIC] == b"ustar" and tar_checksum(head) else None
