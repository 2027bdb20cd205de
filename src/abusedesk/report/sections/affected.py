"""What the intruder made or touched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.report._section import Section
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.model import CaseDocument

_SHOWN = 300


def data(document: CaseDocument, language: str) -> Mapping[str, Any]:  # noqa: ARG001 every section is handed the language
    """The affected things, as the trace gives them."""
    return {"affected": document.affected[:_SHOWN], "count": len(document.affected)}


SECTION = Section(id="affected", title=msg("Affected resources"), order=80, data=data)
