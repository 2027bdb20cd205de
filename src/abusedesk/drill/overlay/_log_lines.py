"""Lines of log streams with the time that each bears."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from abusedesk.drill.call import Call

_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:[.,](\d{1,6}))?\s?(Z|[+-]\d{2}:?\d{2})?")
_SYSLOG = re.compile(r"([A-Z][a-z]{2}) +(\d{1,2}) (\d{2}:\d{2}:\d{2})")
_APACHE = re.compile(r"\[(\d{2}/[A-Z][a-z]{2}/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4})\]")
_EPOCH = re.compile(r"\b(1[5-9]\d{8})(\d{3})?\b")
_HEAD = 400  # the time of a line stands near its beginning


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its time in milliseconds since 1970, and its number in its stream."""

    time: int
    number: int
    text: str


def groups(call: Call) -> Mapping[str, Mapping[str, list[Line]]]:
    """
    The lines of each stream of each log group of the region, sorted by time.

    A group lies in the region whose resources list it, else in the partition's first one.
    """
    known: dict[str, dict[str, dict[str, list[Line]]]] = call.account.kept.setdefault("logs", {})
    if call.region not in known:
        found: dict[str, dict[str, list[Line]]] = {}
        for name, streams in call.account.facts.log_streams.items():
            if _region(call, name) == call.region:
                now = call.world.incident.now
                found[name] = {stream: _lines(path, now) for stream, path in streams.items()}
        for listed in call.account.things.get(call.region, {}).get("logs:log_groups", ()):
            found.setdefault(str(listed.get("logGroupName")), {})
        known[call.region] = found
    return known[call.region]


def matches(text: str, pattern: str) -> bool:
    """
    Whether text holds every term of pattern; "?term" any of them, "-term" none. "" matches all.

    Patterns for JSON and for space-delimited fields match everything here.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
    """
    if not pattern.strip() or pattern.lstrip().startswith(("{", "[")):
        return True
    try:
        terms = shlex.split(pattern)
    except ValueError:
        terms = pattern.split()
    optional = [term[1:] for term in terms if term.startswith("?")]
    excluded = [term[1:] for term in terms if term.startswith("-")]
    needed = [term for term in terms if not term.startswith(("?", "-"))]
    return (
        all(term in text for term in needed)
        and not any(term in text for term in excluded)
        and (not optional or any(term in text for term in optional))
    )


def _region(call: Call, group: str) -> str:
    for region, things in call.account.facts.resources.items():
        if any(one.get("logGroupName") == group for one in things.get("logs:log_groups", ())):
            return region
    return call.account.home


def _lines(path: Path, now: datetime) -> list[Line]:
    found = []
    last = int((now - timedelta(hours=1)).timestamp() * 1000)
    with path.open(encoding="utf-8", errors="replace") as file:
        for number, text in enumerate(file):
            moment = time_of(text[:_HEAD], now)
            last = last if moment is None else int(moment.timestamp() * 1000)
            found.append(Line(last, number, text.rstrip("\r\n")))
    return sorted(found, key=lambda line: line.time)


def time_of(text: str, now: datetime) -> datetime | None:
    """The time that a line begins with, aware UTC; a year that is not there is the one nearest before now."""
    if (iso := _ISO.search(text)) is not None:
        zone = (iso[4] or "+00:00").replace("Z", "+00:00")
        return datetime.fromisoformat(f"{iso[1]}T{iso[2]}.{(iso[3] or '0').ljust(6, '0')}{zone}").astimezone(
            UTC
        )
    if (apache := _APACHE.search(text)) is not None:
        return datetime.strptime(apache[1], "%d/%b/%Y:%H:%M:%S %z").astimezone(UTC)
    if (syslog := _SYSLOG.search(text)) is not None:
        stamp = f"{now.year} {syslog[1]} {syslog[2]} {syslog[3]}"
        try:
            moment = datetime.strptime(stamp, "%Y %b %d %H:%M:%S").replace(tzinfo=UTC)
        except ValueError:
            return None
        return moment.replace(year=now.year - 1) if moment > now + timedelta(days=1) else moment
    if (epoch := _EPOCH.search(text)) is not None:
        return datetime.fromtimestamp(int(epoch[1]), UTC)
    return None
