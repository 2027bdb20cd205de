"""The rules' findings, worst first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from abusedesk.report._section import Section
from abusedesk.translate import msg, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.model import CaseDocument, Finding

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Alike:
    """Findings that say the same of others; original is AWS's own title where title is no translation."""

    title: str
    original: str
    findings: tuple[Finding, ...]

    def names(self, member: str) -> list[str]:
        """All that stands in that member of each, once."""
        return list(dict.fromkeys(name for one in self.findings for name in getattr(one, member)))

    @property
    def count(self) -> int:
        """The events of all of them."""
        return sum(one.count for one in self.findings)


# GuardDuty's titles are AWS's English; what a finding is about is the first part of its type.
# Source: https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-format.html
_PURPOSES = {
    "AttackSequence": msg("a sequence of steps of an attack"),
    "Backdoor": msg("a back door"),
    "Behavior": msg("unusual behaviour"),
    "CredentialAccess": msg("access to credentials"),
    "CryptoCurrency": msg("cryptocurrency mining"),
    "DefenseEvasion": msg("evading the defences"),
    "Discovery": msg("looking around"),
    "Execution": msg("running programs"),
    "Exfiltration": msg("taking data out"),
    "Impact": msg("tampering or destroying"),
    "InitialAccess": msg("a way in"),
    "PenTest": msg("a tool for penetration tests"),
    "Persistence": msg("keeping access"),
    "Policy": msg("a setting against the rules"),
    "PrivilegeEscalation": msg("gaining rights"),
    "Recon": msg("reconnaissance"),
    "Stealth": msg("hiding traces"),
    "Trojan": msg("a Trojan horse"),
    "UnauthorizedAccess": msg("access by somebody not entitled"),
}


def data(document: CaseDocument, language: str) -> Mapping[str, Any]:
    """The findings by severity with their titles in language."""
    found = sorted(document.findings, key=lambda one: (one.sample, -one.severity.rank))
    return {
        "findings": [(one, *_titles(one, language)) for one in found[:_SHOWN]],
        "alike": [Alike(*_titles(one[0], language), tuple(one)) for one in _together(found)],
        "count": len(found),
    }


def _together(found: list[Finding]) -> list[list[Finding]]:
    """Findings of one rule and outcome together; GuardDuty's by their type."""
    groups: dict[object, list[Finding]] = {}
    for one in found:
        kind = one.guardduty_type or one.rule
        groups.setdefault((kind, one.severity, one.outcome, one.sample), []).append(one)
    return list(groups.values())


def _titles(finding: Finding, language: str) -> tuple[str, str]:
    """The finding's title in language, and AWS's own words where that is no translation of them."""
    title = say(finding.title, language)
    purpose = _PURPOSES.get((finding.guardduty_type or "").partition(":")[0])
    if language == "en" or title != finding.title or purpose is None:
        return title, ""
    return say(msg("GuardDuty: {purpose}"), language, purpose=say(purpose, language)), title


SECTION = Section(id="findings", title=msg("Findings"), order=100, data=data, annex=True)
