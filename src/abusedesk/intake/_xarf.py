"""XARF reports: versions 2 and 3 (Report/ReporterInfo) and 4 (xarf_version), as JSON within a text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from abusedesk.intake._addresses import addresses
from abusedesk.intake._times import moments
from abusedesk.model import Reported

if TYPE_CHECKING:
    from datetime import datetime

_LOOKED_AT = 20  # places where JSON may begin


def xarf(text: str) -> Reported | None:
    """
    The XARF report in text, None where there is none. valid: it has what its version demands at least.

    Formats: https://github.com/abusix/xarf and https://xarf.org/docs/
    """
    found = _json(text)
    if found is None:
        return None
    if "xarf_version" in found:
        return _fourth(found)
    if isinstance(found.get("Report"), dict):
        return _third(found, found["Report"])
    return None


def _json(text: str) -> dict[str, Any] | None:
    decoder = json.JSONDecoder()
    at = -1
    for _ in range(_LOOKED_AT):
        at = text.find("{", at + 1)
        if at < 0:
            return None
        try:
            value, _ = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict) and ("xarf_version" in value or "Report" in value):
            return value
    return None


def _third(whole: dict[str, Any], report: dict[str, Any]) -> Reported:
    source, date = _word(report, "SourceIp"), _date(_word(report, "Date"))
    kind = _word(report, "ReportType")
    reporter = whole.get("ReporterInfo")
    valid = bool(
        isinstance(reporter, dict)
        and (_word(reporter, "ReporterOrg") or _word(reporter, "ReporterContactEmail"))
        and _word(whole, "Version")
        and _word(report, "ReportClass")
        and kind
        and date
        and (_word(report, "SourceIp") or _word(report, "SourceUrl"))
        and (not source or addresses(source))
        and all(isinstance(report.get(name, 0), int) for name in ("SourcePort", "DestinationPort"))
    )
    return Reported("xarf", valid, kind or None, _ip(source), date, _all(report))


def _fourth(report: dict[str, Any]) -> Reported:
    source, date = _word(report, "source_identifier"), _date(_word(report, "timestamp"))
    kind = _word(report, "type")
    needed = ("report_id", "timestamp", "category", "type", "source_identifier")
    valid = bool(
        all(_word(report, name) for name in needed) and date and isinstance(report.get("reporter"), dict)
    )
    return Reported("xarf", valid, kind or None, _ip(source), date, _all(report))


def _word(data: dict[str, Any], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


def _date(value: str) -> datetime | None:
    found = moments(value)
    return found[0].at() if found else None


def _ip(value: str) -> str | None:
    found = addresses(value)
    return found[0][2] if found else None


def _all(report: dict[str, Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for _, _, value in addresses(json.dumps(report))))
