"""Passwords guessed at SSH by one address, too slowly for whoever counts minutes."""

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

_WINDOW = (
    'over (partition by host, src_ip order by "time" range between interval {} preceding and current row)'
)

# The rule sshd_password_guessing tells of twenty within ten minutes; those are left to it.
_EVENTS = f"""
with tries as (
    select e.id, coalesce(e.target, '') as host, e.src_ip, e."time",
        starts_with(e.action, 'sshd:failed_') as is_failed,
        coalesce(try_cast(json_extract_string(e.record, '$.repeated') as bigint), 1) as repeated
    from events e
    where {SSHD} and e.src_ip is not null and e."time" is not null
        and regexp_matches(
            e.action, '^sshd:(failed_(password|keyboard_interactive.*)|invalid_user|max_attempts)'
        )
),
counted as (
    select *, sum(case when is_failed then repeated else 0 end) {_WINDOW.format("1 day")} as failures,
        count(*) {_WINDOW.format("10 minutes")} as at_once
    from tries
),
slow as (
    select host, src_ip from counted group by host, src_ip having max(failures) >= 50 and max(at_once) < 20
)
select e.*, [s.host, s.src_ip] as grp
from tries t join slow s on t.host = s.host and t.src_ip = s.src_ip
    join events e on e.source = 'syslog' and e.id = t.id
"""


def find(lake: Lake) -> list[Finding]:
    """One finding for each machine and address with fifty failures within a day."""
    return [finding(ANALYTIC, group) for group in groups(lake, _EVENTS)]


ANALYTIC = Analytic(
    id="sshd_slow_password_guessing",
    title=msg("Passwords guessed at SSH slowly, over hours"),
    severity=Severity.MEDIUM,
    techniques=("T1110.001",),
    tactics=("credential-access",),
    means=msg(
        "One address fails fifty times and more within a day, too far apart for locks that count minutes. "
        "It becomes serious when a log-in succeeds."
    ),
    harmless=msg("A script of the owner's with an old password, run by a timer."),
    source="https://attack.mitre.org/techniques/T1110/001/",
    find=find,
)
