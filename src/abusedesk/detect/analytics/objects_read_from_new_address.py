"""Many objects of buckets read from an address that the reader never came from before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.detect._finding import finding, groups
from abusedesk.detect._inside import private
from abusedesk.detect._rule import Analytic
from abusedesk.model import Severity
from abusedesk.translate import msg

if TYPE_CHECKING:
    from abusedesk.lake import Lake
    from abusedesk.model import Finding

# Services read in the reader's name too, but then the address is a service's name.
_PUBLIC = f"""
(src_ip is not null and case when contains(src_ip, ':') then ipv6_hex(src_ip) is not null
    and not starts_with(lower(src_ip), 'fc') and not starts_with(lower(src_ip), 'fd')
else ipv4_number(src_ip) is not null and not {private("src_ip")} end)
"""

_AN_INSTANCE = "regexp_matches(b.actor, ':assumed-role/.+/i-[0-9a-f]{8,17}$')"
_OBJECT = "coalesce(json_extract_string(record, '$.requestParameters.key'), id)"
_LISTED = "('s3:ListBuckets', 's3:ListObjects', 's3:ListObjectsV2')"

# An instance's programs read all day: those who stole its session first look what there is. Others are
# told by number, and are let be where they read as much from elsewhere before: then it is their habit.
_BURSTS = f"""
heavy as (
    select actor, src_ip from events
    where source = 'cloudtrail' and action = 's3:GetObject' and outcome = 'success' and actor is not null
        and {_PUBLIC}
    group by actor, src_ip having count(*) >= 10
),
reads as (
    select e.id, e.actor, e.src_ip, e."time", {_OBJECT} as object
    from events e join heavy h on e.actor = h.actor and e.src_ip = h.src_ip
    where e.source = 'cloudtrail' and e.action = 's3:GetObject' and e.outcome = 'success'
        and e."time" is not null and json_extract_string(e.record, '$.userIdentity.invokedBy') is null
),
counted as (
    select actor, src_ip, "time", count(distinct object) over (partition by actor, src_ip order by "time"
        range between interval 15 minutes preceding and current row) as objects
    from reads
),
burst as (
    select actor, src_ip, max(objects) as objects, min("time") filter (where objects >= 10) as since
    from counted group by actor, src_ip having max(objects) >= 10
),
seen as (
    select actor, src_ip, min("time") as first, max("time") as last,
        min(case when action in {_LISTED} and outcome = 'success' then "time" end) as listed
    from events
    where source = 'cloudtrail' and src_ip is not null and "time" is not null
        and actor in (select actor from burst)
    group by actor, src_ip
),
known as (
    select b.actor, b.src_ip, b.objects, s.first, s.listed <= b.since as listed, {_AN_INSTANCE} as instance,
        exists (select 1 from seen o where o.actor = b.actor and o.src_ip <> b.src_ip
            and o.first < s.first and o.last > s.first) as meanwhile,
        exists (select 1 from seen o where o.actor = b.actor and o.src_ip <> b.src_ip
            and o.first < s.first - interval 1 hour) as before,
        exists (select 1 from burst o join seen p on o.actor = p.actor and o.src_ip = p.src_ip
            where o.actor = b.actor and o.src_ip <> b.src_ip and p.first < s.first
            and o.objects * 2 >= b.objects) as habit
    from burst b join seen s on b.actor = s.actor and b.src_ip = s.src_ip
),
told as (
    select actor, src_ip, first, instance and meanwhile as sure from known
    where before and case when instance then coalesce(listed, false) else objects >= 20 and not habit end
)
"""

_EVENTS = f"""
with {_BURSTS}
select e.*, [e.actor, e.src_ip, case when t.sure then 'sure' else '' end] as grp
from events e join told t on e.actor = t.actor and e.src_ip = t.src_ip
where e.source = 'cloudtrail' and e.outcome = 'success' and e."time" >= t.first
    and (e.action = 's3:GetObject' or e.action in {_LISTED})
"""


def find(lake: Lake) -> list[Finding]:
    """
    One finding for each reader and address; a reader is a user or a session of a role.

    A user or session: twenty objects within a quarter of an hour. A session of an instance's role:
    ten, after a list of buckets or objects; high where its usual address went on meanwhile. Always
    from an address that was new to one who had been seen for an hour elsewhere.
    """
    return [
        finding(ANALYTIC, group, severity=Severity.HIGH if group.key[2] else Severity.MEDIUM)
        for group in groups(lake, _EVENTS)
    ]


ANALYTIC = Analytic(
    id="objects_read_from_new_address",
    title=msg("Many objects of buckets read from an address new to the reader"),
    severity=Severity.HIGH,
    techniques=("T1530", "T1078.004"),
    tactics=("collection", "exfiltration"),
    means=msg(
        "A key or session that was stolen is used to copy what lies in the buckets. What was read must be "
        "taken for known to strangers."
    ),
    harmless=msg(
        "The reader moved: a new office or line, a journey, or an instance that was stopped and got another "
        "address."
    ),
    source="https://attack.mitre.org/techniques/T1530/",
    find=find,
)
