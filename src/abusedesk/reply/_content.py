"""Who put reported content where it lies, and who could read it there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from abusedesk.model import lets_everybody_read

from ._clean import name
from ._letter import claim
from ._material import CONTENT_KINDS
from ._when import when

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.model import Evidence, RootCause, TimelineEntry

    from ._letter import Sentence
    from ._material import Material

_OF_CONTENT = frozenset({"hosted_content", "public_storage"})


def authors(material: Material, cause: RootCause) -> list[TimelineEntry]:
    """The lines of the story that say by which identity of the account the content came there."""
    proof = set(cause.for_)
    return [
        one for one in material.trace.timeline if one.actor.startswith("arn:") and proof & set(one.evidence)
    ]


def put_there(material: Material, cause: RootCause) -> Iterator[Sentence]:
    """When and by whose rights the content was put there, where nobody broke in."""
    for one in authors(material, cause)[:1] if cause.kind == "hosted_content" else ():
        yield material.claim("how.written", one.evidence, time=when(one.time), principal=name(one.actor))


def readable(material: Material, cause: RootCause) -> Iterator[Sentence]:
    """The buckets of the reported content whose policy lets everybody read."""
    asked = cause.kind in _OF_CONTENT or material.notice.kind in CONTENT_KINDS
    for one in buckets(material) if asked else ():
        if lets_everybody_read(one):
            yield material.claim("how.public_read", [one.id], resource=name(one.key))


def without_stranger(material: Material, cause: RootCause) -> Iterator[Sentence]:
    """That the event history was read and shows no intruder, where somebody of ours wrote the content."""
    attackers = material.trace.attackers
    if (
        cause.kind != "hosted_content"
        or not authors(material, cause)
        or attackers.principals
        or attackers.ips
    ):
        return
    if material.history_was_read and material.history_ids():
        regions = {row.region for row in material.history if row.status in {"read", "empty"}}
        scope = material.dossier.scope
        yield claim(
            "how.no_stranger",
            material.history_ids(),
            read=True,
            count=str(len(regions)),
            start=when(scope.since),
            end=when(scope.until),
        )


def buckets(material: Material) -> list[Evidence]:
    """The account's buckets that the notice names, or that serve the URLs that it names."""
    named = {one.removeprefix("arn:aws:s3:::") for one in material.notice.resources}
    places = [urlsplit(one) for one in material.notice.urls]
    hosts = [one.netloc.lower() for one in places]
    paths = {one.path.strip("/").partition("/")[0] for one in places}
    return [
        one
        for one in material.dossier.things("s3.bucket")
        if one.key in named
        or one.key in paths
        or any(host == one.key or host.startswith(f"{one.key}.") for host in hosts)
    ]
