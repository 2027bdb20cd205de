"""What it cost, by service, region and day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.report._charts import cost
from abusedesk.report._section import Section
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.model import CaseDocument

_SHOWN = 60


def data(document: CaseDocument, language: str) -> Mapping[str, Any]:
    """The picture, and what departed from the usual, dearest first."""
    rows = sorted(document.cost.by_region_service, key=lambda row: -row.peak_per_day)
    return {
        "cost": document.cost,
        "picture": cost(document.cost, language),
        "rows": rows[:_SHOWN],
        "count": len(rows),
        "read": any(row.collector.startswith("cost") and row.status == "read" for row in document.coverage),
    }


SECTION = Section(id="cost", title=msg("Cost"), order=50, data=data)
