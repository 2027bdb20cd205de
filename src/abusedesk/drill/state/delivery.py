"""
A trail's objects in S3, made of the records when they are asked for.

AWS delivers each region's records every few minutes; so many objects would be slow to list, so a region's
records before the start are put together in periods that keep the whole near a thousand objects.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html
"""

from __future__ import annotations

import gzip
import hashlib
from collections import ChainMap
from datetime import timedelta
from typing import TYPE_CHECKING

from abusedesk.drill.state.objects import Stored

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from abusedesk.drill.incident import Record
    from abusedesk.drill.state.history import History
    from abusedesk.drill.state.trails import Trail

DELAY = timedelta(minutes=15)  # how long AWS takes at most, mostly about 5
_PERIODS = (300, 900, 3600, 10800, 21600, 86400)  # seconds
_LIVE = _PERIODS[0]
_MOST_OBJECTS = 1000


class Delivery:
    """One trail's objects; started is the practice clock's first moment."""

    def __init__(self, trail: Trail, history: History, account: str, started: datetime) -> None:
        self._trail = trail
        self._history = history
        self._account = account
        self._cutoff = started - DELAY
        self._told: dict[str, Stored] | None = None
        self._live: dict[str, Stored] = {}
        self._seen = self._cutoff

    def objects(self, now: datetime) -> Mapping[str, Stored]:
        """Key -> object, all that was delivered by now."""
        if self._told is None:
            self._told = dict(self._made_before())
        upto = now - DELAY
        upto -= timedelta(seconds=upto.timestamp() % _LIVE)
        if upto > self._seen:
            self._live.update(self._made_since(self._seen, upto))
            self._seen = upto
        return ChainMap(self._live, self._told)

    def _made_before(self) -> Iterator[tuple[str, Stored]]:
        kept = {
            region: [r for r in self._history.told(region) if r.time <= self._cutoff and self._delivers(r)]
            for region in self._history.regions()
            if self._trail.covers(region)
        }
        stamps = {region: [record.time.timestamp() for record in records] for region, records in kept.items()}
        for period in _PERIODS:
            count = sum(len({int(stamp // period) for stamp in times}) for times in stamps.values())
            if count <= _MOST_OBJECTS:
                break
        for region, records in kept.items():
            yield from self._grouped(region, records, period)

    def _made_since(self, start: datetime, end: datetime) -> Iterator[tuple[str, Stored]]:
        for region in self._history.regions():
            if self._trail.covers(region):
                late = [*self._history.told(region), *self._history.lived(region)]
                records = [r for r in late if start < r.time <= end and self._delivers(r)]
                yield from self._grouped(region, records, _LIVE)

    def _delivers(self, record: Record) -> bool:
        return self._trail.logs_at(record.time) and self._trail.lets_through(record)

    def _grouped(self, region: str, records: list[Record], period: int) -> Iterator[tuple[str, Stored]]:
        groups: dict[int, list[Record]] = {}
        for record in records:
            groups.setdefault(int(record.time.timestamp() // period), []).append(record)
        for group in groups.values():
            yield self._object(region, group)

    def _object(self, region: str, records: list[Record]) -> tuple[str, Stored]:
        digest = hashlib.sha256(f"{self._account}/{region}/{records[0].id}".encode()).hexdigest()
        delivered = records[-1].time + timedelta(seconds=180 + int(digest[:2], 16))
        mark = "".join(_letter(digest[index : index + 2]) for index in range(2, 34, 2))
        prefix = self._trail.facts.get("S3KeyPrefix")
        key = (
            f"{prefix + '/' if prefix else ''}AWSLogs/{self._account}/CloudTrail/{region}/"
            f"{delivered:%Y/%m/%d}/"
            f"{self._account}_CloudTrail_{region}_{delivered:%Y%m%dT%H%MZ}_{mark}.json.gz"
        )
        return key, Stored(modified=delivered, made=lambda: _packed(records))


def _packed(records: list[Record]) -> bytes:
    return gzip.compress(b'{"Records":[' + b",".join(record.raw for record in records) + b"]}", 6, mtime=0)


def _letter(pair: str) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    return letters[int(pair, 16) % len(letters)]
