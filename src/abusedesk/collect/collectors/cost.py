"""What each service cost in each region on each day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.collect._unit import Collector, of
from abusedesk.model import Gap
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from abusedesk.aws.read import Page, Reader
    from abusedesk.model import Evidence, Scope

# Days before scope.since that say what is usual; Cost Explorer keeps 13 months of days.
USUAL_DAYS = 30
_KEPT_DAYS = 390
MAX_PAGES = 200  # each is billed: $0.01


def collect(aws: Reader, scope: Scope, _earlier: Sequence[Evidence]) -> Iterator[Evidence | Gap]:
    """
    One Evidence per day (UTC), region and service that cost something: unblended, as a float.

    Begins USUAL_DAYS before scope.since, and includes the day of scope.until, which is not complete.
    """
    first = max(scope.since - timedelta(days=USUAL_DAYS), scope.until - timedelta(days=_KEPT_DAYS))
    token: dict[str, str] = {}
    for _ in range(MAX_PAGES):
        page = aws.one("ce:GetCostAndUsage", **_question(first, scope.until), **token)
        for day in page.data.get("ResultsByTime", []):
            yield from _rows(page, day, scope)
        if not page.data.get("NextPageToken"):
            break
        token = {"NextPageToken": page.data["NextPageToken"]}
    else:
        yield Gap("truncated", f"Cost Explorer has more than {MAX_PAGES} pages")
    last = scope.until.strftime("%Y-%m-%d")
    yield Gap("read", f"the figure of {last} is not complete: AWS reports cost about a day late")


def _question(first: datetime, last: datetime) -> dict[str, Any]:
    return {
        # End is exclusive: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_DateInterval.html
        "TimePeriod": {
            "Start": first.strftime("%Y-%m-%d"),
            "End": (last + timedelta(days=1)).strftime("%Y-%m-%d"),
        },
        "Granularity": "DAILY",
        "Metrics": ["UnblendedCost"],
        "GroupBy": [{"Type": "DIMENSION", "Key": "SERVICE"}, {"Type": "DIMENSION", "Key": "REGION"}],
    }


def _rows(page: Page, day: Mapping[str, Any], scope: Scope) -> Iterator[Evidence]:
    date = day["TimePeriod"]["Start"]
    for group in day.get("Groups", []):
        service, region = group["Keys"]
        cost = group["Metrics"]["UnblendedCost"]
        if not float(cost["Amount"]):
            continue
        yield of(
            page,
            collector="cost",
            kind="ce.cost",
            key=f"{date}|{region}|{service}",
            scope=scope,
            data={
                "day": date,
                "region": region,
                "service": service,
                "amount": float(cost["Amount"]),
                "unit": cost.get("Unit", "USD"),
                "estimated": bool(day.get("Estimated")),
            },
        )


COLLECTOR = Collector(
    id="cost",
    title=msg("Cost by service, region and day"),
    regional=False,
    reads=("ce:GetCostAndUsage",),
    source="https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetCostAndUsage.html",
    collect=collect,
)
