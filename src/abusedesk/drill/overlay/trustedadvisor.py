"""
Trusted Advisor's own API.

https://docs.aws.amazon.com/trustedadvisor/latest/APIReference/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill.overlay import Overlay
from abusedesk.drill.overlay._plans import need_paid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.drill.call import Call


def list_recommendations(call: Call) -> Mapping[str, Any]:
    """None: the folder's check results are answered by the Support API."""
    need_paid(call)
    return {"recommendationSummaries": []}


OVERLAY = Overlay(id="trustedadvisor", answers={"ListRecommendations": list_recommendations})
