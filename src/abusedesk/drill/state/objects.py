"""Buckets and their objects."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# The stamp in names of flow logs and trail files, "…_20260305T0210Z_…", else a date in the key.
_STAMP = re.compile(r"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})Z")
_DAY = re.compile(r"(20\d{2})[-/]?(\d{2})[-/]?(\d{2})(?:[-/T](\d{2}))?")


@dataclass(slots=True)
class Stored:
    """An object; its bytes lie in path, or are made when first asked for. modified is aware UTC."""

    modified: datetime
    path: Path | None = None
    made: Callable[[], bytes] | None = None
    content_type: str = "binary/octet-stream"
    _kept: bytes | None = None
    _size: int | None = None

    @property
    def size(self) -> int:
        """Bytes."""
        if self._size is None:
            self._size = self.path.stat().st_size if self.path is not None else len(self.body())
        return self._size

    @property
    def etag(self) -> str:
        """A quoted mark of the content; of a file by its name, as for an upload in parts."""
        if self.path is not None:
            return f'"{_mark(f"{self.path.name}/{self.size}".encode())}-1"'
        return f'"{_mark(self.body())}"'

    def body(self) -> bytes:
        """All of it."""
        if self.path is not None:
            return self.path.read_bytes()
        if self._kept is None:
            self._kept = self.made() if self.made is not None else b""
        return self._kept


def _mark(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


@dataclass(slots=True)
class Bucket:
    """
    A bucket. facts holds ListBuckets' members and whatever other calls set or answer of it.

    removed holds keys that were deleted here of objects that come from elsewhere (trails, the folder).
    """

    name: str
    account: str
    region: str
    facts: dict[str, Any]
    stored: dict[str, Stored] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)


def from_file(path: Path, key: str, now: datetime) -> Stored:
    """The object that a file of the folder is; dated by the stamp in its key, else an hour before now."""
    modified = now - timedelta(hours=1)
    stamp = _STAMP.search(key)
    parts = stamp.groups() if stamp else (dated.groups(default="0") if (dated := _DAY.search(key)) else None)
    if parts:
        numbers = [int(part) for part in parts]
        try:
            day = datetime(numbers[0], numbers[1], numbers[2], tzinfo=UTC)
            named = day + timedelta(hours=numbers[3], minutes=sum(numbers[4:]))
        except ValueError:
            named = modified
        modified = min(named + timedelta(minutes=6 if stamp else 60), now)
    return Stored(modified=modified, path=path)
