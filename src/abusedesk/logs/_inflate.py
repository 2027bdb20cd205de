"""
Compressed bytes to plain bytes, within limits, never raising for what the bytes are.

What is read before the damage is kept: a stream ends early and the reason is put on its list of
problems. gzip is taken apart here (RFC 1952) because zlib, told to do it, throws away the last
bytes of a file whose trailer is wrong.
"""

from __future__ import annotations

import bz2
import io
import lzma
import struct
import sys
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

PIECE = 128 * 1024

_XZ_MEMORY = 128 * 2**20
_ZSTANDARD_WINDOW = 27  # 2 to the power of it, in bytes: what RFC 8878's tools take unasked
_GZIP_HEADER = 128 * 1024  # a longer one (a file name of that length) is no log


@dataclass(slots=True)
class Budget:
    """
    What unpacking one file may still cost, over all its members and all its layers.

    bytes: what may still come out. members: how many files an archive may still hold. ratio: how
    many times its packed size a stream may come to, once it is over free bytes; a busy sshd log is
    under 100, deflate ends at 1,032, a bomb of bzip2 comes to millions.
    """

    bytes: int = 16 * 2**30
    members: int = 65_000
    ratio: int = 300
    free: int = 4 * 2**20


class Source(Protocol):
    """Something that gives plain bytes, b"" at its end; consumed is how many packed ones it took."""

    @property
    def consumed(self) -> int: ...

    def read(self, size: int, /) -> bytes: ...

    def close(self) -> None: ...


class Guarded(io.RawIOBase):
    """A source within a budget; whatever is wrong ends it and is said on problems."""

    def __init__(self, source: Source, budget: Budget, problems: list[str]) -> None:
        self._source = source
        self._budget = budget
        self._problems = problems
        self._produced = 0
        self._ended = False

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]  # only memory is handed in
        """As io.RawIOBase has it; 0 at the end and after any problem."""
        out = b"" if self._ended else self._next(len(buffer))
        buffer[: len(out)] = out
        return len(out)

    def close(self) -> None:
        """Close the source too."""
        if not self.closed:
            self._source.close()
        super().close()

    def _next(self, size: int) -> bytes:
        try:
            out = self._source.read(size)
        except (EOFError, OSError, ValueError, lzma.LZMAError, zipfile.BadZipFile, zlib.error) as why:
            return self._end(f"damaged: {why}")
        except (NotImplementedError, RuntimeError) as why:  # zipfile: another method; encrypted
            return self._end(str(why))
        self._produced += len(out)
        self._budget.bytes -= len(out)
        if self._budget.bytes < 0:
            return self._end("unpacks to more than may be read")
        if self._produced > max(self._budget.free, self._budget.ratio * self._source.consumed):
            return self._end(f"unpacks to over {self._budget.ratio} times its size")
        return out

    def _end(self, problem: str) -> bytes:
        self._ended = True
        self._problems.append(f"{problem}; what came before {self._produced:,} bytes was read")
        return b""


