"""resources/<region>.json: what exists, members named as the Describe and List answers name them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill import models, naming
from abusedesk.drill.loading.accounts import region_files
from abusedesk.drill.loading.mistakes import line_of
from abusedesk.drill.shapes import Misfits, fitted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from abusedesk.drill.loading.mistakes import Mistakes

# Things that have a file of their own.
_ELSEWHERE = {
    "guardduty:findings": "guardduty/<region>.json",
    "guardduty:detectors": "guardduty/<region>.json",
    "cloudtrail:events": "cloudtrail/<region>.jsonl",
    "ce:results_by_time": "cost.csv",
    "health:events": "health.json",
    "support:cases": "support.json",
    "iam:users": "iam.json",
    "iam:roles": "iam.json",
    "iam:groups": "iam.json",
    "iam:policies": "iam.json",
}


def read(home: Path, mistakes: Mistakes) -> Mapping[str, Mapping[str, Any]]:
    """The things of each region by resource key: lists, or objects where the key names one thing."""
    if not (home / "resources").is_dir():
        return {}
    found: dict[str, dict[str, Any]] = {}
    for region, file in region_files(home, "resources"):
        data, text = mistakes.json(file)
        if not isinstance(data, dict):
            if text:
                mistakes.add(file, 1, 'expected an object such as {"ec2:instances": […]}')
            continue
        misfits = Misfits()
        found[region] = {key: _things(key, value, misfits) for key, value in data.items()}
        for path, expected in misfits.found:
            mistakes.add(file, line_of(text, path), f"{'.'.join(map(str, path))}: {expected}")
    return found


def _things(key: str, value: Any, misfits: Misfits) -> Any:
    if key in _ELSEWHERE:
        misfits.add((key,), f"expected this in {_ELSEWHERE[key]}")
        return []
    try:
        known = naming.resource_key(key)
    except ValueError as error:
        misfits.add((key,), str(error))
        return []
    if isinstance(value, dict) and known.whole:
        return _whole(known, value, misfits)
    if not isinstance(value, list) or not known.lists:
        misfits.add((key,), "expected a list" if known.lists else "expected an object")
        return []
    return [_item(known, item, misfits, (key, index)) for index, item in enumerate(value)]


def _whole(known: naming.ResourceKey, value: dict[str, Any], misfits: Misfits) -> Any:
    """An object: the whole answer of a Get operation, or the one structure in it."""
    service, operation = known.whole[0]
    shape: Any = models.operation(service, operation).output_shape
    inner = [member for member in shape.members.values() if member.type_name == "structure"]
    if len(inner) == 1 and not set(value) <= set(shape.members):
        shape = inner[0]
    return fitted(value, shape, misfits, (known.text,))


def _item(known: naming.ResourceKey, item: Any, misfits: Misfits, path: tuple[str | int, ...]) -> Any:
    """
    One thing: the members that its List or Describe answer has, and whatever other reads answer of it.

    A bucket has its Policy, a function its Concurrency beside what the list shows.
    """
    shapes = [naming.list_shape(one) for one in known.lists]
    structures = [shape for shape in shapes if shape.type_name == "structure"]
    if not isinstance(item, dict) or not structures:
        return item if isinstance(item, (str, dict)) else fitted(item, shapes[0], misfits, path)
    fit = {}
    others: frozenset[str] = frozenset().union(*(naming.answer_members(name) for name in known.services))
    for name, member in item.items():
        if member is None:
            continue
        shape = next((one.members[name] for one in structures if name in one.members), None)
        if shape is not None:
            fit[name] = fitted(member, shape, misfits, (*path, name))
        elif name in others:
            fit[name] = member
        else:
            known_names = ", ".join(list(structures[0].members)[:8])
            misfits.add(
                (*path, name), f"{name} is no member of {structures[0].name}; it has {known_names}, …"
            )
    return fit
