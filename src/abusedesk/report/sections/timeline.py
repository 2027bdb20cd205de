"""The story in order of time, as a picture and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.report._charts import timeline
from abusedesk.report._section import Section
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.model import CaseDocument

_SHOWN = 300


def data(document: CaseDocument, language: str) -> Mapping[str, Any]:
    """The picture, and the first entries."""
    return {
        "picture": timeline(document, language),
        "entries": document.timeline[:_SHOWN],
        "count": len(document.timeline),
    }


SECTION = Section(id="timeline", title=msg("Timeline"), order=40, data=data)
