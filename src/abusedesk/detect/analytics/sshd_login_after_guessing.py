"""A password that was guessed: the log-in that ends a row of failures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.detect._break_in import BREAK_INS, FAILED, SSHD
from abusedesk.detect._finding import finding, groups
from abusedesk.detect._rule import Analytic
from abusedesk.model import Severity
from abusedesk.translate import msg

if TYPE_CHECKING:
    from abusedesk.lake import Lake
    from abusedesk.model import Finding

# What belongs to a break-in: the guesses of the day before, and every log-in from there afterwards.
_EVENTS = f"""
with {BREAK_INS}
select e.*, [coalesce(e.target, ''), e.src_ip] as grp
from events e join break_in b on coalesce(e.target, '') = b.host and e.src_ip = b.src_ip
where {SSHD} and (
    ({FAILED}) and e."time" between b.since - interval 1 day and b.since
    or starts_with(e.action, 'sshd:accepted_') and e."time" >= b.since
)
"""


def find(lake: Lake) -> list[Finding]:
    """
    One finding for each machine and address; actors are the users that got in, not those tried.

    Ten failures within a day, or five on three names, before a log-in by password from the same
    address to the same machine: people who mistype stop before.
    """
    found = groups(lake, _EVENTS)
    users = {
        (host, address): tuple(sorted(names))
        for host, address, names in lake.ask(f"with {BREAK_INS} select host, src_ip, users from break_in")
    }
    return [finding(ANALYTIC, group, actors=users[group.key[0], group.key[1]]) for group in found]


ANALYTIC = Analytic(
    id="sshd_login_after_guessing",
    title=msg("SSH log-in by password after many failures from the same address"),
    severity=Severity.CRITICAL,
    techniques=("T1110.001", "T1078.003", "T1021.004"),
    tactics=("credential-access", "initial-access"),
    means=msg(
        "The password was guessed: the address that failed again and again got in. The machine is in a "
        "stranger's hands."
    ),
    harmless=msg("A user who had forgotten the password and tried for long; ask whether the address is his."),
    source="https://attack.mitre.org/techniques/T1110/001/",
    find=find,
)
