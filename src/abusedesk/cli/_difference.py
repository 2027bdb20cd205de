"""What differs between two states, member by member."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOTHING = "-"


def differences(before: Any, after: Any, path: str = "") -> Iterator[tuple[str, str, str]]:
    """
    Each member that changes: its path, and its value before and after as one line; "-" is none.

    Mappings are entered, of lists the items that go and come are told; what stays is left out.
    """
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys([*before, *after]):
            here = f"{path}.{name}" if path else str(name)
            if name not in after:
                yield here, _line(before[name]), _NOTHING
            elif name not in before:
                yield here, _NOTHING, _line(after[name])
            else:
                yield from differences(before[name], after[name], here)
    elif _listed(before) and _listed(after):
        yield from ((path, _line(one), _NOTHING) for one in before if one not in after)
        yield from ((path, _NOTHING, _line(one)) for one in after if one not in before)
    elif before != after:
        yield path, _line(before), _line(after)


def _listed(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _line(value: Any) -> str:
    if value is None:
        return _NOTHING
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
