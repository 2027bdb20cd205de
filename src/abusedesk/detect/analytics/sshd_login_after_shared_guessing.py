"""A password guessed by many addresses together, none of which failed often."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.detect._break_in import FAILED, SSHD
from abusedesk.detect._finding import finding, groups
from abusedesk.detect._rule import Analytic
from abusedesk.model import Severity
from abusedesk.translate import msg

if TYPE_CHECKING:
    from abusedesk.lake import Lake
    from abusedesk.model import Finding

# A log-in counts where its address never got into any machine before, by whatever means. What makes
# it a guesser's is that it failed there itself, or that the user is known to come from elsewhere:
# with neither, it may be the owner, of whom the log begins too late to know.
_NEW_LOGINS = f"""
tries as (
    select coalesce(e.target, '') as host, e."user" as name, e.src_ip, e."time",
        starts_with(e.action, 'sshd:accepted_') as got_in,
        regexp_matches(e.action, '^sshd:accepted_(password|keyboard_interactive.*)$') as by_password,
        starts_with(e.action, 'sshd:failed_') as is_failed
    from events e
    where {SSHD} and e.src_ip is not null and e."user" is not null and e."time" is not null
        and (starts_with(e.action, 'sshd:accepted_') or starts_with(e.action, 'sshd:failed_') and ({FAILED}))
),
first_in as (select src_ip, min("time") as since from tries where got_in group by src_ip),
arrival as (
    select t.host, t.name, t.src_ip, t."time"
    from tries t join first_in f on t.src_ip = f.src_ip and t."time" = f.since
    where t.by_password
),
counted as (
    select a.host, a.name, a.src_ip, a."time",
        count(*) filter (where t.is_failed and t."time" >= a."time" - interval 1 day) as failures,
        count(distinct case when t.is_failed and t."time" >= a."time" - interval 1 day then t.src_ip end)
            as guessers,
        coalesce(bool_or(t.is_failed and t.src_ip = a.src_ip), false) as failed_before,
        coalesce(bool_or(t.got_in), false) as is_known
    from arrival a join tries t on t.host = a.host and t.name = a.name and t."time" < a."time"
    group by a.host, a.name, a.src_ip, a."time"
),
guessed as (
    select host, name, min("time") as since, bool_or(failed_before or is_known) as sure
    from counted where failures >= 20 and guessers >= 5 group by host, name
)
"""

# Whoever follows with the password that the others guessed belongs to them, for a week.
_EVENTS = f"""
with {_NEW_LOGINS}
select e.*, [g.host, g.name, case when g.sure then 'sure' else '' end] as grp
from events e join guessed g on coalesce(e.target, '') = g.host and e."user" = g.name
where {SSHD} and (
    ({FAILED}) and e."time" between g.since - interval 1 day and g.since
    or starts_with(e.action, 'sshd:accepted_') and e."time" between g.since and g.since + interval 7 day
        and e.src_ip in (select src_ip from arrival where host = g.host and name = g.name)
)
"""


def find(lake: Lake) -> list[Finding]:
    """
    One finding for each machine and user; ips are those who guessed and those who got in.

    Twenty failures for the user from five addresses within a day, then a log-in by password from an
    address that never got in before. Medium where nothing tells it from the owner's first log-in.
    """
    return [
        finding(ANALYTIC, group, severity=Severity.HIGH if group.key[2] else Severity.MEDIUM)
        for group in groups(lake, _EVENTS)
    ]


ANALYTIC = Analytic(
    id="sshd_login_after_shared_guessing",
    title=msg("SSH log-in by password from a new address after many addresses failed for this user"),
    severity=Severity.HIGH,
    techniques=("T1110.001", "T1078.003", "T1021.004"),
    tactics=("credential-access", "initial-access"),
    means=msg(
        "The password was guessed by many addresses that took turns, so that none was locked out. The "
        "machine is in a stranger's hands."
    ),
    harmless=msg(
        "The user's own log-in from a new place while strangers happened to guess: ask whether the "
        "address is his."
    ),
    source="https://attack.mitre.org/techniques/T1110/001/",
    find=find,
)
