"""A parsed Sigma rule as one SQL query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from abusedesk.errors import BadInput

from ._columns import asked_of_columns, calls, widest
from ._condition import condition
from ._correlation import Found, correlation
from ._field import COLUMNS, Columns, column, values
from ._literal import joined
from ._logsource import LogSource, lines
from ._placeholders import expand

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sigma.correlations import SigmaCorrelationRule
    from sigma.rule import SigmaRule

    from ._logsource import Lines

    Sigma = SigmaRule | SigmaCorrelationRule

_DEEPEST = 8  # correlations of correlations; more is a circle or a mistake


@dataclass(frozen=True, slots=True)
class Query:
    """The SQL of a rule, and what can be said of it without running it."""

    sql: str
    logsource: LogSource
    sources: tuple[str, ...]
    group_by: tuple[str, ...]
    calls: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Compiler:
    """Rules to SQL: named finds a rule by its id or name, known says which lines a log source means."""

    named: Callable[[str], Sigma | None]
    known: Mapping[LogSource, Lines]

    def query(self, rule: Sigma, group_by: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Query:
        """
        The query of rule; group_by says which columns or fields make one finding of these log formats.

        Raises:
            BadInput: the rule cannot be put as a question.
        """
        found, bases = self._found(rule, "q", _DEEPEST)
        meant = [lines(_logsource(base), self.known).sources for base in bases]
        sources = tuple(sorted({source for one in meant for source in one}))
        grouped = () if _is_correlation(rule) else group_by(sources)
        grp = "m.grp" if _is_correlation(rule) else _grouped(grouped)
        members = f'{found.members} m on e."source" = m."source" and e."id" = m."id"'
        return Query(
            sql=f"with {', '.join(found.ctes)} select e.*, {grp} as grp from events e join {members}",
            logsource=_logsource(bases[0]),
            sources=sources,
            group_by=grouped or tuple(getattr(rule, "group_by", None) or ()),
            calls=widest([self._calls(base) for base in bases]),
        )

    def _found(self, rule: Sigma, prefix: str, depth: int) -> tuple[Found, list[SigmaRule]]:
        from sigma.correlations import SigmaCorrelationRule  # noqa: PLC0415  # only where rules are read

        if not isinstance(rule, SigmaCorrelationRule):
            return self._base(rule, prefix), [rule]
        if depth == 0:
            raise BadInput("correlations of correlations lead round in a circle, or too deep")
        parts, bases = [], []
        for place, reference in enumerate(_references(rule)):
            named = self.named(reference)
            if named is None:
                raise BadInput(
                    f"the correlation names the rule {reference}: expected a rule of that id or name"
                )
            if named.errors:
                raise BadInput(f"the correlation names the rule {reference}, which cannot be read")
            found, below = self._found(named, f"{prefix}{place}_", depth - 1)
            parts.append((reference, found))
            bases += below
        return correlation(rule, parts, prefix), bases

    def _base(self, rule: SigmaRule, prefix: str) -> Found:
        expand(rule)
        columns = Columns()
        tests = [condition(one.parsed, columns) for one in rule.detection.parsed_condition]
        meant = lines(_logsource(rule), self.known)
        where = meant.where()
        if len(meant.sources) == 1:
            narrowed = [
                asked_of_columns(one.parsed, *meant.sources) for one in rule.detection.parsed_condition
            ]
            where += f" and {joined('or', [one for one in narrowed if one])}" if all(narrowed) else ""
        hits = f'select source, id, "time" from {prefix}l where {joined("or", tests)}'
        ctes = (f"{prefix}l as materialized ({columns.query(where)})", f"{prefix}a as materialized ({hits})")
        return Found(ctes, f"{prefix}a", f"{prefix}a")

    def _calls(self, rule: SigmaRule) -> frozenset[str] | None:
        # Only CloudTrail's events have an eventName in their action.
        if lines(_logsource(rule), self.known).sources != ("cloudtrail",):
            return None
        return widest([calls(one.parsed) for one in rule.detection.parsed_condition])


def _logsource(rule: SigmaRule) -> LogSource:
    said = rule.logsource
    return LogSource(*((one or "").lower() for one in (said.product, said.service, said.category)))


def _references(rule: SigmaCorrelationRule) -> list[str]:
    from sigma.correlations import SigmaExtendedCorrelationCondition  # noqa: PLC0415  # see _value.py

    if rule.rules is not None:
        found = [str(one.reference) for one in rule.rules]
    elif isinstance(rule.condition, SigmaExtendedCorrelationCondition):
        found = rule.condition.get_referenced_rules()
    else:
        found = []
    if not found:
        raise BadInput("the correlation names no rule: expected `rules`")
    return found


def _is_correlation(rule: Sigma) -> bool:
    from sigma.correlations import SigmaCorrelationRule  # noqa: PLC0415  # only where rules are read

    return isinstance(rule, SigmaCorrelationRule)


def _grouped(fields: Sequence[str]) -> str:
    # Events' own columns first: a finding is about an actor as we name him.
    texts = [
        f"coalesce(cast(e.{column(name)} as varchar), '')"
        if name in COLUMNS
        else f"coalesce({values(name, 'e.record')}[1], '')"
        for name in fields
    ]
    return f"cast([{', '.join(texts)}] as varchar[])"
