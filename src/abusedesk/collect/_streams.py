"""Log streams in CloudWatch Logs, put together line by line from FilterLogEvents' answers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from abusedesk.model import Gap

from ._unit import of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from abusedesk.aws.read import Reader
    from abusedesk.model import Evidence, Scope

FILTER = "logs:FilterLogEvents"


class Reading(NamedTuple):
    """Whose evidence, of which kind and log format (None: unknown), and how much of one group at most."""

    collector: str
    kind: str
    format: str | None
    max_events: int
    max_bytes: int


def streams(aws: Reader, scope: Scope, group: str, reading: Reading) -> Iterator[Evidence | Gap]:
    """
    One Evidence per stream of group with events in scope, oldest first; its bytes are the lines.

    Pages may be empty and still have a successor. Raises Denied, Absent, Throttled, Unreachable.
    """
    lines: dict[str, list[bytes]] = {}
    events = size = 0
    times = {"startTime": _milliseconds(scope.since), "endTime": _milliseconds(scope.until)}
    for page in aws.pages(FILTER, logGroupName=group, **times):
        for event in page.data.get("events", []):
            line = event.get("message", "").rstrip("\r\n").encode() + b"\n"
            lines.setdefault(event.get("logStreamName", ""), []).append(line)
            events += 1
            size += len(line)
        if events >= reading.max_events or size >= reading.max_bytes:
            yield Gap("truncated", f"read the first {events} events in scope\n{group}")
            break
    for stream, written in lines.items():
        yield of(
            replace(page, sha256=aws.seal(written)),
            collector=reading.collector,
            kind=reading.kind,
            key=f"cloudwatch/{group}/{stream}",
            scope=scope,
            data={"format": reading.format, "count": len(written), "size": sum(map(len, written))},
        )


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
