"""Costs from a file, where the payer blocks the Cost Explorer API."""

from __future__ import annotations

import csv
import re
from datetime import date
from typing import TYPE_CHECKING

from abusedesk.errors import BadInput
from abusedesk.model import Evidence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from abusedesk.model import Scope

# The columns of a Cost and Usage Report (legacy and 2.0) that are needed, by what they mean here.
# https://docs.aws.amazon.com/cur/latest/userguide/data-dictionary.html
_CUR = {
    "day": ("lineItem/UsageStartDate", "line_item_usage_start_date"),
    "service": ("lineItem/ProductCode", "line_item_product_code"),
    "region": ("product/region", "product/regionCode", "product_region_code", "product_region"),
    "amount": ("lineItem/UnblendedCost", "line_item_unblended_cost"),
}
_PLAIN = {"day": ("day",), "service": ("service",), "region": ("region",), "amount": ("amount",)}
# A download from the Cost Explorer console: one row a day, a column a service (or a region), "EC2($)".
_COLUMN = re.compile(r"(?P<name>.+?)\s*\((?:\$|USD)\)")


def cost_rows(path: Path, scope: Scope, seal: Callable[[Iterable[bytes]], str]) -> list[Evidence]:
    """
    The costs in path as the Cost Explorer collector gives them, one Evidence a day, region and service.

    Understood: a Cost and Usage Report as CSV, a table with day, service, region and amount, and what
    the Cost Explorer console downloads grouped by service. Amounts are USD.

    Raises:
        BadInput: the file is none of these, or a line of it cannot be read; says which.
    """
    try:
        raw = path.read_bytes()
        rows = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
    except OSError as why:
        raise BadInput(f"{path}: {why.strerror}") from why
    except (UnicodeDecodeError, csv.Error) as why:
        raise BadInput(f"{path}: expected a CSV file in UTF-8 ({why})") from why
    totals: dict[tuple[str, str, str], float] = {}
    for day, region, service, amount in _read(path, rows):
        key = (day, region, service)
        totals[key] = totals.get(key, 0.0) + amount
    sha256 = seal([raw])
    return [
        Evidence(
            collector="cost_file",
            kind="ce.cost",
            key="|".join(key),
            account=scope.account,
            region=scope.region,
            call=f"file:{path.name}",
            asked=scope.until,
            sha256=sha256,
            data={
                "day": key[0],
                "region": key[1],
                "service": key[2],
                "amount": amount,
                "unit": "USD",
                "estimated": False,
            },
        )
        for key, amount in totals.items()
    ]


def _read(path: Path, rows: list[list[str]]) -> Iterator[tuple[str, str, str, float]]:
    header = rows[0] if rows else []
    for known in (_PLAIN, _CUR):
        places = {
            meaning: next((header.index(name) for name in names if name in header), None)
            for meaning, names in known.items()
        }
        if None not in places.values():
            yield from _table(path, rows, {name: at for name, at in places.items() if at is not None})
            return
    if not any(_COLUMN.fullmatch(name) for name in header):
        raise BadInput(
            f"{path}:1: expected the columns day, service, region, amount, or those of a Cost and "
            "Usage Report, or of a Cost Explorer download grouped by service"
        )
    yield from _console(path, rows)


def _table(path: Path, rows: list[list[str]], at: dict[str, int]) -> Iterator[tuple[str, str, str, float]]:
    for number, row in enumerate(rows[1:], start=2):
        if row:
            day, region, service, amount = (
                row[at[name]] if at[name] < len(row) else ""
                for name in ("day", "region", "service", "amount")
            )
            yield _day(path, number, day), region or "NoRegion", service, _amount(path, number, amount)


def _console(path: Path, rows: list[list[str]]) -> Iterator[tuple[str, str, str, float]]:
    names = {
        place: found["name"]
        for place, name in enumerate(rows[0])
        if (found := _COLUMN.fullmatch(name)) and not found["name"].startswith("Total")
    }
    for number, row in enumerate(rows[1:], start=2):
        if row and not row[0].endswith(("total", "Total")):
            day = _day(path, number, row[0])
            for place, service in names.items():
                if place < len(row) and row[place]:
                    yield day, "NoRegion", service, _amount(path, number, row[place])


def _day(path: Path, number: int, text: str) -> str:
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError as why:
        raise BadInput(f"{path}:{number}: expected a day such as 2026-03-04, not {text!r}") from why


def _amount(path: Path, number: int, text: str) -> float:
    try:
        return float(text)
    except ValueError as why:
        raise BadInput(f"{path}:{number}: expected an amount in USD, not {text!r}") from why
