"""Tools for scanning and guessing that the owner's own people started on a host."""

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
    from ._hosts import Hosts

_TOOLS = re.compile(
    r"\b(nmap|masscan|zmap|hping3?|hydra|medusa|sqlmap|nikto|nuclei|openvas|nessus\w*|gobuster|ffuf)\b"
)
# Sources: sudo's own log line and cron's (sudoers(5), cron(8)).
_RUN = re.compile(r"(?:COMMAND=|CMD \()(.*)")


@dataclass(frozen=True, slots=True)
class OwnTool:
    """A tool that was run on a host before anybody broke in there."""

    event: str
    time: datetime
    instance: str
    tool: str


def tools(lake: Lake, hosts: Hosts, breakins: tuple[BreakIn, ...]) -> Iterator[OwnTool]:
    """Every such run on a host that nobody broke into earlier."""
    fallen = {one.host: one.first.time for one in breakins}
    rows = lake.ask(
        f"""select id, "time", file, {HOST}, message from events where "time" is not null
        and source not in ('cloudtrail', 'vpc_flow', 'guardduty')
        and (message like '%COMMAND=%' or message like '%CMD (%') order by "time", id"""
    )
    for event, time, file, host, message in rows:
        run = _RUN.search(message)
        tool = _TOOLS.search(run[1]) if run else None
        if tool and not (host in fallen and fallen[host] <= time):
            yield OwnTool(event, time, hosts.find(host, file), tool[1])
