"""cloudtrail/<region>.jsonl[.gz]: one CloudTrail record a line, as AWS writes it."""

from __future__ import annotations

import gzip
import json
import zlib
from typing import TYPE_CHECKING, Any

from abusedesk.drill.indexing import indexed
from abusedesk.drill.loading.accounts import region_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from abusedesk.drill.incident import Record
    from abusedesk.drill.loading.mistakes import Mistakes

_NEEDED = ("eventTime", "eventName", "eventSource", "eventID")
_MOST_MISTAKES = 50  # of one file; a file that is no CloudTrail at all need not be told line by line


def read(home: Path, mistakes: Mistakes) -> Mapping[str, tuple[Record, ...]]:
    """The records of each region, in order of time. A region that has both a plain and a gz file has both."""
    if not (home / "cloudtrail").is_dir():
        return {}
    found: dict[str, list[Record]] = {}
    for region, file in region_files(home, "cloudtrail"):
        found.setdefault(region, []).extend(_records(file, mistakes))
    return {
        region: tuple(sorted(records, key=lambda record: record.time)) for region, records in found.items()
    }


def _records(file: Path, mistakes: Mistakes) -> Iterator[Record]:
    wrong = 0
    seen: dict[str, int] = {}
    for number, line in _lines(file, mistakes):
        record, problem = _record(line)
        if record is not None and record.id in seen:
            problem = f"eventID {record.id} stands in line {seen[record.id]} too"
        if problem:
            wrong += 1
            if wrong <= _MOST_MISTAKES:
                mistakes.add(file, number, problem)
        elif record is not None:
            seen[record.id] = number
            yield record


def _record(line: bytes) -> tuple[Record | None, str]:
    """The record of one line, or what is wrong with it."""
    if not line.strip():
        return None, ""
    try:
        data: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        return None, f"is not JSON: {error}"
    problem = _problem(data)
    if problem:
        return None, problem
    try:
        return indexed(data, line.strip()), ""
    except ValueError:
        return None, f"eventTime {data['eventTime']!r}: expected a time such as 2026-03-05T02:10:00Z"


def _problem(data: Any) -> str:
    if not isinstance(data, dict):
        return "expected one CloudTrail record, an object"
    missing = [name for name in _NEEDED if not isinstance(data.get(name), str)]
    if missing:
        return f"expected {', '.join(missing)} as text"
    return "" if isinstance(data.get("userIdentity") or {}, dict) else "userIdentity: expected an object"


def _lines(file: Path, mistakes: Mistakes) -> Iterator[tuple[int, bytes]]:
    number = 0
    with gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb") as opened:
        try:
            for number, line in enumerate(opened, 1):
                yield number, line
        except (OSError, EOFError, zlib.error) as error:
            mistakes.add(file, number + 1, f"cannot be unpacked: {error}")
