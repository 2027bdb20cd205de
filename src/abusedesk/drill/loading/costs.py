"""cost.csv: day,service,region,usage_type,amount."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING

from abusedesk.drill.incident import CostRow

if TYPE_CHECKING:
    from pathlib import Path

    from abusedesk.drill.loading.mistakes import Mistakes

_HEADER = ["day", "service", "region", "usage_type", "amount"]


def read(home: Path, mistakes: Mistakes) -> tuple[CostRow, ...]:
    """The rows of home/cost.csv in the file's order; a day without a row costs nothing."""
    file = home / "cost.csv"
    text = mistakes.text(file) if file.is_file() else None
    if text is None:
        return ()
    rows = csv.reader(text.splitlines())
    if [name.strip() for name in next(rows, [])] != _HEADER:
        mistakes.add(file, 1, f"expected the header {','.join(_HEADER)}")
        return ()
    found = []
    for row in rows:
        if not row:
            continue
        cost = _row(row)
        if isinstance(cost, str):
            mistakes.add(file, rows.line_num, cost)
        else:
            found.append(cost)
    return tuple(found)


def _row(row: list[str]) -> CostRow | str:
    if len(row) != len(_HEADER):
        return f"expected {len(_HEADER)} columns ({', '.join(_HEADER)}), not {len(row)}"
    day, service, region, usage_type, amount = (column.strip() for column in row)
    try:
        date.fromisoformat(day)
    except ValueError:
        return f"day {day!r}: expected a day such as 2026-03-04"
    try:
        value = float(amount)
    except ValueError:
        return f"amount {amount!r}: expected US dollars such as 12.34"
    return CostRow(day=day, service=service, region=region, usage_type=usage_type, amount=value)
