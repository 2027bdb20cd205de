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
    from collections.abc import Mapping, Sequence

__all__ = ["Collector", "asking_also", "every", "gap", "named_logs", "of", "run"]


def every() -> Mapping[str, Collector]:
    """
    Every collector, by id.

    Raises:
        BadInput: a file in collectors/ holds no Collector of its name.
    """
    return registry.load(f"{__name__}.collectors", Collector)


def asking_also(declared: Sequence[str]) -> Mapping[str, Collector]:
    """Every collector, that of our own permissions asking about what other rooms declared too."""
    # A unit is loaded through the registry; this one has a function beside it.
    from .collectors import permissions  # noqa: PLC0415  # units import this package

    return {**every(), permissions.COLLECTOR.id: permissions.asking_also(declared)}
