"""A case as one file for others to check: all that was kept of it, and a manifest of every byte."""

from __future__ import annotations

import hashlib
import json
import zipfile
from contextlib import suppress
from importlib.metadata import version
from typing import IO, TYPE_CHECKING, Any

from abusedesk import report
from abusedesk.errors import Absent, BadInput
from abusedesk.model import to_json

from ._document import document
from ._people import person
from ._understanding import EVENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from abusedesk.model import CaseDocument, Evidence
    from abusedesk.store import Store

BUNDLE = "abusedesk.bundle/1"
MANIFEST, CASE, JOURNAL, INDEX = "manifest.json", "case.json", "journal.jsonl", "evidence/index.jsonl"
BLOBS, MESSAGES = "evidence/blobs/", "messages/"
_CHUNK = 1 << 20
# The first moment that a ZIP file can name: the same case gives the same file, whenever it is asked.
_TIME = (1980, 1, 1, 0, 0, 0)
_READABLE_BY_OWNER = 0o100600 << 16


class _Archive:
    """A ZIP file under way, and what was put into it."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self.members: list[dict[str, Any]] = []

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        """One more member."""
        digest, size = hashlib.sha256(), 0
        with self._file.open(_info(name), "w", force_zip64=True) as member:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                member.write(chunk)
        self.members.append({"name": name, "sha256": digest.hexdigest(), "bytes": size})


def bundle(store: Store, case_id: str, to: IO[bytes], *, language: str, by: str) -> str:
    """
    Write the whole case to a seekable file as ZIP; gives its seal, the SHA-256 of its manifest.

    Inside: the case document, the report (and its PDF where the extra is installed), the letter, every
    message as it came or went, the journal with its chain of hashes, the events, the list of all evidence
    and the bytes of each, named by their SHA-256. by is who asks for it. What the store lost is left out
    and named in the manifest. The same case gives the same bytes.

    Raises:
        BadInput: there is no such case, or by is no name.
    """
    found, evidence = document(store, case_id), store.evidence(case_id)
    lost: list[str] = []
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as file:
        archive = _Archive(file)
        for name, chunks in sorted(_papers(store, found, evidence, language), key=lambda one: one[0]):
            archive.add(name, chunks)
        for name, place in _kept(store, found, evidence, lost):
            archive.add(name, _read(place))
        manifest = {
            "schema": BUNDLE,
            "case": case_id,
            "exported_by": person(by),
            "language": language,
            "versions": {"abusedesk": version("abusedesk"), "case": found.schema},
            "lost": lost,
            "members": sorted(archive.members, key=lambda one: str(one["name"])),
        }
        data = _json(manifest)
        archive.add(MANIFEST, [data])
    return hashlib.sha256(data).hexdigest()


def _papers(
    store: Store, found: CaseDocument, evidence: Sequence[Evidence], language: str
) -> Iterator[tuple[str, Iterable[bytes]]]:
    yield CASE, [_json(to_json(found))]
    yield "report.html", [report.html(found, language, evidence).encode()]
    # Where the extra is not installed, the same report is there as HTML.
    with suppress(BadInput):
        yield "report.pdf", [report.pdf(found, language, evidence)]
    yield "reply.txt", [(found.reply.text if found.reply else "").encode()]
    yield JOURNAL, (_json(one) for one in _journal(store, found.case.id))
    yield INDEX, (_json({"id": one.id, **to_json(one)}) for one in evidence)


def _journal(store: Store, case_id: str) -> Iterator[dict[str, Any]]:
    """Each line as it was hashed: its body as text."""
    for one in store.journal(case_id).entries():
        yield {
            "case": case_id,
            "number": one.number,
            "at": one.at,
            "kind": one.kind,
            "body": json.dumps(one.body, sort_keys=True, ensure_ascii=False),
            "previous": one.previous,
            "sha256": one.sha256,
        }


def _kept(
    store: Store, found: CaseDocument, evidence: Sequence[Evidence], lost: list[str]
) -> Iterator[tuple[str, Path]]:
    """Every file that is kept of the case by its name in the bundle; those that are gone go to lost."""
    named = [(f"{BLOBS}{sha256}", sha256) for sha256 in sorted({one.sha256 for one in evidence})]
    named += [
        (f"{MESSAGES}{number:04}-{one.direction}.eml", one.sha256)
        for number, one in enumerate(found.messages, 1)
        if one.sha256
    ]
    for name, sha256 in named:
        try:
            yield name, store.blobs.path(sha256)
        except Absent:
            lost.append(name)
    events = store.folder(found.case.id) / EVENTS
    if events.is_file():
        yield EVENTS, events


def _read(place: Path) -> Iterator[bytes]:
    with place.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass") + b"\n"


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3  # Unix, whatever this machine is
    info.external_attr = _READABLE_BY_OWNER
    return info
