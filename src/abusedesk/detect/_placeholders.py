"""Values for the placeholders of Sigma's `expand` modifier, from the rule's own `abusedesk: placeholders`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sigma.rule import SigmaDetection, SigmaRule, SigmaRuleBase
    from sigma.types import Placeholder, SigmaType


def own(rule: SigmaRuleBase) -> Mapping[str, Any]:
    """
    What the rule says under `abusedesk`, which Sigma itself knows nothing of.

    Raises:
        BadInput: it is no mapping.
    """
    said = rule.custom_attributes.get("abusedesk") or {}
    if not isinstance(said, dict):
        raise BadInput(f"`abusedesk` is {said!r}: expected a mapping")
    return said


def expand(rule: SigmaRule) -> None:
    """
    Put the values given for each placeholder into the detections of rule.

    Raises:
        BadInput: a placeholder has no value.
    """
    given = own(rule).get("placeholders") or {}
    if not isinstance(given, dict):
        raise BadInput(f"`abusedesk: placeholders` is {given!r}: expected a mapping")
    for detection in rule.detection.detections.values():
        _expand(detection, given)


def _expand(detection: SigmaDetection, given: Mapping[str, Any]) -> None:
    from sigma.rule import SigmaDetection  # noqa: PLC0415  # only where rules are read

    for item in detection.detection_items:
        if isinstance(item, SigmaDetection):
            _expand(item, given)
        else:
            item.value = [made for value in item.value for made in _filled(value, given)]


def _filled(value: SigmaType, given: Mapping[str, Any]) -> list[SigmaType]:
    from sigma.types import SigmaExpansion, SigmaRegularExpression, SigmaString  # noqa: PLC0415  # see above

    def put(placeholder: Placeholder) -> Iterator[str]:
        if placeholder.name not in given:
            raise BadInput(
                f"the placeholder %{placeholder.name}% has no value: "
                f"expected one under `abusedesk: placeholders: {placeholder.name}:`, or a plain value"
            )
        values = given[placeholder.name]
        yield from map(str, values if isinstance(values, list) else [values])

    if isinstance(value, SigmaExpansion):
        return [SigmaExpansion([made for one in value.values for made in _filled(one, given)])]
    if isinstance(value, (SigmaString, SigmaRegularExpression)) and value.contains_placeholder():
        return [SigmaExpansion(list(value.replace_placeholders(put)))]
    return [value]
