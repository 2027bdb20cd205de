"""The story line by line, behind the report that a manager reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.report._section import Section
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.model import CaseDocument

_SHOWN = 120


def data(document: CaseDocument, language: str) -> Mapping[str, Any]:  # noqa: ARG001 every section is handed the language
    """The first entries, as the trace gives them."""
    return {"entries": document.timeline[:_SHOWN], "count": len(document.timeline)}


SECTION = Section(
    id="timeline_whole",
    title=msg("Timeline, line by line"),
    order=45,
    data=data,
    annex=True,
    only_printed=True,
)
