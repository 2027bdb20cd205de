"""One page for AWS's account manager, when a case is escalated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.report._letter import LetterFacts, LetterUnit
from abusedesk.translate import msg

from . import _parts as parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.model import CaseDocument

_PAGE = 8  # lines of each list that fit on a page


def data(document: CaseDocument, facts: LetterFacts, language: str) -> Mapping[str, Any]:
    """The case on one page: what was sent and answered, the cause, what was done, what is asked."""
    answered = [one for one in document.messages if one.direction == "out"]
    return {
        "left": parts.left(document, facts, language),
        "case": document.case,
        "notice": document.notice,
        "reported": parts.reported(document)[:_PAGE],
        "messages": document.messages[-_PAGE:],
        "answered": answered[-1] if answered else None,
        "cause": parts.cause(document, language),
        "done": list(parts.done(document, language))[-_PAGE:],
        "promised": list(parts.promised(document, language))[:_PAGE],
    }


LETTER = LetterUnit(
    id="account_manager_brief",
    title=msg("Brief for the AWS account manager"),
    purpose=msg("One page for AWS's account manager, when a case is escalated."),
    data=data,
)
