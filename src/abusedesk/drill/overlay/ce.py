"""
Cost Explorer, computed from cost.csv.

https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.drill.overlay import Overlay
from abusedesk.drill.paging import page
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from abusedesk.drill.call import Call
    from abusedesk.drill.incident import CostRow

_MOST_GROUPS = 2
_ESTIMATED = timedelta(days=2)
_MONTHS_KEPT = timedelta(days=400)
_DIMENSIONS: dict[str, Callable[[CostRow], str]] = {
    "SERVICE": lambda row: row.service,
    "REGION": lambda row: row.region,
    "USAGE_TYPE": lambda row: row.usage_type,
    "RECORD_TYPE": lambda _row: "Usage",
}
_METRICS = frozenset(
    {
        "AmortizedCost",
        "BlendedCost",
        "NetAmortizedCost",
        "NetUnblendedCost",
        "NormalizedUsageAmount",
        "UnblendedCost",
        "UsageQuantity",
    }
)


def get_cost_and_usage(call: Call) -> Mapping[str, Any]:
    """Cost by day or month, by at most two dimensions; the period's end is not in it."""
    periods = _periods(call)
    groups = _groups(call)
    metrics = [_metric(name) for name in call.get("Metrics", ["UnblendedCost"])]
    rows = [row for row in call.account.facts.costs if _kept(row, call.get("Filter"), call)]
    results = [_result(call, period, (groups, metrics), rows) for period in periods]
    shown, more = page(call, results, 400)
    answer: dict[str, Any] = {"ResultsByTime": shown, "DimensionValueAttributes": [], **more}
    if groups:
        answer["GroupDefinitions"] = [{"Type": "DIMENSION", "Key": key} for key in groups]
    return answer


def get_dimension_values(call: Call) -> Mapping[str, Any]:
    """The values of a dimension that cost anything in a period."""
    key = str(call.get("Dimension"))
    read = _DIMENSIONS.get(key) or (lambda _row: call.account.id)
    start, end = _dates(call)
    found = sorted({read(row) for row in call.account.facts.costs if start <= row.day < end})
    wanted = str(call.get("SearchString", "")).lower()
    values = [{"Value": value, "Attributes": {}} for value in found if wanted in value.lower()]
    return {"DimensionValues": values, "ReturnSize": len(values), "TotalSize": len(values)}


def get_anomalies(_call: Call) -> Mapping[str, Any]:
    """No anomaly monitor is set up."""
    return {"Anomalies": []}


def _dates(call: Call) -> tuple[str, str]:
    start, end = call.get("TimePeriod")["Start"], call.get("TimePeriod")["End"]
    try:
        first, last = date.fromisoformat(start[:10]), date.fromisoformat(end[:10])
    except ValueError:
        raise AwsError("ValidationException", "Start and end must be days such as 2026-03-04.") from None
    if first >= last:
        raise AwsError("ValidationException", "Start time should be before end time.")
    if first < call.now.date() - _MONTHS_KEPT:
        raise AwsError("ValidationException", "You haven't enabled historical data beyond 14 months.")
    return first.isoformat(), last.isoformat()


def _periods(call: Call) -> list[tuple[str, str]]:
    """(start, end) of each day or month that is asked for, ends not included."""
    start, end = (date.fromisoformat(day) for day in _dates(call))
    granularity = call.get("Granularity", "MONTHLY")
    if granularity == "HOURLY":
        raise AwsError("AccessDeniedException", "Hourly granularity is not enabled for this account.")
    found = []
    while start < end:
        if granularity == "DAILY":
            following = start + timedelta(days=1)
        else:
            following = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
        found.append((start.isoformat(), min(following, end).isoformat()))
        start = following
    return found


def _groups(call: Call) -> list[str]:
    given = call.get("GroupBy", [])
    if len(given) > _MOST_GROUPS:
        raise AwsError("ValidationException", "You can group by at most two dimensions.")
    for one in given:
        if one.get("Type") == "DIMENSION" and one.get("Key") not in {*_DIMENSIONS, "LINKED_ACCOUNT"}:
            raise AwsError("ValidationException", f"The practice account cannot group by {one.get('Key')}.")
    return [str(one.get("Key")) for one in given]


def _metric(name: str) -> str:
    """A metric as its answer names it: UNBLENDED_COST and UnblendedCost are one."""
    known = {metric.lower(): metric for metric in _METRICS}
    found = known.get(name.replace("_", "").lower())
    if found is None:
        raise AwsError("ValidationException", f"{name} is no metric.")
    return found


def _kept(row: CostRow, rule: Mapping[str, Any] | None, call: Call) -> bool:
    """Whether a filter expression keeps row."""
    if not rule:
        return True
    if "And" in rule or "Or" in rule:
        parts = [_kept(row, one, call) for one in rule.get("And") or rule["Or"]]
        return all(parts) if "And" in rule else any(parts)
    if "Not" in rule:
        return not _kept(row, rule["Not"], call)
    dimension = rule.get("Dimensions")
    if dimension is None:
        return False  # tags and cost categories: nothing here has any
    value = _value(row, str(dimension.get("Key")), call)
    return value in dimension.get("Values", ())


def _value(row: CostRow, key: str, call: Call) -> str:
    return call.account.id if key == "LINKED_ACCOUNT" else _DIMENSIONS[key](row) if key in _DIMENSIONS else ""


def _result(
    call: Call, period: tuple[str, str], asked: tuple[list[str], list[str]], rows: list[CostRow]
) -> dict[str, Any]:
    groups, metrics = asked
    start, end = period
    sums: dict[tuple[str, ...], float] = defaultdict(float)
    for row in rows:
        if start <= row.day < end:
            sums[tuple(_value(row, key, call) for key in groups)] += row.amount
    result: dict[str, Any] = {
        "TimePeriod": {"Start": start, "End": end},
        "Estimated": date.fromisoformat(end) > call.now.date() - _ESTIMATED + timedelta(days=1),
        "Groups": [],
        "Total": {},
    }
    if groups:
        result["Groups"] = [
            {"Keys": list(keys), "Metrics": _amounts(amount, metrics)}
            for keys, amount in sorted(sums.items())
        ]
    else:
        result["Total"] = _amounts(sums.get((), 0.0), metrics)
    return result


def _amounts(amount: float, metrics: list[str]) -> dict[str, Any]:
    return {
        metric: {
            "Amount": f"{amount:.10f}".rstrip("0").rstrip("."),
            "Unit": "USD" if "Cost" in metric else "N/A",
        }
        for metric in metrics
    }


OVERLAY = Overlay(
    id="ce",
    answers={
        "GetCostAndUsage": get_cost_and_usage,
        "GetDimensionValues": get_dimension_values,
        "GetAnomalies": get_anomalies,
    },
)
