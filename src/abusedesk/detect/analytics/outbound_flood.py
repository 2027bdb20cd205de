"""A great many packets to one address and hardly any answer: a flood that starts here."""

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

# Ten minutes are the longest that flow logs sum up in one line; 600,000 packets are 1,000 a second.
# Below 200 bytes a packet there is hardly any content: transfers, calls and tunnels have more. What
# comes back tells a flood from a download, whose small packets only acknowledge large ones (which
# have content), and from an upload, which is acknowledged: TCP does so for every second packet, and
# where machines let that wait for every fiftieth at the least.
_EVENTS = f"""
with flows as (
    select src_ip, dst_ip, floor(epoch("time") / 600) as span, record,
        json_extract(record, ['$.packets', '$.bytes', '$.protocol']) as told
    from events
    where source = 'vpc_flow' and outcome = 'success' and src_ip is not null and dst_ip is not null
),
pair as materialized (
    select src_ip, dst_ip, span, coalesce(told[3] = '6', false) as tcp,
        sum(try_cast(told[1] as bigint)) as packets, sum(try_cast(told[2] as bigint)) as size,
        any_value(record) as record
    from flows group by all
),
flood as materialized (
    select s.src_ip, s.dst_ip, s.span, s.tcp, s.record
    from pair s left join pair a
        on a.src_ip = s.dst_ip and a.dst_ip = s.src_ip and a.span = s.span and a.tcp = s.tcp
    where case
        when s.packets >= 600000 and s.size < 200 * s.packets
            and coalesce(a.size < 200 * a.packets, true) then true
        when s.packets >= 1000000 or s.size >= 1000000000
            then coalesce(a.packets, 0) * case when s.tcp then 50 else 20 end < s.packets
        else false end
),
outward as (
    select src_ip, dst_ip, span, tcp from flood
    where {inside("src_ip")} and not {private("dst_ip")}
)
select e.*, [e.src_ip, e.dst_ip] as grp
from events e
join outward f on e.src_ip = f.src_ip and e.dst_ip = f.dst_ip and floor(epoch(e."time") / 600) = f.span
where e.source = 'vpc_flow' and e.outcome = 'success'
    and case when f.tcp then json_extract_string(e.record, '$.protocol') = '6'
        else coalesce(json_extract_string(e.record, '$.protocol') <> '6', true) end
"""


def find(lake: Lake) -> list[Finding]:
    """One finding for each pair of addresses; ips has both."""
    return [finding(ANALYTIC, group) for group in groups(lake, _EVENTS, ("src_ip", "dst_ip"))]


ANALYTIC = Analytic(
    id="outbound_flood",
    title=msg("Flood of packets from one machine to one address"),
    severity=Severity.HIGH,
    techniques=("T1498.001", "T1496.002"),
    tactics=("impact",),
    means=msg("The machine takes part in a denial-of-service attack on this address."),
    harmless=msg(
        "A load test against a partner who knows of it, or pictures or log lines sent to one by UDP. "
        "AWS's rules for tests apply all the same."
    ),
    source="https://attack.mitre.org/techniques/T1498/001/",
    find=find,
)
