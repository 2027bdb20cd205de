"""The journal of a case: written once, chained by hash, never changed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from abusedesk.model import stamp, to_json

from .models import CaseRow, JournalRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal; sha256 covers case, number, time, kind, body and previous."""

    number: int
    at: str
    kind: str
    body: Mapping[str, Any]
    previous: str
    sha256: str


class Journal:
    """The journal of one case."""

    def __init__(self, alias: str, case_id: str) -> None:
        self._alias = alias
        self._case_id = case_id

    def append(self, kind: str, body: Mapping[str, Any]) -> Entry:
        """Write one line; it is on disk when this returns. body must hold no secret."""
        text = json.dumps(to_json(body), sort_keys=True, ensure_ascii=False)
        with transaction.atomic(using=self._alias):
            # The case's row is the lock: numbers stay without a gap whoever else writes.
            CaseRow.objects.using(self._alias).select_for_update().get(id=self._case_id)
            last = self._rows().last()
            number, previous = (last.number + 1, last.sha256) if last else (1, START)
            at = stamp(datetime.now(UTC))
            digest = _digest(self._case_id, number, at, kind, text, previous)
            JournalRow.objects.using(self._alias).create(
                case_id=self._case_id,
                number=number,
                at=at,
                kind=kind,
                body=text,
                previous=previous,
                sha256=digest,
            )
        return Entry(number, at, kind, json.loads(text), previous, digest)

    def entries(self, *kinds: str) -> Iterator[Entry]:
        """Every line, or those of kinds, oldest first."""
        rows = self._rows()
        for row in rows.filter(kind__in=kinds) if kinds else rows:
            yield Entry(row.number, row.at, row.kind, json.loads(row.body), row.previous, row.sha256)

    def broken_at(self) -> int | None:
        """Number of the first line that is not as it was written, or None when the chain holds."""
        previous = START
        for expected, row in enumerate(self._rows(), start=1):
            digest = _digest(self._case_id, row.number, row.at, row.kind, row.body, previous)
            if (row.number, row.previous, row.sha256) != (expected, previous, digest):
                return expected
            previous = row.sha256
        return None

    def _rows(self) -> Any:
        return JournalRow.objects.using(self._alias).filter(case_id=self._case_id).order_by("number")


def _digest(case_id: str, number: int, at: str, *rest: str) -> str:
    parts = json.dumps([case_id, number, at, *rest], ensure_ascii=False)
    return hashlib.sha256(parts.encode()).hexdigest()
