"""A machine that calls the same outside address again and again at even intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.detect._finding import finding, groups
from abusedesk.detect._inside import inside, private
from abusedesk.detect._rule import Analytic
from abusedesk.model import Severity
from abusedesk.translate import msg

if TYPE_CHECKING:
    from abusedesk.lake import Lake
    from abusedesk.model import Finding

# Ports where programs report at even intervals in daily work: there it weighs less.
_EVERYDAY = frozenset({"22", "25", "80", "443", "465", "587", "8080", "8443"})

# Flow logs tell of a lasting connection every minute or ten, which looks even too: but that has one
# source port, where a beacon takes a new one each time. Tries within 20 seconds are one call. 13 calls
# over half an hour, with pauses that differ by a fifth at the most, are no person; what is larger than
# 20 kB a call is a transfer. DNS (53) and time (123) are asked evenly by every machine. Agents that a
# whole fleet runs talk to the same address from three machines and more.
_EVENTS = f"""
with flows as (
    select id, src_ip, dst_ip, dst_port, src_port, epoch("time") as began_at,
        try_cast(json_extract_string(record, '$.bytes') as bigint) as size
    from events
    where source = 'vpc_flow' and outcome = 'success' and "time" is not null
        and dst_port is not null and dst_port not in (53, 123, 853) and src_port >= 1024
        and src_port > dst_port and {inside("src_ip")} and not {private("dst_ip")}
),
told as (
    select *, began_at - lag(began_at) over pair as pause
    from flows window pair as (partition by src_ip, dst_ip, dst_port order by began_at, id)
),
began as (
    select *, began_at - lag(began_at) over pair as apart
    from told where pause is null or pause > 20
    window pair as (partition by src_ip, dst_ip, dst_port order by began_at, id)
),
even as (
    select src_ip, dst_ip, dst_port from began
    group by src_ip, dst_ip, dst_port
    having count(*) >= 13 and max(began_at) - min(began_at) >= 1800
        and count(distinct src_port) >= 0.8 * count(*)
        and avg(apart) between 25 and 21600 and stddev_samp(apart) <= 0.2 * avg(apart)
        and avg(size) <= 20000
),
fleet as (select dst_ip, dst_port from flows group by dst_ip, dst_port having count(distinct src_ip) >= 3)
select e.*, [v.src_ip, v.dst_ip, cast(v.dst_port as varchar)] as grp
from even v anti join fleet f on v.dst_ip = f.dst_ip and v.dst_port = f.dst_port
    join events e on e.src_ip = v.src_ip and e.dst_ip = v.dst_ip and e.dst_port = v.dst_port
where e.source = 'vpc_flow' and e.outcome = 'success'
"""


def find(lake: Lake) -> list[Finding]:
    """One finding for each machine, address and port; ips has both. Low on ports of daily work."""
    return [
        finding(ANALYTIC, group, severity=Severity.LOW if group.key[2] in _EVERYDAY else Severity.MEDIUM)
        for group in groups(lake, _EVENTS, ("src_ip", "dst_ip"))
    ]


ANALYTIC = Analytic(
    id="outbound_beacon",
    title=msg("Machine that calls the same address at even intervals"),
    severity=Severity.MEDIUM,
    techniques=("T1071", "T1571"),
    tactics=("command-and-control",),
    means=msg("Bots ask their master for orders like a clock, with a few bytes each time."),
    harmless=msg("An agent or a health check that reports to its maker: who is at the other end?"),
    source="https://attack.mitre.org/techniques/T1071/",
    find=find,
)
