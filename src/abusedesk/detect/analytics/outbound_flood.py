"""A great many small packets to one address: a flood that starts here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.detect._finding import finding, groups
from abusedesk.detect._rule import Analytic
from abusedesk.model import Severity
from abusedesk.translate import msg

if TYPE_CHECKING:
    from abusedesk.lake import Lake
    from abusedesk.model import Finding

_PRIVATE = (
    "({0} between 167772160 and 184549375 or {0} between 2886729728 and 2887778303 "
    "or {0} between 3232235520 and 3232301055 or {0} between 1681915904 and 1686110207)"
)  # 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10
_INSIDE = _PRIVATE.format("ipv4_number(src_ip)")
_OUTSIDE = f"not coalesce({_PRIVATE.format('ipv4_number(dst_ip)')}, false)"

# Ten minutes are the longest that flow logs sum up in one line; 600,000 packets are 1,000 a second.
# Below 200 bytes a packet there is hardly any content: transfers, calls and tunnels have more.
_EVENTS = f"""
with sent as (
    select source, id, src_ip, dst_ip, "time", floor(epoch("time") / 600) as span,
        try_cast(json_extract_string(record, '$.packets') as bigint) as packets,
        try_cast(json_extract_string(record, '$.bytes') as bigint) as size
    from events
    where source = 'vpc_flow' and outcome = 'success' and dst_ip is not null and {_INSIDE} and {_OUTSIDE}
),
flood as (
    select src_ip, dst_ip, span from sent group by src_ip, dst_ip, span
    having sum(packets) >= 600000 and sum(size) < 200 * sum(packets)
)
select e.*, [e.src_ip, e.dst_ip] as grp
from events e
join sent s on e.source = s.source and e.id = s.id
join flood f on s.src_ip = f.src_ip and s.dst_ip = f.dst_ip and s.span = f.span
"""


def find(lake: Lake) -> list[Finding]:
    """One finding for each pair of addresses; ips has both."""
    return [finding(ANALYTIC, group) for group in groups(lake, _EVENTS, ("src_ip", "dst_ip"))]


ANALYTIC = Analytic(
    id="outbound_flood",
    title=msg("Flood of small packets from one machine to one address"),
    severity=Severity.HIGH,
    techniques=("T1498.001", "T1496.002"),
    tactics=("impact",),
    means=msg("The machine takes part in a denial-of-service attack on this address."),
    harmless=msg("A load test against a partner who knows of it. AWS's rules for tests apply all the same."),
    source="https://attack.mitre.org/techniques/T1498/001/",
    find=find,
)
