"""
Condition operators of IAM policies.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import ipaddress
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from abusedesk.drill.shapes import aware

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


@cache
def _pattern(text: str, flags: int) -> re.Pattern[str]:
    return re.compile(
        "".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in text), flags | re.DOTALL
    )


def like(value: str, pattern: str, *, exact_case: bool = True) -> bool:
    """Whether value matches pattern, in which * and ? are wildcards."""
    return _pattern(pattern, 0 if exact_case else re.IGNORECASE).fullmatch(value) is not None


def holds(condition: Mapping[str, Any], context: Mapping[str, Sequence[str]]) -> bool:
    """
    Whether every operator of condition holds in context, whose keys are in lower case.

    An operator that is unknown here does not hold.
    """
    return all(
        _operator(operator, key.lower(), _texts(wanted), context)
        for operator, keys in condition.items()
        for key, wanted in keys.items()
    )


def _operator(operator: str, key: str, wanted: list[str], context: Mapping[str, Sequence[str]]) -> bool:
    quantifier, colon, rest = operator.partition(":")
    name = rest if colon else operator
    values = context.get(key)
    if name == "Null":
        return (values is None) is (wanted[:1] == ["true"])
    if_exists = name.endswith("IfExists")
    name = name.removesuffix("IfExists")
    negated = "Not" in name
    test = _TESTS.get(name.replace("Not", ""))
    if test is None:
        return False
    if not values:
        return if_exists or negated or quantifier == "ForAllValues"
    outcomes = [any(test(value, one) for one in wanted) is not negated for value in values]
    return any(outcomes) if quantifier == "ForAnyValue" else all(outcomes)


def _texts(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [str(item).lower() if isinstance(item, bool) else str(item) for item in items]


def _in_network(value: str, wanted: str) -> bool:
    try:
        return ipaddress.ip_address(value) in ipaddress.ip_network(wanted, strict=False)
    except ValueError:
        return False


def _compared(compare: Callable[[Any, Any], bool], read: Callable[[str], Any]) -> Callable[[str, str], bool]:
    def test(value: str, wanted: str) -> bool:
        left, right = read(value), read(wanted)
        return left is not None and right is not None and compare(left, right)

    return test


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "Equals": lambda left, right: left == right,
    "LessThan": lambda left, right: left < right,
    "LessThanEquals": lambda left, right: left <= right,
    "GreaterThan": lambda left, right: left > right,
    "GreaterThanEquals": lambda left, right: left >= right,
}
_TESTS: dict[str, Callable[[str, str], bool]] = {
    "StringEquals": lambda value, wanted: value == wanted,
    "StringEqualsIgnoreCase": lambda value, wanted: value.lower() == wanted.lower(),
    "StringLike": like,
    "ArnEquals": like,
    "ArnLike": like,
    "Bool": lambda value, wanted: value.lower() == wanted.lower(),
    "IpAddress": _in_network,
    **{f"Date{name}": _compared(order, aware) for name, order in _ORDERS.items()},
    **{f"Numeric{name}": _compared(order, _number) for name, order in _ORDERS.items()},
}
