"""How far a mailbox was read: saves work, and decides nothing."""

from __future__ import annotations

import contextlib
import json
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from ._take import Fetched, Left


class Place:
    """
    A small file that remembers what was done with already; lost or broken, all is read again.

    Whether a message is new is for the store to say, by the message itself. So a place that lags
    behind after a crash costs time and does nothing twice.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._said: dict[str, Any] = {}
        with contextlib.suppress(OSError, ValueError):
            said = json.loads(path.read_bytes())
            self._said = said if isinstance(said, dict) else {}
        files = self._said.get("files")
        self._files: dict[str, str] = files if isinstance(files, dict) else {}
        self._held: int | None = None

    def after(self, validity: int, next_uid: int | None) -> int:
        """
        The last UID that was done under this UIDVALIDITY, 0 to read all (RFC 9051, 2.3.1.1).

        A next_uid (UIDNEXT) that is not beyond it means that the server has gone back in time.
        """
        last = self._said.get("last")
        if (
            not isinstance(last, int)
            or self._said.get("uidvalidity") != validity
            or (next_uid is not None and next_uid <= last)
        ):
            last = 0
        self._held = None
        self._said |= {"uidvalidity": validity, "last": last}
        return last

    def hold(self, uid: int) -> None:
        """Do not go beyond uid: it could not be read, and is asked for again next time."""
        self._held = uid if self._held is None else min(uid, self._held)

    def knows(self, name: str, stamp: str) -> bool:
        """Whether the file called name was done in this very state."""
        return self._files.get(name) == stamp

    def keep(self, names: Collection[str]) -> None:
        """Forget the files that are not there any more."""
        self._files = {name: stamp for name, stamp in self._files.items() if name in names}

    def forget(self) -> None:
        """Begin anew: every message comes again."""
        self._said["last"] = 0
        self._files = {}

    def done(self, one: Fetched | Left) -> None:
        """Remember that one was dealt with; written down by save."""
        if one.stamp:
            self._files[one.uid] = one.stamp
        elif self._held is None or int(one.uid) < self._held:
            self._said["last"] = int(one.uid)

    def note(self, key: str, value: Any) -> None:
        """Keep something about the mailbox itself, a JSON value; None forgets it."""
        self._said[key] = value

    def noted(self, key: str) -> Any:
        """What was noted under key, else None."""
        return self._said.get(key)

    def save(self) -> None:
        """Write it down, in one step."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = self._path.with_suffix(".tmp")
        with beside.open("w", encoding="utf-8") as file:
            json.dump(self._said | {"files": self._files}, file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)
