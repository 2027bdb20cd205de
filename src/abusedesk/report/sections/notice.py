"""What AWS says, and whether it is AWS that says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.report._section import Section
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.model import CaseDocument


def data(document: CaseDocument, language: str) -> Mapping[str, Any]:  # noqa: ARG001 every section is handed the language
    """The notice as it was read."""
    return {"notice": document.notice, "reported": document.notice.reported}


SECTION = Section(id="notice", title=msg("The notice"), order=20, data=data)
