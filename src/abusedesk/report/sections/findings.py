"""The rules' findings, worst first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.report._section import Section
from abusedesk.translate import msg, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.model import CaseDocument

_SHOWN = 200


def data(document: CaseDocument, language: str) -> Mapping[str, Any]:
    """The findings by severity with their titles in language."""
    found = sorted(document.findings, key=lambda one: (one.sample, -one.severity.rank))
    return {
        "findings": [(one, say(one.title, language)) for one in found[:_SHOWN]],
        "count": len(found),
    }


SECTION = Section(id="findings", title=msg("Findings"), order=100, data=data)
