"""What the next shift must know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.report._letter import LetterFacts, LetterUnit
from abusedesk.translate import msg

from . import _parts as parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.model import CaseDocument

_NEXT = 5


def data(document: CaseDocument, facts: LetterFacts, language: str) -> Mapping[str, Any]:
    """The clock, the last message, what runs and what comes next."""
    steps = document.open_steps
    return {
        "left": parts.left(document, facts, language),
        "case": document.case,
        "notice": document.notice,
        "last": document.messages[-1] if document.messages else None,
        "cause": parts.cause(document, language),
        "done": list(parts.done(document, language)),
        "promised": list(parts.promised(document, language)),
        "steps": steps[:_NEXT],
        "more": max(0, len(steps) - _NEXT),
        "gaps": parts.gaps(document),
        "problems": document.reply.problems if document.reply else (),
    }


LETTER = LetterUnit(
    id="shift_handover",
    title=msg("Hand-over to the next shift"),
    purpose=msg("For whoever takes the case over: the clock, what runs, what comes next."),
    data=data,
)
