"""A log-in of a user who was made on the machine and may become root."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.detect._break_in import SSHD
from abusedesk.detect._finding import finding, groups
from abusedesk.detect._rule import Analytic
from abusedesk.model import Severity
from abusedesk.translate import msg

if TYPE_CHECKING:
    from abusedesk.lake import Lake
    from abusedesk.model import Finding

# A second user with root's number is nobody's habit. Ordinary administrators are made at a machine's
# set-up, before anybody logs in; later ones are telling where the address never got in before either.
_EVENTS = f"""
with made as (
    select coalesce(target, '') as host, "user" as name, min("time") as since,
        bool_or(action like '%:new_user' and json_extract_string(record, '$.uid') = '0') as twin,
        bool_or(action like '%:new_user') as made,
        bool_or(action like '%:added_to_group' and json_extract_string(record, '$.group')
            in ('sudo', 'wheel', 'admin', 'root')) as grouped
    from events
    where source = 'syslog' and outcome = 'success' and "user" is not null and "user" <> 'root'
        and (action like '%:new_user' or action like '%:added_to_group')
    group by all
),
login as (
    select id, coalesce(target, '') as host, "user" as name, src_ip, "time",
        regexp_matches(action, '^sshd:accepted_(password|keyboard_interactive.*)$') as by_password
    from events e
    where {SSHD} and starts_with(action, 'sshd:accepted_') and src_ip is not null
),
first_in as (select src_ip, min("time") as since from login group by src_ip),
told as (
    select l.id, l.host, l.name, l.src_ip, m.since, m.twin,
        m.twin or (l.by_password and l."time" <= m.since + interval 1 day) as sure
    from login l join made m on l.host = m.host and l.name = m.name and l."time" >= m.since
        join first_in f on l.src_ip = f.src_ip
    where m.twin or m.made and m.grouped and l."time" <= m.since + interval 30 day
        and f.since > m.since
        and exists (select 1 from login o where o.host = m.host and o."time" < m.since)
)
select distinct e.*, [t.host, t.name, t.src_ip, case when t.sure then 'sure' else '' end] as grp
from events e join told t on e.source = 'syslog' and (
    e.id = t.id
    or coalesce(e.target, '') = t.host and e."user" = t.name and e."time" <= t.since + interval 1 hour
        and e.outcome = 'success' and (e.action like '%:new_user' or e.action like '%:added_to_group')
)
"""


def find(lake: Lake) -> list[Finding]:
    """
    One finding for each machine, user and address that he came from.

    High for a twin of root, and for a log-in by password within a day of being made; else medium.
    """
    return [
        finding(ANALYTIC, group, severity=Severity.HIGH if group.key[3] else Severity.MEDIUM)
        for group in groups(lake, _EVENTS)
    ]


ANALYTIC = Analytic(
    id="login_of_new_administrator",
    title=msg("SSH log-in of a user with root's rights who was made on the machine before"),
    severity=Severity.HIGH,
    techniques=("T1136.001", "T1078.003", "T1021.004"),
    tactics=("persistence", "initial-access"),
    means=msg(
        "Intruders make such a user and come back by it. The address is theirs, and often another than "
        "the one that broke in."
    ),
    harmless=msg("A new colleague who looks after the machine: ask who made the user, and for whom."),
    source="https://attack.mitre.org/techniques/T1136/001/",
    find=find,
)
