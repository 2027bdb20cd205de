"""
Evidence from AWS, read only.

To add a collector: one file in collectors/ that holds one Collector, named as the file is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk import registry

from ._named import named_logs
from ._unit import Collector, gap, of, run

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Collector", "every", "gap", "named_logs", "of", "run"]


def every() -> Mapping[str, Collector]:
    """
    Every collector, by id.

    Raises:
        BadInput: a file in collectors/ holds no Collector of its name.
    """
    return registry.load(f"{__name__}.collectors", Collector)