class _Decoder(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class Unpacker:
    """The plain bytes of packed, which is one or more streams of one kind, one after the other."""

    def __init__(self, packed: BinaryIO, decoder: Callable[[], _Decoder]) -> None:
        self.consumed = 0
        self._packed = packed
        self._new = decoder
        self._decoder: _Decoder | None = decoder()
        self._ahead = b""

    def read(self, size: int) -> bytes:
        """
        At most size bytes, b"" at the end.

        Raises:
            EOFError: packed ends within a stream.
            ValueError, OSError, zlib.error, lzma.LZMAError: it is damaged.
        """
        while self._decoder is not None:
            if self._decoder.eof:
                self._decoder = self._following(self._decoder.unused_data)
            elif out := self._decoder.decompress(self._input(self._decoder), size):
                return out
        return b""

    def close(self) -> None:
        """Close packed."""
        self._packed.close()

    def _input(self, decoder: _Decoder) -> bytes:
        if not decoder.needs_input:
            return b""
        data, self._ahead = self._ahead or self._packed.read(PIECE), b""
        if not data:
            raise EOFError("it ends before its end")
        self.consumed += len(data)
        return data

    def _following(self, rest: bytes) -> _Decoder | None:
        # Tapes and some writers pad with zeros; concatenated streams are one file.
        self.consumed -= len(rest)
        while not (rest := rest.lstrip(b"\0")):
            if not (rest := self._packed.read(PIECE)):
                return None
        self._ahead = rest
        return self._new()


class _Gzip:
    """One gzip member, RFC 1952; the interface of bz2.BZ2Decompressor."""

    def __init__(self) -> None:
        self.eof = False
        self.needs_input = True
        self.unused_data = b""
        self._header: bytes | None = b""
        self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        self._pending = b""
        self._trailer = b""
        self._crc = 0
        self._size = 0

    def decompress(self, data: bytes, max_length: int) -> bytes:
        if self._header is not None:
            self._header += data
            start = _after_header(self._header)
            if start is None:
                return b""
            data, self._header = self._header[start:], None
        if self._inflate.eof:
            self._trailer += data
            return self._checked()
        out = self._inflate.decompress(self._pending + data, max_length)
        self._pending = self._inflate.unconsumed_tail
        self._crc = zlib.crc32(out, self._crc)
        self._size += len(out)
        self._trailer = self._inflate.unused_data
        self.needs_input = not self._pending and len(out) < max_length and len(self._trailer) < _TRAILER
        return out

    def _checked(self) -> bytes:
        self.needs_input = len(self._trailer) < _TRAILER
        if not self.needs_input:
            crc, size = struct.unpack("<II", self._trailer[:_TRAILER])
            if (crc, size) != (self._crc, self._size & 0xFFFFFFFF):
                raise ValueError("its checksum or length is not that of its contents")
            self.eof, self.unused_data = True, self._trailer[_TRAILER:]
        return b""


_TRAILER = 8


def _after_header(data: bytes) -> int | None:
    """
    Where the deflated bytes begin; None when the header is not whole yet.

    Raises:
        ValueError: it is not gzip.
    """
    if not b"\x1f\x8b\x08".startswith(data[:3]) or len(data) > _GZIP_HEADER + PIECE:
        raise ValueError("what follows is not gzip")
    if len(data) < 10:  # noqa: PLR2004 - RFC 1952's fixed part
        return None
    flags, position = data[3], 10
    if flags & 4:
        if len(data) < position + 2:
            return None
        position += 2 + int.from_bytes(data[position : position + 2], "little")
    for flag in (8, 16):  # the name, the comment: each ends with a zero
        if flags & flag:
            position = data.find(b"\0", position) + 1
            if not position:
                return None
    position += flags & 2
    return position if position <= len(data) else None


class _Foreign:
    """A decoder of a library that has the interface but errors of its own, with ValueError for them."""

    def __init__(self, decoder: Any, error: type[Exception]) -> None:
        self._decoder = decoder
        self._error = error

    @property
    def eof(self) -> bool:
        return bool(self._decoder.eof)

    @property
    def needs_input(self) -> bool:
        return bool(self._decoder.needs_input)

    @property
    def unused_data(self) -> bytes:
        return self._decoder.unused_data or b""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        try:
            out: bytes = self._decoder.decompress(data, max_length)
        except self._error as why:
            raise ValueError(str(why)) from why
        return out


def _zstandard() -> _Decoder:
    if sys.version_info >= (3, 14):
        from compression import zstd  # noqa: PLC0415  # a library that few files need
    else:
        from backports import zstd  # noqa: PLC0415  # as above

    options = {int(zstd.DecompressionParameter.window_log_max): _ZSTANDARD_WINDOW}
    return _Foreign(zstd.ZstdDecompressor(options=options), zstd.ZstdError)


def _lz4() -> _Decoder:
    from lz4.frame import LZ4FrameDecompressor  # type: ignore[import-untyped]  # noqa: PLC0415  # without types; few files need it

    return _Foreign(LZ4FrameDecompressor(), RuntimeError)


DECODERS: dict[str, Callable[[], _Decoder]] = {
    "gzip": _Gzip,
    "bzip2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=_XZ_MEMORY),
    "Zstandard": _zstandard,
    "LZ4": _lz4,
}
