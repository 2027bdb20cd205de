"""The notice handed on to the customer, explained, with what to do and what to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.report._letter import LetterFacts, LetterUnit
from abusedesk.translate import msg

from . import _parts as parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.model import CaseDocument


def data(document: CaseDocument, facts: LetterFacts, language: str) -> Mapping[str, Any]:
    """What AWS names, how long there is and until when we need the answers."""
    return {
        "reported": parts.reported(document),
        "left": parts.left(document, facts, language),
        "answer_by": parts.answer_by(document, facts),
        "notice": document.notice,
        "case": document.case,
    }


LETTER = LetterUnit(
    id="customer_notice",
    title=msg("The notice, explained to the customer"),
    purpose=msg("For the owner of the account, as soon as a notice has come."),
    data=data,
)
