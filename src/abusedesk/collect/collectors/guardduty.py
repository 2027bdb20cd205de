"""GuardDuty: whether it is on, and what it found, archived findings too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.collect._unit import OUTCOMES, Collector, gap, of
from abusedesk.model import Gap
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.aws.read import Reader
    from abusedesk.model import Evidence, Scope

_AT_ONCE = 50  # ids that one GetFindings takes


def collect(aws: Reader, scope: Scope, _earlier: Sequence[Evidence]) -> Iterator[Evidence | Gap]:
    """
    One Evidence per detector, and one per GetFindings answer, whose bytes are a log of its findings.

    Findings that were last seen since scope.since; GuardDuty keeps them for 90 days. Without archived
    among the criteria both archived and current ones are listed.
    """
    pages = aws.pages("guardduty:ListDetectors")
    detectors = [each for page in pages for each in page.data.get("DetectorIds", [])]
    if not detectors:
        yield Gap("not_enabled", "GuardDuty is not enabled")
    for detector in detectors:
        yield from _detector(aws, scope, detector)
        yield from _findings(aws, scope, detector)


def _detector(aws: Reader, scope: Scope, detector: str) -> Iterator[Evidence | Gap]:
    try:
        page = aws.one("guardduty:GetDetector", DetectorId=detector)
    except OUTCOMES as why:
        yield gap(why)
        return
    if page.data.get("Status") == "DISABLED":
        yield Gap("not_enabled", "GuardDuty is suspended")
    yield of(
        page,
        collector="guardduty",
        kind="guardduty.detector",
        key=detector,
        scope=scope,
        data={"DetectorId": detector, **page.data},
    )


def _findings(aws: Reader, scope: Scope, detector: str) -> Iterator[Evidence | Gap]:
    # Numbers in criteria are milliseconds since 1970:
    # https://docs.aws.amazon.com/guardduty/latest/APIReference/API_ListFindings.html
    since = {"Criterion": {"updatedAt": {"GreaterThanOrEqual": int(scope.since.timestamp() * 1000)}}}
    question: dict[str, Any] = {"DetectorId": detector, "FindingCriteria": since, "MaxResults": _AT_ONCE}
    number = 0
    for page in aws.pages("guardduty:ListFindings", **question):
        ids = page.data.get("FindingIds", [])
        if not ids:
            continue
        number += 1
        try:
            answer = aws.one("guardduty:GetFindings", DetectorId=detector, FindingIds=ids)
        except OUTCOMES as why:
            yield gap(why)
            continue
        yield of(
            answer,
            collector="guardduty",
            kind="log.guardduty",
            key=f"guardduty/{scope.region}/{number}",
            scope=scope,
            data={"format": "guardduty", "count": len(answer.data.get("Findings", []))},
        )


COLLECTOR = Collector(
    id="guardduty",
    title=msg("GuardDuty findings"),
    regional=True,
    reads=(
        "guardduty:GetDetector",
        "guardduty:GetFindings",
        "guardduty:ListDetectors",
        "guardduty:ListFindings",
    ),
    source="https://docs.aws.amazon.com/guardduty/latest/APIReference/API_GetFindings.html",
    collect=collect,
)
