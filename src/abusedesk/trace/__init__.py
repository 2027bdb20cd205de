"""From events and evidence to the explanation. To add a root cause: a file in causes/."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk import registry
from abusedesk.model import Trace

from ._cause import Cause
from ._cost import cost
from ._inventory import inventory
from ._timeline import timeline
from ._told import told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.lake import Lake
    from abusedesk.model import Dossier

__all__ = ["Cause", "every", "run"]


def every() -> Mapping[str, Cause]:
    """Every root cause that is considered, by id."""
    return registry.load(f"{__name__}.causes", Cause)


def run(dossier: Dossier, lake: Lake) -> Trace:
    """
    Who, with what, from where, since when, and what they touched.

    root_causes holds every hypothesis that something speaks for, best first, and always "unknown".
    """
    story = told(dossier, lake)
    causes = [cause.judge(story) for cause in every().values()]
    ranked = sorted((cause for cause in causes if cause.confidence > 0), key=lambda cause: -cause.confidence)
    spent = cost(story)
    return Trace(
        root_causes=tuple(ranked),
        attackers=story.attackers,
        affected=story.affected,
        timeline=timeline(story, spent),
        inventory=inventory(story),
        cost=spent,
    )
