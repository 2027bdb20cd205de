"""What Security Hub holds, of its own and of other services and products, as findings of ours."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from abusedesk.detect._attack import Attack, attack
from abusedesk.detect._calls import listed, member, moment
from abusedesk.detect._finding import finding, of_events
from abusedesk.detect._rule import Analytic
from abusedesk.model import Severity
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.lake import Lake
    from abusedesk.model import Event, Finding

_SAMPLE = "[SAMPLE]"
_GUARDDUTY = "guardduty"

# ASFF's labels, and OCSF's where they differ.
_SEVERITIES = {
    "informational": Severity.INFO,
    "low": Severity.LOW,
    "medium": Severity.MEDIUM,
    "high": Severity.HIGH,
    "critical": Severity.CRITICAL,
    "fatal": Severity.CRITICAL,
}
_PASSED = {"passed", "pass"}

# A type is "namespace/category/classifier"; TTPs have ATT&CK's tactics for categories.
# https://docs.aws.amazon.com/securityhub/latest/userguide/asff-type-taxonomy.html
_TACTIC = re.compile(r"TTPs/([A-Za-z ]+)(?:/|$)")
_TACTICS = frozenset(
    {
        *("initial-access", "execution", "persistence", "privilege-escalation", "defense-evasion"),
        *("credential-access", "discovery", "lateral-movement", "collection", "command-and-control"),
        *("exfiltration", "impact", "reconnaissance", "resource-development"),
    }
)
_EFFECTS = (("Effects/Data Exfiltration", "exfiltration"), ("Effects/", "impact"))

# GuardDuty's own type within that of Security Hub: "TTPs/Discovery/Recon:EC2-Portscan".
_GUARDDUTY_TYPE = re.compile(r"(?:.*/)?([A-Za-z]+:[A-Za-z0-9]+)[-/](\S+)")


def find(lake: Lake) -> Iterator[Finding]:
    """
    One finding for each of Security Hub's, with its type, title, severity and the times that it saw.

    Checks against a standard that were passed are none. Samples are marked and say info.
    """
    for event in lake.events("source = 'securityhub'"):
        said = member(json.loads(event.record), "summary")
        if str(member(said, "status")).lower() not in _PASSED:
            yield _finding(event, said)


def _finding(event: Event, said: Any) -> Finding:
    kind, sample = event.action or "", member(said, "sample") is True
    guardduty = _guardduty_type(kind) if _GUARDDUTY in str(member(said, "product")).lower() else None
    meant = attack(guardduty) if guardduty else Attack(tactics=_tactics(kind))
    title = (event.message or kind).removeprefix(_SAMPLE).strip()
    title = title if guardduty or title == kind else f"{title} ({kind})"
    severity = _SEVERITIES.get(str(member(said, "severity")).lower(), Severity.MEDIUM)
    return finding(
        ANALYTIC,
        of_events([event], (event.id,)),
        title=f"{_SAMPLE} {title}" if sample else title,
        severity=Severity.INFO if sample else severity,
        techniques=meant.techniques,
        tactics=meant.tactics,
        resources=tuple(sorted(map(str, listed(said, "resources")))),
        ips=tuple(sorted(map(str, listed(said, "addresses")))),
        first=_moment(member(said, "first")) or event.time,
        last=event.time,
        guardduty_type=guardduty,
        sample=sample,
    )


def _guardduty_type(kind: str) -> str | None:
    found = _GUARDDUTY_TYPE.fullmatch(kind)
    return f"{found[1]}/{found[2]}" if found else None


def _tactics(kind: str) -> tuple[str, ...]:
    if found := _TACTIC.match(kind):
        tactic = found[1].strip().lower().replace(" ", "-")
        return (tactic,) if tactic in _TACTICS else ()
    return tuple(tactic for prefix, tactic in _EFFECTS if kind.startswith(prefix))[:1]


def _moment(value: Any) -> datetime | None:
    if not isinstance(value, (int, float)):
        return moment(value)
    try:
        return datetime.fromtimestamp(value / 1000, UTC)  # OCSF counts milliseconds
    except (OSError, OverflowError, ValueError):
        return None


ANALYTIC = Analytic(
    id="securityhub_finding",
    title=msg("Finding of AWS Security Hub"),
    severity=Severity.CRITICAL,
    techniques=("T1078.004", "T1496.001", "T1190", "T1530"),
    tactics=("initial-access", "credential-access", "exfiltration", "impact"),
    means=msg(
        "A service or product that reports to Security Hub (GuardDuty, Inspector, Macie and others) saw "
        "an attack, or a weakness that intruders use."
    ),
    harmless=msg(
        "A weakness that nobody has used yet, a sample finding, a test that was ordered, or something "
        "that was resolved since."
    ),
    source="https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html",
    find=find,
)
