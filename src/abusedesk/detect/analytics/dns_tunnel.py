"""Data carried in the names that a machine looks up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.detect._finding import finding, groups
from abusedesk.detect._rule import Analytic
from abusedesk.model import Severity
from abusedesk.translate import msg

if TYPE_CHECKING:
    from abusedesk.lake import Lake
    from abusedesk.model import Finding

# A name carries at most 253 characters, so data takes very many of them: a hundred different names
# below one domain within ten minutes, of forty characters before it on the average. Whoever serves
# pictures or checks addresses by DNS has long names too: those of AWS and the best known are left out.
_EVENTS = """
with asked as (
    select id, src_ip, dns_query, floor(epoch("time") / 600) as span,
        array_to_string(list_slice(string_split(dns_query, '.'), -2, -1), '.') as domain
    from events
    where source = 'resolver_query' and "time" is not null and src_ip is not null
        and length(dns_query) >= 30
),
tunnel as (
    select src_ip, domain, span from asked
    where domain not in (
        'amazonaws.com', 'in-addr.arpa', 'ip6.arpa', 'cloudfront.net', 'akamaiedge.net', 'akamai.net',
        'akadns.net', 'edgekey.net', 'fastly.net', 'azure.com', 'windows.net', 'googleapis.com',
        'googleusercontent.com', 'googlevideo.com', 'spamhaus.net', 'spamhaus.org', 'sophosxl.net',
        'mcafee.com', 'trendmicro.com', 'compute.internal', 'ec2.internal', 'amazonaws.cn'
    )
    group by src_ip, domain, span
    having count(distinct dns_query) >= 100 and avg(length(dns_query) - length(domain) - 1) >= 40
)
select e.*, [t.src_ip, t.domain] as grp
from asked a join tunnel t on a.src_ip = t.src_ip and a.domain = t.domain and a.span = t.span
    join events e on e.source = 'resolver_query' and e.id = a.id
"""


def find(lake: Lake) -> list[Finding]:
    """One finding for each machine and domain."""
    return [finding(ANALYTIC, group) for group in groups(lake, _EVENTS)]


ANALYTIC = Analytic(
    id="dns_tunnel",
    title=msg("Data carried in the names that a machine looks up"),
    severity=Severity.MEDIUM,
    techniques=("T1071.004", "T1048"),
    tactics=("command-and-control", "exfiltration"),
    means=msg(
        "DNS passes where nothing else does: orders come in and data goes out, a piece with each name."
    ),
    harmless=msg("A security product that asks about files or addresses by DNS: who owns the domain?"),
    source="https://attack.mitre.org/techniques/T1071/004/",
    find=find,
)
