"""A reminder to the customer before the clock runs out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.report._letter import LetterFacts, LetterUnit
from abusedesk.translate import msg

from . import _parts as parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.model import CaseDocument


def data(document: CaseDocument, facts: LetterFacts, language: str) -> Mapping[str, Any]:
    """How long is left, what has been done and what still waits for the customer."""
    return {
        "left": parts.left(document, facts, language),
        "case": document.case,
        "notice": document.notice,
        "done": list(parts.done(document, language)),
        "promised": list(parts.promised(document, language)),
        "over": parts.over(document),
    }


LETTER = LetterUnit(
    id="customer_reminder",
    title=msg("Reminder to the customer"),
    purpose=msg("For the owner of the account, before the time that AWS gave runs out."),
    data=data,
)
