"""guardduty/<region>.json and advisor.json."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill import models
from abusedesk.drill.loading.accounts import region_files
from abusedesk.drill.loading.mistakes import line_of
from abusedesk.drill.shapes import Misfits, fitted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from abusedesk.drill.loading.mistakes import Mistakes


def detectors(home: Path, mistakes: Mistakes) -> Mapping[str, tuple[Mapping[str, Any], ...]]:
    """The findings of each region that has a detector, as GetFindings answers them; none: it is silent."""
    if not (home / "guardduty").is_dir():
        return {}
    shape = models.operation("guardduty", "GetFindings").output_shape
    found = {}
    for region, file in region_files(home, "guardduty"):
        data, text = mistakes.json(file)
        if not text:
            continue
        if not isinstance(data, dict) or "Findings" not in data:
            mistakes.add(file, 1, 'expected {"Findings": […]}')
            continue
        findings = _checked(data, shape, (file, text), mistakes)["Findings"]
        for index, finding in enumerate(findings):
            if not finding.get("Id"):
                mistakes.add(file, line_of(text, ("Findings", index)), f"Findings.{index}: expected Id")
        found[region] = tuple(findings)
    return found


def advisor(home: Path, mistakes: Mistakes) -> tuple[Mapping[str, Any], ...] | None:
    """Trusted Advisor's results as DescribeTrustedAdvisorCheckResult's `result`; None without a file."""
    file = home / "advisor.json"
    if not file.is_file():
        return None
    data, text = mistakes.json(file)
    if not isinstance(data, list):
        if text:
            mistakes.add(file, 1, "expected a list of check results")
        return ()
    shape: Any = models.operation("support", "DescribeTrustedAdvisorCheckResult").output_shape
    results = [result.get("result", result) if isinstance(result, dict) else result for result in data]
    misfits = Misfits()
    fit = [fitted(result, shape.members["result"], misfits, (index,)) for index, result in enumerate(results)]
    for path, expected in misfits.found:
        mistakes.add(file, line_of(text, path), f"{'.'.join(map(str, path))}: {expected}")
    return tuple(fit)


def _checked(data: Any, shape: Any, source: tuple[Path, str], mistakes: Mistakes) -> Any:
    misfits = Misfits()
    fit = fitted(data, shape, misfits)
    file, text = source
    for path, expected in misfits.found:
        mistakes.add(file, line_of(text, path), f"{'.'.join(map(str, path))}: {expected}")
    return fit
