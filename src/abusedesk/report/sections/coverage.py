"""What was read and what was not: collector by region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.report._section import Section
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.model import CaseDocument

# A letter beside the colour: the grid must be read in black and white, and by those who do not see colours.
LETTERS = {
    "read": "R",
    "empty": "E",
    "denied": "D",
    "not_enabled": "N",
    "not_opted_in": "O",
    "truncated": "T",
    "delayed": "L",
    "failed": "F",
}
_GLOBAL = "aws-global"
_GAPS = {"denied", "truncated", "delayed", "failed"}
_SHOWN = 200


def data(document: CaseDocument, language: str) -> Mapping[str, Any]:  # noqa: ARG001 every section is handed the language
    """The grid, and every gap with its reason."""
    rows = document.coverage
    regions = sorted({row.region for row in rows}, key=lambda region: (region != _GLOBAL, region))
    gaps = [row for row in rows if row.status in _GAPS]
    return {
        "regions": regions,
        "collectors": list(dict.fromkeys(row.collector for row in rows)),
        "grid": {(row.collector, row.region): row for row in rows},
        "letters": LETTERS,
        "gaps": gaps[:_SHOWN],
        "count": len(gaps),
    }


SECTION = Section(id="coverage", title=msg("Coverage"), order=60, data=data, annex=True)
