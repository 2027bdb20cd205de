"""A folder of files as a mailbox: read, and left as it is."""

from __future__ import annotations

import os
import stat
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ._failed import MailFailed
from ._take import Fetched, Left, headers_only

if TYPE_CHECKING:
    from collections.abc import Generator

    from abusedesk.model import Mailbox

    from ._place import Place
    from ._take import Limits

_MESSAGES = (".eml", ".msg", ".txt", ".json")
_HEAD = 512 * 1024  # bytes that are read of a file that is too large


def read_folder(
    mailbox: Mailbox, place: Place, limits: Limits, since: datetime | None = None
) -> Generator[Fetched | Left]:
    """
    Every message file that place does not know in its present state, oldest first.

    A name that begins with "." or ends in anything but .eml, .msg, .txt and .json (".part", ".tmp") is
    left alone: that is how to write a file here, under another name first. One that changed less than
    limits.settle seconds ago is waited for, and left for the next time when it still grows.

    Raises:
        MailFailed: the folder cannot be read.
    """
    folder = Path(mailbox.path)
    found = _listed(folder)
    place.keep({path.name for path, _ in found})
    new = [(path, seen) for path, seen in found if not place.knows(path.name, _stamp(seen))]
    now = time.time()
    fresh = {path for path, seen in new if abs(now - seen.st_mtime) < limits.settle}
    for path, seen in new:
        if since is not None and _put_here(seen) < since:
            yield Left(path.name, _name(mailbox, path), "older", _stamp(seen))
        elif path not in fresh:
            yield _one(mailbox, path, seen, limits.size)
    if fresh:
        time.sleep(limits.settle)
    for path, seen in new:
        if path in fresh and not (since and _put_here(seen) < since):
            yield _one(mailbox, path, seen, limits.size)


def _listed(folder: Path) -> list[tuple[Path, os.stat_result]]:
    """The message files of folder, the one that changed longest ago first. Links are not followed."""
    try:
        with os.scandir(folder) as entries:
            files = [
                (folder / entry.name, entry.stat(follow_symlinks=False))
                for entry in entries
                if entry.name.lower().endswith(_MESSAGES) and not entry.name.startswith(".")
            ]
    except OSError as why:
        raise MailFailed("folder", f"{folder}: {why.strerror}; expected a folder of messages") from why
    regular = [(path, seen) for path, seen in files if stat.S_ISREG(seen.st_mode)]
    return sorted(regular, key=lambda one: (one[1].st_mtime_ns, one[0].name))


def _one(mailbox: Mailbox, path: Path, seen: os.stat_result, limit: int) -> Fetched | Left:
    name = _name(mailbox, path)
    whole = seen.st_size <= limit
    try:
        with path.open("rb") as file:
            raw = file.read(seen.st_size + 1 if whole else _HEAD)
            after = os.fstat(file.fileno())
    except OSError:
        return Left(path.name, name, "unreadable")
    if _stamp(after) != _stamp(seen) or (whole and len(raw) != seen.st_size):
        return Left(path.name, name, "growing")
    return Fetched(
        uid=path.name,
        raw=raw if whole else headers_only(raw, seen.st_size, limit),
        name=name,
        arrived=datetime.fromtimestamp(seen.st_mtime, UTC),
        size=seen.st_size,
        whole=whole,
        stamp=_stamp(seen),
    )


def _name(mailbox: Mailbox, path: Path) -> str:
    # A name that is no UTF-8 can be opened, but not be written down.
    return f"{mailbox.name}: {path.name.encode('utf-8', 'replace').decode()}"


def _put_here(seen: os.stat_result) -> datetime:
    """When a file came into its folder: a copy may keep the time of what it was copied from."""
    return datetime.fromtimestamp(max(seen.st_ctime, seen.st_mtime), UTC)


def _stamp(seen: os.stat_result) -> str:
    return f"{seen.st_ino}-{seen.st_size}-{seen.st_mtime_ns}"
