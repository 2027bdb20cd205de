"""An account's CloudTrail: the folder's records, and those of what was called here."""

from __future__ import annotations

from collections import deque
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from abusedesk.drill.incident import Record

_READS_KEPT = 5000  # of one region; our own reading must not fill the memory


class History:
    """All records of one account, by region."""

    def __init__(self, records: Mapping[str, tuple[Record, ...]]) -> None:
        self._told = records
        self._newest_first: dict[str, tuple[Record, ...]] = {}
        self._writes: dict[str, list[Record]] = {}
        self._reads: dict[str, deque[Record]] = {}

    def regions(self) -> list[str]:
        """Regions that have any record."""
        return sorted({*self._told, *self._writes, *self._reads})

    def add(self, region: str, record: Record) -> None:
        """Keep a record of a call made here."""
        if record.read_only:
            self._reads.setdefault(region, deque(maxlen=_READS_KEPT)).append(record)
        else:
            self._writes.setdefault(region, []).append(record)

    def told(self, region: str) -> tuple[Record, ...]:
        """The folder's records of region, in order of time, data events too."""
        return self._told.get(region, ())

    def lived(self, region: str) -> list[Record]:
        """The records of calls made here, in order of time."""
        made = [*self._writes.get(region, ()), *self._reads.get(region, ())]
        return sorted(made, key=attrgetter("time"))

    def management(self, region: str, start: datetime, end: datetime) -> list[Record]:
        """Management events of region from start to end, both included, newest first."""
        if region not in self._newest_first:
            told = [record for record in reversed(self.told(region)) if record.management]
            self._newest_first[region] = tuple(told)
        made = [record for record in reversed(self.lived(region)) if record.management]
        before = self._newest_first[region]
        found = _within([*made, *before], start, end)
        if made and before and before[0].time > made[-1].time:
            found.sort(key=attrgetter("time"), reverse=True)
        return found


def _within(records: list[Record], start: datetime, end: datetime) -> list[Record]:
    return [record for record in records if start <= record.time <= end]
