"""
Sigma in plain Python, over dicts: slow, and plain enough to be believed.

It shares pySigma's parser with the compiler, and nothing else.
"""

from __future__ import annotations

import json
from ipaddress import ip_address

import re2
from sigma.collection import SigmaCollection
from sigma.conditions import ConditionAND, ConditionFieldEqualsValueExpression, ConditionNOT, ConditionOR
from sigma.types import (
    SigmaBool,
    SigmaCasedString,
    SigmaCIDRExpression,
    SigmaCompareExpression,
    SigmaExists,
    SigmaExpansion,
    SigmaFieldReference,
    SigmaNull,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaString,
    SpecialChars,
)


def matching(yaml: str, records: list[dict]) -> list[int]:
    """Places of the records for which the one rule in yaml is true."""
    (rule,) = SigmaCollection.from_yaml(yaml).rules
    return [
        place
        for place, record in enumerate(records)
        if any(true(condition.parsed, record) for condition in rule.detection.parsed_condition)
    ]


def true(node, record: dict) -> bool:
    if isinstance(node, ConditionAND):
        return all(true(one, record) for one in node.args)
    if isinstance(node, ConditionOR):
        return any(true(one, record) for one in node.args)
    if isinstance(node, ConditionNOT):
        return not true(node.args[0], record)
    if isinstance(node, ConditionFieldEqualsValueExpression):
        return field_is(texts(record, node.field), node.value, record)
    return keyword(node.value, record)


def field_is(found: list[str], value, record: dict) -> bool:
    if isinstance(value, SigmaNull):
        return not found
    if isinstance(value, SigmaExists):
        return bool(found) is value.exists
    if isinstance(value, SigmaExpansion):
        return any(field_is(found, one, record) for one in value.values)
    if isinstance(value, SigmaFieldReference):
        return any(refers(a.lower(), b.lower(), value) for a in found for b in texts(record, value.field))
    return any(text_is(one, value) for one in found)


def text_is(text: str, value) -> bool:  # noqa: PLR0911 # one for each kind of value
    if isinstance(value, SigmaString):
        return like(text, value)
    if isinstance(value, SigmaBool):
        return text.lower() == str(value.boolean).lower()
    if isinstance(value, SigmaNumber):
        return number(text) == value.number
    if isinstance(value, SigmaCompareExpression):
        return compares(number(text), value.op.name, value.number.number)
    if isinstance(value, SigmaRegularExpression):
        flags = "".join(sorted(value.sigma_to_re_flag[flag] for flag in value.flags))
        return re2.search((f"(?{flags})" if flags else "") + str(value.regexp), text) is not None
    assert isinstance(value, SigmaCIDRExpression), value
    try:
        return ip_address(text) in value.network
    except ValueError:
        return False


def like(text: str, value: SigmaString) -> bool:
    parts = [one for part in value.s for one in (part if isinstance(part, str) else [part])]
    if not isinstance(value, SigmaCasedString):
        text = text.lower()
        parts = [one.lower() if isinstance(one, str) else one for one in parts]
    return glob(text, parts)


def glob(text: str, parts: list) -> bool:
    if not parts:
        return not text
    if parts[0] is SpecialChars.WILDCARD_MULTI:
        return any(glob(text[start:], parts[1:]) for start in range(len(text) + 1))
    if not text:
        return False
    return (parts[0] is SpecialChars.WILDCARD_SINGLE or parts[0] == text[0]) and glob(text[1:], parts[1:])


def refers(text: str, other: str, reference: SigmaFieldReference) -> bool:
    if reference.starts_with and reference.ends_with:
        return other in text
    if reference.starts_with:
        return text.startswith(other)
    return text.endswith(other) if reference.ends_with else text == other


def number(text: str) -> float | None:
    if not re2.fullmatch(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?", text):
        return None
    return float(text)


def compares(left: float | None, operator: str, right: float) -> bool:
    if left is None:
        return False
    return {"LT": left < right, "LTE": left <= right, "GT": left > right, "GTE": left >= right}[operator]


def keyword(value, record: dict) -> bool:
    line = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    if not isinstance(value, SigmaString):
        value = SigmaString(str(value).lower())
    anywhere = SpecialChars.WILDCARD_MULTI + value + SpecialChars.WILDCARD_MULTI
    escaped = anywhere.map_str_parts(lambda part: json.dumps(part, ensure_ascii=False)[1:-1])
    return like(line, anywhere) or like(line, escaped)


def texts(record: dict, field: str) -> list[str]:
    found = [record[field]] if field in record else []
    if "." in field:
        found += walk([record], field.split("."))
    return [as_text(value) for value in opened(found) if value is not None]


def walk(found: list, keys: list[str]) -> list:
    for place, key in enumerate(keys):
        inside = found if place == 0 else opened(found)
        found = [one[key] for one in inside if isinstance(one, dict) and key in one]
    return found


def opened(found: list) -> list:
    return [one for value in found for one in (value if isinstance(value, list) else [value])]


def as_text(value) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
