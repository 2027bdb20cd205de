"""What AWS says, and whether it is AWS that says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.report._section import Section
from abusedesk.translate import msg, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.model import CaseDocument


_FORMS = {"table": msg("a table"), "text": msg("plain text"), "arf": "ARF", "xarf": "XARF"}


def data(document: CaseDocument, language: str) -> Mapping[str, Any]:
    """The notice as it was read."""
    reported = document.notice.reported
    form = _FORMS.get(reported.format or "")
    return {
        "notice": document.notice,
        "reported": reported,
        "form": say(form, language) if form else reported.format,
    }


SECTION = Section(id="notice", title=msg("The notice"), order=20, data=data)
