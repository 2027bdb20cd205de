"""Evidence as files named by their SHA-256."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from abusedesk.errors import Absent

if TYPE_CHECKING:
    from collections.abc import Iterable


class Blobs:
    """A folder of sealed bytes; a file appears under its name whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def put(self, chunks: Iterable[bytes]) -> str:
        """Keep the bytes of chunks, one after the other, and give their SHA-256 in hex."""
        digest = hashlib.sha256()
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=".new-")
        unfinished = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in chunks:
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            kept = self._place(digest.hexdigest())
            kept.parent.mkdir(mode=0o700, exist_ok=True)
            unfinished.replace(kept)
        finally:
            unfinished.unlink(missing_ok=True)
        return digest.hexdigest()

    def path(self, sha256: str) -> Path:
        """
        The file that holds the bytes.

        Raises:
            Absent: there is none of that name.
        """
        place = self._place(sha256)
        if not place.is_file():
            raise Absent(f"no blob {sha256} in the evidence", "empty")
        return place

    def intact(self, sha256: str) -> bool:
        """Whether the file is there and its bytes still have that SHA-256."""
        place = self._place(sha256)
        if not place.is_file():
            return False
        with place.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256
