"""Whether a state is one that a change passes through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def between(now: Any, before: Any, after: Any) -> bool:
    """
    Whether now, JSON values, lies on the way from before to after.

    Mappings are compared member by member; a list may hold what both ends have and whatever either end
    has; anything else is as at one of the ends.
    """
    if now in (before, after):
        return True
    if isinstance(now, Mapping) and isinstance(before, Mapping) and isinstance(after, Mapping):
        names = {*now, *before, *after}
        return all(between(now.get(name), before.get(name), after.get(name)) for name in names)
    if _listed(now) and _listed(before) and _listed(after):
        known = [*before, *after]
        kept = [one for one in before if one in after]
        return all(one in known for one in now) and all(one in now for one in kept)
    return False


def _listed(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)
