"""The correspondence, and how what this report says can be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.report._section import Section
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.model import CaseDocument


def data(document: CaseDocument, language: str) -> Mapping[str, Any]:  # noqa: ARG001 every section is handed the language
    """The messages in order and the defences that were checked."""
    return {
        "messages": sorted(document.messages, key=lambda one: one.time),
        "checks": document.checks,
        "case": document.case,
        "calls": sum(row.calls for row in document.coverage),
    }


SECTION = Section(id="record", title=msg("Record and evidence"), order=130, data=data, annex=True)
