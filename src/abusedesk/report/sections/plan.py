"""The plan by phase, and what of it was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.report._section import Section
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.model import CaseDocument

_PHASES = ("preserve", "contain", "eradicate", "recover", "prevent")


def data(document: CaseDocument, language: str) -> Mapping[str, Any]:  # noqa: ARG001 every section is handed the language
    """The steps of each phase, the receipts and the measures."""
    by_phase = {phase: [step for step in document.plan if step.phase == phase] for phase in _PHASES}
    return {
        "phases": {phase: steps for phase, steps in by_phase.items() if steps},
        "receipts": document.receipts,
        "measures": document.measures,
    }


SECTION = Section(id="plan", title=msg("Plan"), order=110, data=data)
