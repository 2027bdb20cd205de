"""What the case rests on: every thing that was kept, by who read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.report._section import Section
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.model import CaseDocument


def data(document: CaseDocument, language: str) -> Mapping[str, Any]:  # noqa: ARG001 every section is handed the language
    """Nothing beside the evidence itself, which every section is handed as "collected"."""
    return {"case": document.case}


SECTION = Section(id="evidence", title=msg("Evidence list"), order=125, data=data, annex=True)
