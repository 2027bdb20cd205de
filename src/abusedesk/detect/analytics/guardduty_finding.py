"""What GuardDuty found, as findings of ours."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from abusedesk.detect._attack import attack
from abusedesk.detect._calls import member, moment
from abusedesk.detect._finding import finding, of_events
from abusedesk.detect._guardduty import addresses, resources
from abusedesk.detect._rule import Analytic
from abusedesk.model import Severity
from abusedesk.translate import msg

if TYPE_CHECKING:
    from abusedesk.lake import Lake
    from abusedesk.model import Event, Finding

_SAMPLE = "[SAMPLE]"

# https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html
_BANDS = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MEDIUM))


def find(lake: Lake) -> list[Finding]:
    """
    One finding for each of GuardDuty's, with its type, title, severity and the time that it saw.

    Sample findings are marked and say info: nothing happened.
    """
    return [_finding(event) for event in lake.events("source = 'guardduty'")]


def _finding(event: Event) -> Finding:
    record = json.loads(event.record)
    kind = event.action or ""
    sample = record.get("sample") is True
    meant = attack(kind)
    service = member(record, "service")
    title = str(record.get("title") or kind).removeprefix(_SAMPLE).strip()
    return finding(
        ANALYTIC,
        of_events([event], (event.id,)),
        title=f"{_SAMPLE} {title}" if sample else title,
        severity=Severity.INFO if sample else _severity(record.get("severity")),
        techniques=meant.techniques,
        tactics=meant.tactics,
        resources=resources(record),
        ips=addresses(record),
        first=moment(member(service, "eventFirstSeen")) or event.time,
        last=moment(member(service, "eventLastSeen")) or event.time,
        guardduty_type=kind,
        sample=sample,
    )


def _severity(number: Any) -> Severity:
    try:
        value = float(number)
    except (TypeError, ValueError):
        return Severity.MEDIUM
    return next((severity for least, severity in _BANDS if value >= least), Severity.LOW)


ANALYTIC = Analytic(
    id="guardduty_finding",
    title=msg("Finding of Amazon GuardDuty"),
    severity=Severity.CRITICAL,
    techniques=("T1078.004", "T1496.001", "T1110", "T1580"),
    tactics=("initial-access", "credential-access", "discovery", "impact"),
    means=msg("GuardDuty, which sees traffic and calls as AWS does, holds this for an attack."),
    harmless=msg(
        "A sample finding, which somebody made to try the alarm, a test that was ordered, or a habit "
        "that is new to GuardDuty."
    ),
    source="https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-active.html",
    find=find,
)
