"""The closing letter to the customer; the report goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.report._letter import LetterFacts, LetterUnit
from abusedesk.translate import msg

from . import _parts as parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.model import CaseDocument

_LISTED = 20


def data(document: CaseDocument, facts: LetterFacts, language: str) -> Mapping[str, Any]:
    """What happened, what it did, what was done, what remains."""
    resolved = [one for one in document.messages if one.direction == "in" and one.stage == "resolved"]
    return {
        "case": document.case,
        "notice": document.notice,
        "over": parts.over(document),
        "resolved": resolved[-1].time if resolved else None,
        "sent": [one for one in document.messages if one.direction == "out"],
        "cause": parts.cause(document, language),
        "affected": document.affected[:_LISTED],
        "more": max(0, len(document.affected) - _LISTED),
        "investigated": bool(document.coverage),
        "cost": document.cost,
        "done": list(parts.done(document, language)),
        "promised": list(parts.promised(document, language)),
        "prevent": [step for step in document.open_steps if step.phase == "prevent"],
        "gaps": parts.gaps(document),
        "as_of": facts.now,
    }


LETTER = LetterUnit(
    id="final_report",
    title=msg("Final report to the customer"),
    purpose=msg("For the owner of the account, when the case is settled; the report goes with it."),
    data=data,
)
