"""
A Sigma correlation as SQL: sliding windows over the events of the rules that it names.

Every event of those rules closes a window that reaches back by the time span, both ends included.
Where the windows' condition holds, the event is an "anchor"; every event of such a window is a
"member". A correlation that names another one counts that one's anchors. Events without a time,
or without one of the fields grouped by, take no part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from abusedesk.errors import BadInput

from ._field import values
from ._literal import joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sigma.correlations import CorrelationConditionItem, SigmaCorrelationRule, SigmaRuleReference

_SIGNS = {"LT": "<", "LTE": "<=", "GT": ">", "GTE": ">=", "EQ": "=", "NEQ": "<>"}

# Sigma's name of a metric and the SQL aggregate over the values in a window.
_METRICS = {
    "EVENT_COUNT": "count(*)",
    "VALUE_COUNT": "count(distinct v)",
    "VALUE_SUM": "sum(try_cast(v as double))",
    "VALUE_AVG": "avg(try_cast(v as double))",
    "VALUE_MEDIAN": "median(try_cast(v as double))",
    "VALUE_PERCENTILE": "quantile_cont(try_cast(v as double), {percentile})",
    "TEMPORAL": "count(distinct rule)",
}


@dataclass(frozen=True, slots=True)
class Found:
    """
    Named subqueries, and which of them holds the anchors and the members: (source, id, "time", grp).

    seconds is the correlation's time span, 0 for a rule that is none: its events are both.
    """

    ctes: tuple[str, ...]
    anchors: str
    members: str
    seconds: int = 0


def correlation(rule: SigmaCorrelationRule, parts: Sequence[tuple[str, Found]], prefix: str) -> Found:
    """
    The subqueries of rule over those of the rules that it names; parts has each with its reference.

    Raises:
        BadInput: the correlation asks for something that is not supported.
    """
    from sigma.correlations import SigmaExtendedCorrelationCondition  # noqa: PLC0415  # see _value.py

    ctes = [cte for _, part in parts for cte in part.ctes]
    ctes.append(f"{prefix}e as materialized ({_events(rule, parts)})")
    back = f"interval {rule.timespan.seconds} second preceding"
    window = f'(partition by grp order by "time" range between {back} and current row)'
    if rule.type.name == "TEMPORAL_ORDERED":
        if isinstance(rule.condition, SigmaExtendedCorrelationCondition):
            raise BadInput("temporal_ordered takes no condition in words: expected `temporal`")
        ctes += _in_order(len(parts), prefix, rule.timespan.seconds)
    elif isinstance(rule.condition, SigmaExtendedCorrelationCondition):
        order = [reference for reference, _ in parts]
        test = _in_words(rule.condition.parsed, order, window)
        ctes.append(f"{prefix}h as materialized (select *, {test} as hit from {prefix}e)")
    else:
        test = f"{_metric(rule)} over {window} {_SIGNS[rule.condition.op.name]} {rule.condition.count!r}"
        ctes.append(f"{prefix}h as materialized (select *, {test} as hit from {prefix}e)")
    ctes.append(
        f"{prefix}a as materialized "
        f'(select distinct source, id, "time", grp from {prefix}h where coalesce(hit, false))'
    )
    if rule.type.name != "TEMPORAL_ORDERED":
        forward = f"range between current row and interval {rule.timespan.seconds} second following"
        ctes.append(
            f'{prefix}m as materialized (select distinct source, id, "time", grp from ('
            f'select *, bool_or(hit) over (partition by grp order by "time" {forward}) as member '
            f"from {prefix}h) where member)"
        )
    ctes.append(f"{prefix}x as ({_with_theirs(f'{prefix}m', [part for _, part in parts])})")
    return Found(tuple(ctes), f"{prefix}a", f"{prefix}x", rule.timespan.seconds)


def _with_theirs(members: str, parts: Sequence[Found]) -> str:
    # A member that is itself an anchor of another correlation stands for that one's members.
    selects = [f'select source, id, "time", grp from {members}']
    selects += [
        f'select t.source, t.id, t."time", o.grp from {members} o '
        f"join {part.anchors} a on o.source = a.source and o.id = a.id "
        f'join {part.members} t on t.grp = a.grp and t."time" <= a."time" '
        f'and t."time" >= a."time" - interval {part.seconds} second'
        for part in parts
        if part.seconds
    ]
    return " union ".join(selects)


def _events(rule: SigmaCorrelationRule, parts: Sequence[tuple[str, Found]]) -> str:
    # One row for each event, rule and counted value, with the values of the fields grouped by.
    selects = []
    for place, (reference, part) in enumerate(parts):
        group = [f"{values(_aliased(rule, name, reference), 'e.record')}[1]" for name in rule.group_by or ()]
        counted = _counted(rule, reference)
        ruled = f", {place} as rule" if rule.type.name.startswith("TEMPORAL") else ""
        key = f"cast([{', '.join(group)}] as varchar[])"
        selects.append(
            f'select e.source, e.id, e."time", {key} as grp{ruled}{counted} '
            f"from events e semi join {part.anchors} p on e.source = p.source and e.id = p.id "
            'where e."time" is not null'
        )
    # "union", since an event that two of the rules match is one event.
    return f"select * from ({' union '.join(selects)}) where len(list_filter(grp, lambda g: g is null)) = 0"


def _counted(rule: SigmaCorrelationRule, reference: str) -> str:
    from sigma.correlations import SigmaCorrelationCondition  # noqa: PLC0415  # only where rules are read

    if not isinstance(rule.condition, SigmaCorrelationCondition) or rule.condition.fieldref is None:
        return ""
    if not isinstance(rule.condition.fieldref, str):
        raise BadInput("the correlation counts several fields: expected one")
    return f", unnest({values(_aliased(rule, rule.condition.fieldref, reference), 'e.record')}) as v"


def _aliased(rule: SigmaCorrelationRule, name: str, reference: str) -> str:
    alias = rule.aliases.aliases.get(name)
    if alias is None:
        return name
    fields = {one.reference: field for one, field in alias.mapping.items()}
    if reference not in fields:
        raise BadInput(f"the alias {name} names no field of the rule {reference}: expected one for each rule")
    return fields[reference]


def _metric(rule: SigmaCorrelationRule) -> str:
    if rule.type.name != "VALUE_PERCENTILE":
        return _METRICS[rule.type.name]
    percentile = getattr(rule.condition, "percentile", None)
    if not isinstance(percentile, int) or percentile not in range(101):
        raise BadInput(f"`percentile` is {percentile}: expected a number from 0 to 100")
    return _METRICS[rule.type.name].format(percentile=percentile / 100)


def _in_words(node: CorrelationConditionItem | SigmaRuleReference, order: list[str], window: str) -> str:
    from sigma import correlations  # noqa: PLC0415  # only where rules are read

    match node:
        case correlations.SigmaRuleReference():
            return f"coalesce(bool_or(rule = {order.index(node.reference)}) over {window}, false)"
        case correlations.CorrelationConditionNOT():
            return f"(not {_in_words(node.args[0], order, window)})"
        case correlations.CorrelationConditionAND():
            return joined("and", [_in_words(one, order, window) for one in node.args])
        case _:
            return joined("or", [_in_words(one, order, window) for one in node.args])


def _in_order(count: int, prefix: str, seconds: int) -> list[str]:
    # s0 is when the first rule was last seen; s1 the latest such start that an event of the second
    # rule can carry on, and so forth. The latest start is the best one: it is nearest.
    until_now = 'over (partition by grp order by "time" range between unbounded preceding and current row)'
    ctes = [f'{prefix}s0 as (select *, case when rule = 0 then "time" end as s0 from {prefix}e)']
    for place in range(1, count):
        carried = f"max(s{place - 1}) {until_now}"
        ctes.append(
            f"{prefix}s{place} as (select *, case when rule = {place} then {carried} end as s{place} "
            f"from {prefix}s{place - 1})"
        )
    last = count - 1
    hit = f"""(s{last} is not null and s{last} >= "time" - interval {seconds} second)"""
    ctes.append(f"{prefix}h as materialized (select *, {hit} as hit from {prefix}s{last})")
    ctes.append(
        f'{prefix}m as materialized (select distinct e.source, e.id, e."time", e.grp from {prefix}h e '
        f'join (select grp, s{last} as since, "time" as until from {prefix}h where hit) w '
        'on e.grp = w.grp and e."time" between w.since and w.until)'
    )
    return ctes
