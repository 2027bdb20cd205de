"""What was fetched from the network on a host after it had fallen, by sudo or cron."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ._ssh import HOST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from abusedesk.lake import Lake

    from ._breakins import BreakIn

# Sources: sudo's own log line and cron's (sudoers(5), cron(8)).
_RUN = re.compile(r"(?:(?P<user>\S+)\s*:\s.*?COMMAND=|\((?P<owner>[^)]+)\) CMD \()(?P<command>.*)")
_FETCHES = re.compile(r"\b(wget|curl|tftp|ftpget|fetch|scp|rsync)\b")
_SHOWN = 160


@dataclass(frozen=True, slots=True)
class Fetch:
    """One run of a program that fetches; command is at most 160 characters as the log has them."""

    event: str
    time: datetime
    host: str
    instance: str
    user: str
    command: str


def fetched(lake: Lake, breakins: tuple[BreakIn, ...]) -> Iterator[Fetch]:
    """Every command that fetches and that nobody ran on the host before it fell; each once."""
    seen: set[tuple[str, str]] = set()
    fallen = {one.host or one.first.file: one for one in breakins}
    if not fallen:
        return
    rows = lake.ask(
        f"""select id, "time", file, {HOST}, message from events where "time" is not null
        and source not in ('cloudtrail', 'vpc_flow', 'guardduty')
        and (message like '%COMMAND=%' or message like '%CMD (%') order by "time", id"""
    )
    for event, time, file, host, message in rows:
        fall, run = fallen.get(host or file), _RUN.search(message)
        if fall is None or run is None or not _FETCHES.search(run["command"]):
            continue
        known = (host or file, run["command"])
        if time >= fall.first.time and known not in seen:
            user = run["user"] or run["owner"] or ""
            yield Fetch(event, time, fall.host, fall.instance, user, run["command"][:_SHOWN])
        seen.add(known)
