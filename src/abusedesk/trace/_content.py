"""Reported objects in buckets: who put them there, and whether everybody may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Literal

from ._activity import NOBODY
from ._deed import opened
from ._reported import objects

if TYPE_CHECKING:
    from abusedesk.lake import Lake
    from abusedesk.model import Dossier, Evidence

    from ._deed import Deed
    from ._facts import Facts
    from ._reported import Stored

Writer = Literal["anybody", "account", "unknown"]

_PUTS = "('s3:PutObject', 's3:CopyObject', 's3:CompleteMultipartUpload', 's3:PostObject')"
_MOST = 500
_TOGETHER = timedelta(days=1)  # a set of pages comes at once, by few
_FEW = 4


@dataclass(frozen=True, slots=True)
class Content:
    """
    One reported object.

    puts are the calls that wrote it, or where none is known its neighbours in the folder, in order of
    time; bucket is what S3 shows of it (None: unread).
    """

    stored: Stored
    puts: tuple[Deed, ...]
    bucket: Evidence | None

    @property
    def writer(self) -> Writer:
        """Whether anybody on the internet wrote it, or somebody with credentials."""
        if not self.puts:
            return "unknown"
        return "anybody" if is_anonymous(self.puts[-1]) else "account"

    @property
    def arn(self) -> str:
        """The bucket's ARN."""
        return f"arn:aws:s3:::{self.stored.bucket}"


def find(dossier: Dossier, lake: Lake, facts: Facts) -> tuple[Content, ...]:
    """Every reported object in a bucket of the account."""
    shown = {one.key: one for one in dossier.things("s3.bucket")}
    return tuple(
        Content(stored, tuple(_puts(stored, lake, facts)), shown.get(stored.bucket))
        for stored in objects(dossier.notice, shown)
    )


def _puts(stored: Stored, lake: Lake, facts: Facts) -> list[Deed]:
    """The object's own writes, with those of its folder where they belong to it; else the folder's."""
    own = _written(stored.bucket, stored.key, lake, facts) if stored.key else []
    near = _written(stored.bucket, stored.folder, lake, facts) if stored.folder else []
    if not own:
        return near
    begun, places = own[0].time - _TOGETHER, {deed.event.src_ip for deed in near}
    if near and near[0].time >= begun and len(places) <= _FEW:
        return near
    mine = {deed.event.src_ip for deed in own}
    alike = [deed for deed in near if is_anonymous(deed) and deed.event.src_ip in mine]
    return sorted({deed.event.id: deed for deed in (*own, *alike)}.values(), key=lambda deed: deed.time)


def _written(bucket: str, key: str, lake: Lake, facts: Facts) -> list[Deed]:
    where = f"""source = 'cloudtrail' and action in {_PUTS} and outcome = 'success'
        and json_extract_string(record, '$.requestParameters.bucketName') = $bucket
        and starts_with(json_extract_string(record, '$.requestParameters.key'), $key)"""
    found = [
        deed
        for event in islice(lake.events(where, bucket=bucket, key=key), _MOST)
        if (deed := opened(event, facts.names)) is not None
    ]
    return sorted(found, key=lambda deed: deed.time)


def is_anonymous(deed: Deed) -> bool:
    """Whether somebody without credentials did it."""
    return deed.who in NOBODY
