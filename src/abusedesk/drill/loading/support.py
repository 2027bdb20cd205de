"""support.json: cases as DescribeCases answers them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill import models
from abusedesk.drill.loading.mistakes import line_of
from abusedesk.drill.shapes import Misfits, fitted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from abusedesk.drill.loading.mistakes import Mistakes


def cases(home: Path, mistakes: Mistakes) -> tuple[Mapping[str, Any], ...]:
    """The account's support cases; each needs caseId, displayId and status."""
    file = home / "support.json"
    if not file.is_file():
        return ()
    data, text = mistakes.json(file)
    if not isinstance(data, list):
        if text:
            mistakes.add(file, 1, "expected a list of support cases")
        return ()
    shape: Any = models.operation("support", "DescribeCases").output_shape
    misfits = Misfits()
    found = [fitted(one, shape.members["cases"].member, misfits, (index,)) for index, one in enumerate(data)]
    for path, expected in misfits.found:
        mistakes.add(file, line_of(text, path), f"{'.'.join(map(str, path))}: {expected}")
    for index, one in enumerate(found):
        lacking = [
            name
            for name in ("caseId", "displayId", "status")
            if not (isinstance(one, dict) and one.get(name))
        ]
        if lacking:
            mistakes.add(file, line_of(text, (index,)), f"{index}: expected {', '.join(lacking)}")
    return tuple(one for one in found if isinstance(one, dict))
