"""
AWS Health.

https://docs.aws.amazon.com/health/latest/APIReference/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill.overlay import Overlay
from abusedesk.drill.overlay._plans import need_paid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.drill.call import Call


def describe_events(call: Call) -> Mapping[str, Any]:
    """No event is known."""
    need_paid(call)
    return {"events": []}


def describe_event_details(call: Call) -> Mapping[str, Any]:
    """Every event asked for is unknown."""
    need_paid(call)
    failed = [
        {"eventArn": arn, "errorName": "InvalidArn", "errorMessage": "The event cannot be found."}
        for arn in call.get("eventArns", ())
    ]
    return {"successfulSet": [], "failedSet": failed}


def describe_affected_entities(call: Call) -> Mapping[str, Any]:
    """No event, no entities."""
    need_paid(call)
    return {"entities": []}


OVERLAY = Overlay(
    id="health",
    answers={
        "DescribeEvents": describe_events,
        "DescribeEventDetails": describe_event_details,
        "DescribeAffectedEntities": describe_affected_entities,
    },
)
