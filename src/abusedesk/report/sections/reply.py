"""The letter to AWS, its gloss, what proves it and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.report._section import Section
from abusedesk.translate import msg, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.model import CaseDocument


def data(document: CaseDocument, language: str) -> Mapping[str, Any]:
    """The letter with its problems in language."""
    letter = document.reply
    return {
        "letter": letter,
        "problems": [_told(one, language) for one in letter.problems] if letter else [],
    }


def _told(problem: str, language: str) -> str:
    # A problem's names follow its sentence after a colon; the catalogue knows the sentence.
    sentence, colon, names = problem.partition(": ")
    whole = say(problem, language)
    return whole if whole != problem or not colon else f"{say(sentence, language)}: {names}"


SECTION = Section(id="reply", title=msg("Reply to AWS"), order=120, data=data, annex=True)
