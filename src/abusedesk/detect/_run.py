"""Rules and analytics over a lake."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ._columns import CALL
from ._finding import finding, groups
from ._rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from abusedesk.lake import Lake
    from abusedesk.model import Finding

    from ._rule import Analytic


def run(lake: Lake, units: Iterable[Rule | Analytic]) -> list[Finding]:
    """
    What the units find in lake: for each of them one Finding for each actor, worst first.

    Raises:
        BadInput: a rule's question cannot be answered; load_folder() leaves such rules out.
    """
    found: list[Finding] = []
    present = _Present(lake)
    for unit in units:
        if not isinstance(unit, Rule):
            found += unit.find(lake)
        elif present.may_match(unit):
            found += [finding(unit, group) for group in groups(lake, unit.sql, unit.ips)]
    return sorted(found, key=_badness)


class _Present:
    # What the lake holds: rules that speak of other things need not be asked.
    def __init__(self, lake: Lake) -> None:
        rows = lake.ask(f"select distinct source, {CALL} from events")
        self.sources = {source for source, _ in rows}
        self.calls = {call for _, call in rows}

    def may_match(self, rule: Rule) -> bool:
        if not self.sources & set(rule.sources):
            return False
        return rule.calls is None or None in self.calls or bool(rule.calls & self.calls)


def _badness(one: Finding) -> tuple[int, datetime, str, str]:
    return (-one.severity.rank, one.first or datetime.max.replace(tzinfo=UTC), one.rule, one.id)
