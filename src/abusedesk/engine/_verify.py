"""Whether a bundle is whole: every hash, the journal's chain, and the evidence of all that is claimed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from abusedesk.errors import BadInput
from abusedesk.model import CaseDocument, Evidence, from_json
from abusedesk.translate import text

from ._bundle import BLOBS, BUNDLE, CASE, INDEX, JOURNAL, MANIFEST
from ._printable import printable
from ._zip import SHOWN, Package

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from abusedesk.model import Text

_START = "0" * 64
# What json and from_json() raise for text that is not what it should be; deep nesting is one of them.
_UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """
    What was found in a bundle; it is whole where problems is empty.

    seal is the SHA-256 of its manifest: who was told it by another way knows that this is that bundle.
    """

    case: str = ""
    exported_by: str = ""
    seal: str = ""
    members: int = 0
    evidence: int = 0
    entries: int = 0
    problems: tuple[Text, ...] = ()


@dataclass(slots=True)
class _Findings:
    """What is known so far: the digest of each member, and all that is wrong."""

    digests: dict[str, str] = field(default_factory=dict)
    problems: list[Text] = field(default_factory=list)

    def wrong(self, member: str, why: Text) -> None:
        self.problems.append(text("{member}: {why}", member=printable(member, SHOWN), why=why))


def verify_bundle(path: Path) -> Verified:
    """
    Check a bundle without unpacking it to disk, within limits: its names and sizes are a stranger's.

    Raises:
        BadInput: there is no such file, or it is no ZIP file.
    """
    findings = _Findings()
    with Package.open(path) as package:
        findings.problems += package.problems
        if findings.problems:
            return Verified(problems=tuple(findings.problems))
        manifest = _manifest(package, findings)
        _members(package, manifest, findings)
        entries = _chain(package, manifest, findings)
        index = _index(package, findings)
        _cited(package, manifest, index, findings)
    return Verified(
        case=str(manifest.get("case", "")),
        exported_by=str(manifest.get("exported_by", "")),
        seal=findings.digests.get(MANIFEST, ""),
        members=len(package.names),
        evidence=len(index),
        entries=entries,
        problems=tuple(findings.problems),
    )


def _manifest(package: Package, findings: _Findings) -> dict[str, Any]:
    try:
        data = package.read(MANIFEST)
        findings.digests[MANIFEST] = hashlib.sha256(data).hexdigest()
        found = json.loads(data)
        if found["schema"] != BUNDLE:
            raise ValueError(found["schema"])
        for one in found["members"]:
            if not isinstance(one["name"], str) or not isinstance(one["sha256"], str):
                raise TypeError(one)
    except (BadInput, *_UNREADABLE):
        findings.wrong(MANIFEST, text("it is missing or cannot be read"))
        return {"members": []}
    for name in found.get("lost", ()):
        findings.wrong(str(name), text("it was lost already where the bundle was made"))
    return dict(found)


def _members(package: Package, manifest: dict[str, Any], findings: _Findings) -> None:
    """Every member against the manifest, byte for byte."""
    told = {one["name"]: one["sha256"] for one in manifest["members"]}
    if len(told) != len(manifest["members"]):
        findings.wrong(MANIFEST, text("it names a member twice"))
    for name in sorted({*told, *package.names} - {MANIFEST}):
        if name not in package.names:
            findings.wrong(name, text("the manifest names it, but it is not there"))
            continue
        if name not in told:
            findings.wrong(name, text("it is not in the manifest"))
        try:
            findings.digests[name] = package.digest(name)
        except BadInput as why:
            findings.wrong(name, text(str(why)))
            continue
        if name in told and findings.digests[name] != told[name]:
            findings.wrong(name, text("its bytes are not those of the manifest"))
        if name.startswith(BLOBS) and findings.digests[name] != name.removeprefix(BLOBS):
            findings.wrong(name, text("its bytes are not those of its name"))


def _chain(package: Package, manifest: dict[str, Any], findings: _Findings) -> int:
    """The journal's lines, each against its own hash and the line before."""
    previous, count = _START, 0
    for count, line in enumerate(_lines(package, JOURNAL, findings), 1):
        try:
            hashed = [line["case"], line["number"], line["at"], line["kind"], line["body"], line["previous"]]
            digest = hashlib.sha256(json.dumps(hashed, ensure_ascii=False).encode()).hexdigest()
            told: object = (line["case"], line["number"], line["previous"], line["sha256"])
        except _UNREADABLE:
            told, digest = None, ""
        if told != (manifest.get("case"), count, previous, digest):
            findings.wrong(JOURNAL, text("the chain breaks at line {line}", line=count))
            return count
        previous = digest
    if not count:
        findings.wrong(JOURNAL, text("it is empty"))
    return count


def _index(package: Package, findings: _Findings) -> dict[str, Evidence]:
    """The evidence by its id; what the index says of itself is counted again."""
    index: dict[str, Evidence] = {}
    for number, line in enumerate(_lines(package, INDEX, findings), 1):
        try:
            one = from_json(Evidence, line)
            told = line["id"]
        except _UNREADABLE:
            findings.wrong(INDEX, text("line {line} cannot be read", line=number))
            continue
        if told != one.id:
            findings.wrong(INDEX, text("line {line} is not what its id says", line=number))
        if f"{BLOBS}{one.sha256}" not in findings.digests:
            findings.wrong(INDEX, text("the bytes of {id} are not there", id=printable(str(told), SHOWN)))
        index[one.id] = one
    return index


def _cited(
    package: Package, manifest: dict[str, Any], index: dict[str, Evidence], findings: _Findings
) -> None:
    """Everything that the case rests on, and every message it tells of, is in the bundle."""
    try:
        found = from_json(CaseDocument, json.loads(package.read(CASE)))
        ids = sorted({one for one in _ids(found) if one.startswith("ev-")})
    except (BadInput, *_UNREADABLE):
        findings.wrong(CASE, text("it is missing or cannot be read"))
        return
    if found.case.id != manifest.get("case"):
        findings.wrong(CASE, text("it is another case than the manifest's"))
    for one in ids:
        if one not in index:
            findings.wrong(
                CASE, text("it rests on {id}, which is not in the evidence", id=printable(one, SHOWN))
            )
    there = set(findings.digests.values())
    for message in found.messages:
        if message.sha256 and message.sha256 not in there:
            name = printable(message.message_id or message.subject, SHOWN)
            findings.wrong(CASE, text("the bytes of the message {name} are not there", name=name))


def _ids(found: CaseDocument) -> Iterator[str]:
    for claim in found.reply.claims if found.reply else ():
        yield from claim.evidence
    for cause in found.root_causes:
        yield from (*cause.for_, *cause.against)
    for entry in found.timeline:
        yield from entry.evidence
    for measure in found.measures:
        yield from measure.evidence


def _lines(package: Package, name: str, findings: _Findings) -> Iterator[Any]:
    """The JSON lines of a member; one that cannot be read is None."""
    try:
        for line in package.lines(name):
            try:
                yield json.loads(line)
            except _UNREADABLE:
                yield None
    except BadInput as why:
        findings.wrong(name, text(str(why)))
