"""What was made on a machine in the day after a break-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.detect._break_in import BREAK_INS
from abusedesk.detect._finding import finding, groups
from abusedesk.detect._rule import Analytic
from abusedesk.model import Severity
from abusedesk.translate import msg

if TYPE_CHECKING:
    from abusedesk.lake import Lake
    from abusedesk.model import Finding

_EVENTS = f"""
with {BREAK_INS}
select distinct e.*, [coalesce(e.target, '')] as grp
from events e join (select host, min(since) as since from break_in group by host) b
    on coalesce(e.target, '') = b.host
where e.source = 'syslog' and e."time" between b.since and b.since + interval 1 day
    and coalesce(e.outcome, '') <> 'failure'
    and (e.action = 'crontab:replace'
        or regexp_matches(e.action, ':(new_user|new_group|added_to_group|password_changed|unlocked)$'))
"""


def find(lake: Lake) -> list[Finding]:
    """One finding for each machine where sshd_login_after_guessing sees a break-in."""
    return [finding(ANALYTIC, group) for group in groups(lake, _EVENTS)]


ANALYTIC = Analytic(
    id="host_changed_after_break_in",
    title=msg("Users, passwords or timed jobs changed on a machine within a day of a break-in"),
    severity=Severity.HIGH,
    techniques=("T1136.001", "T1098", "T1053.003"),
    tactics=("persistence",),
    means=msg("What the intruder leaves behind to come back, even when the guessed password is changed."),
    harmless=msg("The owner's own work on that day: ask him. The break-in itself stands."),
    source="https://attack.mitre.org/techniques/T1136/001/",
    find=find,
)
