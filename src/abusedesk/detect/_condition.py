"""
A Sigma condition as SQL that is true or false of each event, never null.

A condition on a field asks whether any of the field's values matches, so that a missing field
matches nothing, and the negation of that is true.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from abusedesk.errors import BadInput

from ._field import LINE, MESSAGE
from ._literal import joined
from ._value import any_matches, regular_expression, text_is

if TYPE_CHECKING:
    from sigma.conditions import ConditionFieldEqualsValueExpression, ConditionItem, ConditionValueExpression
    from sigma.types import SigmaString, SigmaType

    from ._field import Columns

    Node = ConditionItem | ConditionFieldEqualsValueExpression | ConditionValueExpression | None


def condition(node: Node, columns: Columns) -> str:
    """
    SQL for node; the columns that it needs are put into columns.

    Raises:
        BadInput: the condition asks something that has no meaning here.
    """
    from sigma import conditions  # noqa: PLC0415  # pySigma takes 0.15 s to import: only where rules are read

    found: str
    match node:
        case conditions.ConditionOR():
            found = _any_of(node.args, columns)
        case conditions.ConditionAND():
            found = joined("and", [condition(one, columns) for one in node.args])
        case conditions.ConditionNOT():
            found = f"(not {condition(node.args[0], columns)})"
        case conditions.ConditionFieldEqualsValueExpression():
            found = _field_is(node.field, node.value, columns)
        case conditions.ConditionValueExpression():
            found = _keyword(node.value, columns)
        case _:
            raise BadInput("the condition is empty: expected at least one detection in it")
    return found


def _any_of(nodes: list[Node], columns: Columns) -> str:
    # Values of one field are asked in one pass over its values, in the order they stand.
    from sigma import conditions, types  # noqa: PLC0415  # see above

    by_field: dict[str, list[SigmaType]] = {}
    rest: list[str] = []
    apart = (types.SigmaNull, types.SigmaExists, types.SigmaFieldReference)
    for node in nodes:
        if isinstance(node, conditions.ConditionFieldEqualsValueExpression) and not isinstance(
            node.value, apart
        ):
            by_field.setdefault(node.field, []).append(node.value)
        else:
            rest.append(condition(node, columns))
    asked = [_any_value(columns.field(name), any_matches(values)) for name, values in by_field.items()]
    return joined("or", asked + rest)


def _field_is(name: str, value: SigmaType, columns: Columns) -> str:
    from sigma import types  # noqa: PLC0415  # see above

    found = columns.field(name)
    match value:
        case types.SigmaNull():
            return f"(len({found}) = 0)"
        case types.SigmaExists():
            return f"(len({found}) {'>' if value.exists else '='} 0)"
        case types.SigmaFieldReference():
            return _any_value(found, _other_field(value, columns))
    return _any_value(found, any_matches([value]))


def _any_value(found: str, test: str) -> str:
    return f"(len(list_filter({found}, lambda v: {test})) > 0)"


def _other_field(reference: SigmaType, columns: Columns) -> str:
    from sigma.types import SigmaFieldReference  # noqa: PLC0415  # see above

    if not isinstance(reference, SigmaFieldReference):
        raise BadInput(f"{reference} names no field")
    # pySigma sets both for `contains`, one for `startswith` or `endswith`.
    test = {
        (False, False): "lower(v) = lower(w)",
        (True, False): "starts_with(lower(v), lower(w))",
        (False, True): "ends_with(lower(v), lower(w))",
        (True, True): "contains(lower(v), lower(w))",
    }[reference.starts_with, reference.ends_with]
    other = columns.field(reference.field)
    return f"len(list_filter({other}, lambda w: {test})) > 0"


def _keyword(value: SigmaType, columns: Columns) -> str:
    from sigma import types  # noqa: PLC0415  # see above

    line, message = columns.of(LINE), columns.of(MESSAGE)
    match value:
        case types.SigmaExpansion():
            return joined("or", [_keyword(one, columns) for one in value.values])
        case types.SigmaString():
            return _keyword_text(value, line, message)
        case types.SigmaNumber() | types.SigmaBool():
            return _keyword_text(types.SigmaString(str(value).lower()), line, message)
        case types.SigmaRegularExpression():
            texts = ("cast(json(record) as varchar)", "coalesce(message, '')")
            return joined("or", [regular_expression(value, columns.of(text)) for text in texts])
    raise BadInput(f"a keyword cannot be {type(value).__name__}: expected a text, a number or `re`")


def _keyword_text(value: SigmaString, line: str, message: str) -> str:
    from sigma.types import SigmaCasedString  # noqa: PLC0415  # see above

    if isinstance(value, SigmaCasedString):
        raise BadInput("a keyword cannot be `cased`: name the field")
    anywhere = _anywhere(value)
    # Within the JSON text a quote or a backslash of a value stands escaped.
    escaped = value.map_str_parts(lambda part: json.dumps(part, ensure_ascii=False)[1:-1])
    tests = [text_is(_anywhere(escaped), line, lowered=True), text_is(anywhere, message, lowered=True)]
    if escaped.s != value.s:
        tests.append(text_is(anywhere, line, lowered=True))
    return joined("or", [f"({test})" for test in tests])


def _anywhere(value: SigmaString) -> SigmaString:
    from sigma.types import SpecialChars  # noqa: PLC0415  # see above

    return SpecialChars.WILDCARD_MULTI + value + SpecialChars.WILDCARD_MULTI
