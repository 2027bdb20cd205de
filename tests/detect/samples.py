"""Samples of log lines, as the product reads them."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

from abusedesk import logs
from abusedesk.lake import Lake
from abusedesk.model import Event

DATA = Path(__file__).parent / "data"


def lake_of(records: list[dict], lake: Lake | None = None) -> Lake:
    """
    A lake (lake itself, emptied, where given) of records.

    They are CloudTrail's, or {"format", "line"} for a line of text, or {"format", "finding"}.
    """
    lines = defaultdict(list)
    for record in records:
        if "line" in record:
            lines[record["format"]].append(record["line"])
        elif "finding" in record:
            lines[record["format"]].append(json.dumps(record["finding"]))
        else:
            lines["cloudtrail"].append(json.dumps(record))
    if lake is None:
        lake = Lake()
    lake.ask("delete from events")
    with TemporaryDirectory() as folder:
        for format_id, texts in lines.items():
            path = Path(folder) / f"{format_id}.log"
            path.write_text("\n".join(texts) + "\n")
            lake.add(_events(path, format_id))
    return lake


def sample(rule: str, name: str) -> list[dict]:
    return [json.loads(line) for line in (DATA / rule / f"{name}.jsonl").read_text().splitlines()]


def _events(path: Path, format_id: str) -> list[Event]:
    read = list(logs.read(path, name=path.name, format=format_id))
    rejected = [one for one in read if not isinstance(one, Event)]
    assert not rejected, rejected
    return read
