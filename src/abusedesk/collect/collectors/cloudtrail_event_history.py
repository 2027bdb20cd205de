"""CloudTrail's event history: the management events of the last 90 days, trail or no trail."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.collect._trails import delivered, missing, stopped
from abusedesk.collect._unit import Collector, of, parts
from abusedesk.model import Gap, stamp
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from abusedesk.aws.read import Page, Reader
    from abusedesk.model import Evidence, Scope

MAX_PAGES = 4000  # of 50 events, for each question; at two a second that is over half an hour

_ID = "cloudtrail_event_history"
_KEPT = timedelta(days=90)
_SLACK = timedelta(days=1)  # a scope of 90 days, made a moment ago, is not worth a word
_CHANGES = [{"AttributeKey": "ReadOnly", "AttributeValue": "false"}]


def collect(aws: Reader, scope: Scope, earlier: Sequence[Evidence]) -> Iterator[Evidence | Gap]:
    """
    One Evidence per LookupEvents answer, newest events first, whose bytes are a log of its events.

    Where a trail's objects were read, only what they do not cover: before the first, after the last, and
    while logging was stopped. Else all of scope. Where there is more than one answer, those events that
    changed something are read first: they are few and decide most.
    """
    end = scope.until
    start = max(scope.since, end - _KEPT)
    brought = delivered(earlier, scope.region)
    covered = bool(brought) and brought[0] <= start
    if start - scope.since > _SLACK and not covered:
        yield Gap("truncated", f"event history keeps 90 days: nothing before {stamp(start)}")
    for number, span in enumerate(missing(start, end, brought, stopped(earlier, end)), 1):
        yield from parts(_span(aws, scope, span, number))


def _span(
    aws: Reader, scope: Scope, span: tuple[datetime, datetime], number: int
) -> Iterator[Evidence | Gap]:
    # Frozen once: every page of a question must be asked with the same parameters as the first.
    times = {"StartTime": span[0], "EndTime": span[1], "MaxResults": 50}
    first = aws.one("cloudtrail:LookupEvents", **times)
    yield from _evidence(first, scope, f"all-{number}/1")
    if first.data.get("NextToken"):
        yield from parts(
            _pages(aws, scope, f"changes-{number}", {**times, "LookupAttributes": _CHANGES}, 1),
            # The first page's token may have grown too old by now: asked again, and not kept twice.
            _pages(aws, scope, f"all-{number}", times, 2),
        )


def _pages(
    aws: Reader, scope: Scope, question: str, parameters: dict[str, Any], begin: int
) -> Iterator[Evidence | Gap]:
    for number, page in enumerate(aws.pages("cloudtrail:LookupEvents", **parameters), 1):
        if number >= begin:
            yield from _evidence(page, scope, f"{question}/{number}")
        if number >= MAX_PAGES and page.data.get("NextToken"):
            events = page.data.get("Events", [])
            back_to = f", back to {stamp(events[-1]['EventTime'])}" if events else ""
            yield Gap("truncated", f"read {MAX_PAGES} pages of {question}, newest first{back_to}")
            return


def _evidence(page: Page, scope: Scope, name: str) -> Iterator[Evidence]:
    events = page.data.get("Events", [])
    if events:
        key = f"lookup/{scope.region}/{name}"
        data = {"format": "cloudtrail", "count": len(events)}
        yield of(page, collector=_ID, kind="log.cloudtrail_lookup", key=key, scope=scope, data=data)


COLLECTOR = Collector(
    id="cloudtrail_event_history",
    title=msg("CloudTrail event history"),
    regional=True,
    reads=("cloudtrail:LookupEvents",),
    source="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html",
    collect=collect,
    after=("cloudtrail_trails", "cloudtrail_objects"),
)
