"""
What a rule asks of an event's own columns, as a test to be made before its record is opened.

A necessary condition, read off the rule's tree: an "and" is as narrow as its parts together, an "or"
as wide as its widest part, and a negation says nothing. So no event is lost by it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._address import within
from ._literal import joined
from ._value import text_is

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ._condition import Node

# The call of an event: model.Event's action is "service:Call".
CALL = "lower(substr(action, strpos(action, ':') + 1))"

# Fields whose value, where there is any, is in a column of the event as it stands, by log format.
# For a CloudTrail call that failed the error is the errorCode, where there is one.
TEXTS = {
    "cloudtrail": {
        "eventName": CALL,
        "userIdentity.accessKeyId": "lower(credential)",
        "userAgent": "lower(user_agent)",
        "errorCode": "lower(error)",
        "sourceIPAddress": "lower(src_ip)",
        "awsRegion": "lower(region)",
    },
    "vpc_flow": {"srcaddr": "lower(src_ip)", "dstaddr": "lower(dst_ip)", "action": "lower(action)"},
}
_NUMBERS = {"srcport": "src_port", "dstport": "dst_port"}

NAME_FIELD = "eventName"


def calls(node: Node) -> frozenset[str] | None:
    """The only values of eventName (lower case) for which node can be true; None where it names none."""
    from sigma import conditions  # noqa: PLC0415  # pySigma takes 0.15 s to import: only where rules are read

    if isinstance(node, conditions.ConditionAND):
        known = [one for one in map(calls, node.args) if one is not None]
        return frozenset.intersection(*known) if known else None
    if isinstance(node, conditions.ConditionOR):
        return widest([calls(one) for one in node.args])
    if isinstance(node, conditions.ConditionFieldEqualsValueExpression) and node.field == NAME_FIELD:
        return _plain(node.value)
    return None


def widest(each: Sequence[frozenset[str] | None]) -> frozenset[str] | None:
    """All of each together; None where one of them is."""
    known = [one for one in each if one is not None]
    return frozenset().union(*known) if len(known) == len(each) else None


def _plain(value: object) -> frozenset[str] | None:
    from sigma.types import SigmaExpansion, SigmaString  # noqa: PLC0415  # see above

    if isinstance(value, SigmaExpansion):
        return widest([_plain(one) for one in value.values])
    if isinstance(value, SigmaString) and len(value.s) == 1 and isinstance(value.s[0], str):
        # Other letters than ASCII's have more than one lower case: such a name narrows nothing.
        return frozenset({value.s[0].lower()}) if value.s[0].isascii() else None
    return None


def asked_of_columns(node: Node, source: str) -> str | None:
    """SQL over the columns, true of every event of the format source for which node is; None if none is."""
    from sigma import conditions  # noqa: PLC0415  # see above

    if isinstance(node, conditions.ConditionAND):
        known = [one for one in (asked_of_columns(one, source) for one in node.args) if one is not None]
        return joined("and", known) if known else None
    if isinstance(node, conditions.ConditionOR):
        return _any([asked_of_columns(one, source) for one in node.args])
    if isinstance(node, conditions.ConditionFieldEqualsValueExpression):
        return _asked(node.field, node.value, source)
    return None


def _any(each: Sequence[str | None]) -> str | None:
    known = [one for one in each if one is not None]
    return joined("or", known) if known and len(known) == len(each) else None


def _asked(field: str, value: object, source: str) -> str | None:
    from sigma import types  # noqa: PLC0415  # see above

    if isinstance(value, types.SigmaExpansion):
        return _any([_asked(field, one, source) for one in value.values])
    column = TEXTS.get(source, {}).get(field)
    # A value without any text of its own ("*", "") is true of what is not in a column.
    if column and isinstance(value, types.SigmaString) and any(isinstance(part, str) for part in value.s):
        return f"coalesce({text_is(value, column, lowered=True)}, false)"
    if column and isinstance(value, types.SigmaCIDRExpression):
        return within([value.network], column)
    if source == "vpc_flow" and field in _NUMBERS and type(value) is types.SigmaNumber:
        return f"coalesce({_NUMBERS[field]} = {value.number!r}, false)"
    return None
