"""Files that people hand in: kept byte for byte, never opened for what they say."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from abusedesk.errors import BadInput
from abusedesk.model import Evidence

from ._collecting import GLOBAL
from ._people import draft_again, person

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from abusedesk.store import Store

KIND, COLLECTOR = "person.file", "person"
MOST_BYTES, MOST_FILES = 25 * 1024 * 1024, 50
_LONGEST_NAME = 100
# How files of a type begin; https://www.iana.org/assignments/media-types and each format's own definition.
_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
)


class _Taken(NamedTuple):
    name: str
    data: bytes


def attach(store: Store, case_id: str, files: Sequence[Path], by: str) -> tuple[Evidence, ...]:
    """
    Keep files as evidence that by handed in; gives one Evidence for each, in their order.

    The same bytes are one thing however often and under whatever name they are handed in. All files are
    read before any is kept. The letter is drafted again.

    Raises:
        BadInput: there is no such case; a file is missing, empty, over 25 MB, a link or no plain file; or
            there are more than 50.
    """
    store.case(case_id)
    name = person(by)
    if not 0 < len(files) <= MOST_FILES:
        raise BadInput(f"expected 1 to {MOST_FILES} files, not {len(files)}")
    taken = [_Taken(safe_name(one.name), _bytes(one)) for one in files]
    journal = store.journal(case_id)
    journal.append(
        "attaching", {"by": name, "files": [{"name": one.name, "size": len(one.data)} for one in taken]}
    )
    with store.whole():
        known = {one.sha256: one for one in store.evidence(case_id) if one.kind == KIND}
        kept = tuple(_keep(store, case_id, one, name, known) for one in taken)
        journal.append("attached", {"by": name, "evidence": [one.id for one in kept]})
        draft_again(store, case_id)
    return kept


def safe_name(name: str) -> str:
    """A file's name without folders and without anything that a reader's eye or a system would obey."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = "".join("_" if unicodedata.category(one)[0] in "CZ" and one != " " else one for one in last)
    plain = re.sub(r'[<>:"|?*]', "_", plain).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if len(plain) > _LONGEST_NAME and dot:
        plain = f"{stem[: _LONGEST_NAME - len(ending[:10]) - 1]}.{ending[:10]}"
    return plain[:_LONGEST_NAME] or "file"


def media_type(data: bytes) -> str:
    """What data is by its own first bytes; a file's name is not asked."""
    for beginning, kind in _BEGINNINGS:
        if data.startswith(beginning):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return "application/octet-stream"
    return "application/octet-stream" if "\x00" in text else "text/plain"


def _keep(store: Store, case_id: str, taken: _Taken, by: str, known: dict[str, Evidence]) -> Evidence:
    """The evidence of those bytes: the one that is known, else a new one, which is known from then on."""
    sha256 = store.blobs.put([taken.data])
    if sha256 in known:
        return known[sha256]
    now = datetime.now(UTC)
    made = Evidence(
        collector=COLLECTOR,
        kind=KIND,
        key=f"{taken.name} {sha256[:12]}",
        account=store.account(case_id),
        region=GLOBAL,
        call="case attach",
        asked=now,
        sha256=sha256,
        data={
            "name": taken.name,
            "size": len(taken.data),
            "media_type": media_type(taken.data),
            "by": by,
            "at": now.isoformat().replace("+00:00", "Z"),
        },
    )
    store.add_evidence(case_id, [made])
    known[sha256] = made
    return made


def _bytes(path: Path) -> bytes:
    """The bytes of a plain file, read from what was looked at and not from what stands there later."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as why:
        expected = "expected a plain file, no link"
        raise BadInput(f"{path}: {why.strerror}; {expected}") from why
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise BadInput(f"{path}: expected a plain file")
    with os.fdopen(handle, "rb") as file:
        data = file.read(MOST_BYTES + 1)
    if not data:
        raise BadInput(f"{path}: the file is empty")
    if len(data) > MOST_BYTES:
        raise BadInput(f"{path}: over {MOST_BYTES // 1024**2} MB")
    return data
