"""
Operations that the practice account answers itself: one file a service, each with an OVERLAY.

To add one: a file named after botocore's service ("-" written "_") that holds one Overlay with that id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from abusedesk import registry
from abusedesk.drill.call import Call

Answerer = Callable[[Call], Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """A service's operations by name, each with the function that answers it: raises AwsError or Forward."""

    id: str
    answers: Mapping[str, Answerer]


def every() -> Mapping[str, Overlay]:
    """All overlays by botocore's service name."""
    return {unit.id.replace("_", "-"): unit for unit in registry.load(__name__, Overlay).values()}
