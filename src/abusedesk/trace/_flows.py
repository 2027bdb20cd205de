"""What flow logs say of an instance: whom it scanned, and what it loaded after a log-in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from ._addresses import is_public

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from abusedesk.lake import Lake

    from ._breakins import BreakIn

_TARGETS = 50  # different addresses on one port within an hour: no ordinary program does that
_SOON = timedelta(minutes=60)
_LOADED = 10_000  # bytes that came back
_CLIENTS = 3  # different addresses on one local port: the host answers there, it does not call
_SPREAD = 3  # instances that use one address: a mirror, a time server
_SERVICES = 32768  # from here on a port is a client's own
_USER_PORTS = 1024
_WEB = frozenset({20, 21, 69, 80, 443})
_URL = re.compile(r"(?:https?|ftp|tftp)://(?:[^@/\s]*@)?\[?([0-9a-fA-F.:]+?)\]?(?::\d+)?(?:[/\s'\"]|$)")
_BYTES = """try_cast(coalesce(json_extract_string(record, '$.bytes'), '0') as bigint)"""
# A flow that the instance began: its own port is a client's.
_BEGUN_HERE = f"coalesce(src_port, 65535) >= {_USER_PORTS} and dst_port is not null"
_SCANS = """
select dst_port, count(distinct dst_ip), min("time"), max("time"), min(id), max(id)
from (
    select *, count(*) over (partition by dst_port, date_trunc('hour', "time")) as flows
    from events where source = 'vpc_flow' and {where} and {begun} and "time" is not null
) as outbound
where flows >= {targets}
group by dst_port having count(distinct dst_ip) >= {targets} order by 2 desc limit 20
"""
_FIRST_CONTACTS = """
with served as (
    select src_ip as host, src_port as port from events
    where source = 'vpc_flow' and {where} and src_port is not null
    group by src_ip, src_port having count(distinct dst_ip) >= {clients}
)
select dst_ip, dst_port, min("time"), min(id), count(distinct src_ip)
from events
where source = 'vpc_flow' and {begun} and not {open}
  and not exists (select 1 from served where host = src_ip and port = src_port)
  and coalesce(action, '') not like '%REJECT%' and dst_ip in (
    select dst_ip from events where source = 'vpc_flow' and {where} and "time" >= $fallen
)
group by dst_ip, dst_port order by 3
"""
_URLS = """
select id, "time", file, message, record from events
where source not in ('cloudtrail', 'vpc_flow', 'guardduty') and message like '%://%' order by "time", id
"""


@dataclass(frozen=True, slots=True)
class Scan:
    """One instance calling on many addresses; first and last flow are aware UTC."""

    instance: str
    port: int
    targets: int
    first: datetime
    last: datetime
    events: tuple[str, ...]


def scans(lake: Lake, instance: str, addresses: Sequence[str]) -> tuple[Scan, ...]:
    """Outbound scans of one instance with these private addresses, the widest first."""
    where, values = _among("src_ip", addresses)
    if not where:
        return ()
    rows = lake.ask(_SCANS.format(where=where, begun=_BEGUN_HERE, targets=_TARGETS), **values)
    found = [
        Scan(instance, int(port), int(targets), first, last, (one, two))
        for port, targets, first, last, one, two in rows
    ]
    return tuple(scan for scan in found if scan.port < _SERVICES or scan.targets >= _TARGETS * 10)


def _among(column: str, names: Sequence[str]) -> tuple[str, dict[str, str]]:
    values = {f"{column}{number}": name for number, name in enumerate(names)}
    return (f"{column} in ({', '.join('$' + name for name in values)})" if values else ""), values


@dataclass(frozen=True, slots=True)
class Ports:
    """Ports of one instance: those that it scanned elsewhere, and ranges that its groups open to callers."""

    scanned: frozenset[int]
    opened: tuple[tuple[int, int], ...] = ()


def loaded_from(
    lake: Lake, fall: BreakIn, addresses: Sequence[str], ports: Ports
) -> Iterator[tuple[str, str]]:
    """
    Addresses that a fallen host loaded something from, with the event that says so.

    By a URL in its own log after the break-in, or by flows: first contact ever within the hour after a
    log-in of the intruder's, to none of the scanned ports, with more than 10 kB coming back. A flow log
    has both directions of every connection, so those who call a port that the host serves on are left
    out.
    """
    yield from _by_url(lake, fall)
    where, values = _among("src_ip", addresses)
    if not where:
        return
    answers = " or ".join(f"src_port between {int(low)} and {int(high)}" for low, high in ports.opened)
    logins = [fall.first.time, *(login.time for login in fall.later)]
    question = _FIRST_CONTACTS.format(
        where=where, begun=_BEGUN_HERE, clients=_CLIENTS, open=f"({answers or 'false'})"
    )
    for ip, port, first, event, sources in lake.ask(question, fallen=fall.first.time, **values):
        soon = any(login <= first <= login + _SOON for login in logins)
        suits = (port in _WEB or port >= _USER_PORTS) and port not in ports.scanned
        strange = is_public(ip) and ip not in fall.ips and sources < _SPREAD
        if soon and suits and strange and _came_back(lake, ip, addresses) >= _LOADED:
            yield ip, event


def _came_back(lake: Lake, ip: str, addresses: Sequence[str]) -> int:
    where, values = _among("dst_ip", addresses)
    question = f"select sum({_BYTES}) from events where source = 'vpc_flow' and src_ip = $ip and {where}"
    rows = lake.ask(question, ip=ip, **values)
    return int(rows[0][0] or 0)


def _by_url(lake: Lake, fall: BreakIn) -> Iterator[tuple[str, str]]:
    usual: set[str] = set()
    for event, time, file, message, record in lake.ask(_URLS):
        for found in _URL.finditer(message):
            ip = found[1]
            if time is None or time < fall.first.time:
                usual.add(ip)
            elif is_public(ip) and ip not in usual and (fall.host in record or file == fall.first.file):
                yield ip, event
