"""
One value of a Sigma rule against one text v, as SQL.

Case does not matter unless the rule says `cased` or `re`. What is returned is true,
false or, for what is no number, null; the callers ask it of values that are there, and only whether
any of them is true.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.errors import BadInput

from ._address import within
from ._literal import joined, literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sigma.types import SigmaNumber, SigmaString, SigmaType

_NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
_AS_NUMBER = f"case when regexp_full_match(v, '{_NUMBER}') then try_cast(v as double) end"
_EXACT = 2**53  # beyond it a double no longer holds every whole number: such are compared as text
_SIGNS = {"LT": "<", "LTE": "<=", "GT": ">", "GTE": ">=", "NEQ": "<>"}


def any_matches(values: Sequence[SigmaType]) -> str:
    """
    SQL: the text v is what one of values (at least one) asks for.

    Values of one kind are asked together, which is quicker than one by one.

    Raises:
        BadInput: no meaning can be given to a value on a text.
    """
    from sigma import types  # noqa: PLC0415  # pySigma takes 0.15 s to import: only where rules are read

    alike: dict[str, list[str]] = {"texts": [], "numbers": []}
    networks, others = [], []
    for value in _flat(values):
        if type(value) is types.SigmaString and not value.contains_special():
            alike["texts"].append(f"lower({literal(_pattern(value)[0])})")
        elif type(value) is types.SigmaNumber and abs(value.number) < _EXACT:
            alike["numbers"].append(_double(value))
        elif isinstance(value, types.SigmaCIDRExpression):
            networks.append(value.network)
        else:
            others.append(_matches(value))
    left = {"texts": "lower(v)", "numbers": _AS_NUMBER}
    tests = [f"{left[kind]} in ({', '.join(asked)})" for kind, asked in alike.items() if asked]
    return joined("or", tests + ([within(networks)] if networks else []) + others)


def _flat(values: Sequence[SigmaType]) -> Iterator[SigmaType]:
    from sigma.types import SigmaExpansion  # noqa: PLC0415  # see above

    for value in values:
        if isinstance(value, SigmaExpansion):
            yield from _flat(value.values)
        else:
            yield value


def _matches(value: SigmaType) -> str:
    from sigma import types  # noqa: PLC0415  # see above

    found: str
    match value:
        case types.SigmaString():
            found = text_is(value)
        case types.SigmaBool():
            found = f"lower(v) = '{str(value.boolean).lower()}'"
        case types.SigmaTimestampPart():
            found = _part_of_time(value)
        case types.SigmaNumber():
            found = f"v = '{value.number}'"
        case types.SigmaCompareExpression():
            found = f"{_AS_NUMBER} {_SIGNS[value.op.name]} {_double(value.number)}"
        case types.SigmaRegularExpression():
            found = regular_expression(value)
        case _:
            raise BadInput(f"{type(value).__name__} cannot be compared with a field's value")
    return found


def text_is(value: SigmaString, text: str = "v", *, lowered: bool = False) -> str:
    """SQL: text is value, wildcards minded; lowered says that text is lower case, then so is value."""
    from sigma.types import SigmaCasedString  # noqa: PLC0415  # see above

    cased = isinstance(value, SigmaCasedString) and not lowered
    left = text if cased or lowered else f"lower({text})"
    pattern, wild, escaped = _pattern(value)
    right = literal(pattern) if cased else f"lower({literal(pattern)})"
    if not wild:
        return f"{left} = {right}"
    return f"{left} like {right}" + (" escape '\\'" if escaped else "")


def _pattern(value: SigmaString) -> tuple[str, bool, bool]:
    # The text with LIKE's wildcards for Sigma's, whether there are any, and whether any sign is escaped.
    from sigma.types import Placeholder, SpecialChars  # noqa: PLC0415  # see above

    signs = {SpecialChars.WILDCARD_MULTI: "%", SpecialChars.WILDCARD_SINGLE: "_"}
    wild = any(part in signs for part in value.s if isinstance(part, SpecialChars))
    made, escaped = [], False
    for part in value.s:
        if isinstance(part, Placeholder):
            raise BadInput(f"the placeholder %{part.name}% has no value: give it one, or write the value")
        if isinstance(part, SpecialChars):
            made.append(signs[part])
        elif wild and any(sign in part for sign in "\\%_"):
            escaped = True
            made.append(part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_"))
        else:
            made.append(part)
    return "".join(made), wild, escaped


def regular_expression(value: SigmaType, text: str = "v") -> str:
    """SQL: text holds a match of value, in RE2: it has neither look-around nor back references."""
    from sigma.types import SigmaRegularExpression  # noqa: PLC0415  # see above

    if not isinstance(value, SigmaRegularExpression):
        raise BadInput(f"{value} is no regular expression")
    if value.contains_placeholder():
        raise BadInput(f"the regular expression {value.regexp} holds a placeholder without a value")
    flags = "".join(sorted(value.sigma_to_re_flag[flag] for flag in value.flags))
    pattern = (f"(?{flags})" if flags else "") + str(value.regexp)
    return f"regexp_matches({text}, {literal(pattern)})"


def _double(value: SigmaNumber) -> str:
    return f"cast('{value.number!r}' as double)"


def _part_of_time(value: SigmaType) -> str:
    from sigma.types import SigmaTimestampPart  # noqa: PLC0415  # see above

    if not isinstance(value, SigmaTimestampPart):
        raise BadInput(f"{value} is no part of a time")
    moment = "make_timestamp(epoch_us(try_cast(v as timestamptz)))"
    return f"coalesce(extract({value.timestamp_part.name.lower()} from {moment}) = {value.number}, false)"
