"""The hypotheses with what speaks for and against each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.report._section import Section
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.model import CaseDocument

_SHOWN = 8


def data(document: CaseDocument, language: str) -> Mapping[str, Any]:  # noqa: ARG001 every section is handed the language
    """The root causes by confidence; the first is the answer, its confidence says how sure it is."""
    first, rest = document.root_causes[:1], document.root_causes[1:_SHOWN]
    return {"causes": (*first, *(one for one in rest if one.kind != "unknown"))}


SECTION = Section(id="root_causes", title=msg("Root cause"), order=30, data=data)
