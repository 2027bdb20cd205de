"""XARF reports as JSON within a text: version 4 by the library xarf, the older ones by their own rules."""

from __future__ import annotations

import json
import re
import warnings
from typing import TYPE_CHECKING, Any

from abusedesk.intake._addresses import addresses
from abusedesk.intake._times import moments
from abusedesk.intake._xarf_legacy import is_moment, is_valid
from abusedesk.model import Reported

if TYPE_CHECKING:
    from datetime import datetime

LIMIT = 5_000_000  # characters in which JSON is looked for; evidence is carried within it
_LOOKED_AT = 50  # places where JSON may begin
_START = re.compile(r'\{\s*"')
_SEARCHED = 300_000  # characters of a report that are searched for addresses


def xarf(text: str) -> Reported | None:
    """
    The XARF report in text, None where there is none. valid: it keeps the rules of its version.

    feedback_type is the report's type in its own version's word ("login_attack", "LoginAttack").
    Formats: https://xarf.org/docs/ (4) and https://github.com/abusix/xarf (1 to 3)
    """
    found = _json(text[:LIMIT])
    if found is None:
        return None
    if "xarf_version" in found:
        date = _date(found.get("timestamp")) or _date(found.get("first_seen"))
        valid = is_moment(found.get("timestamp")) and _library_accepts(found)
        return Reported(
            "xarf", valid, _word(found, "type"), _address(found.get("source_identifier")), date, _all(found)
        )
    report = found.get("Report")
    inner: dict[str, Any] = report if isinstance(report, dict) else {}
    source = inner.get("Source")
    address = inner.get("SourceIp") or (source.get("IP") if isinstance(source, dict) else None)
    valid = is_valid(found) or (_is_third(found) and isinstance(source, dict) and _library_accepts(found))
    return Reported(
        "xarf", valid, _word(inner, "ReportType"), _address(address), _date(inner.get("Date")), _all(found)
    )


def _json(text: str) -> dict[str, Any] | None:
    """The first JSON object in text that is a report, in order or not."""
    decoder = json.JSONDecoder()
    at = 0
    for _ in range(_LOOKED_AT):
        start = _START.search(text, at)
        if start is None:
            return None
        at = start.start() + 1
        try:
            value, end = decoder.raw_decode(text, start.start())
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict) and ("xarf_version" in value or {"Report", "ReporterInfo"} & set(value)):
            return value
        at = end
    return None


def _is_third(report: dict[str, Any]) -> bool:
    return report.get("Version") in ("3", "3.0", "3.0.0")


def _library_accepts(report: dict[str, Any]) -> bool:
    """Whether the library xarf finds nothing wrong; it turns version 3 into 4 first."""
    with warnings.catch_warnings():
        # It warns of every report of version 3, and sets a filter of its own when it is imported.
        warnings.simplefilter("ignore")
        import xarf as library  # noqa: PLC0415 # it is slow to import, and few mails need it

        try:
            read = library.parse(report)
        except (library.XARFError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
            # On what has other types than it expects it stumbles.
            return False
    return read.report is not None and not read.errors


def _word(data: dict[str, Any], name: str) -> str | None:
    value = data.get(name)
    return value if isinstance(value, str) and value else None


def _date(value: object) -> datetime | None:
    found = moments(value) if isinstance(value, str) else ()
    return found[0].at() if found else None


def _address(value: object) -> str | None:
    found = addresses(value) if isinstance(value, str) else []
    return found[0][2] if len(found) == 1 and isinstance(value, str) and "/" not in value else None


def _all(report: dict[str, Any]) -> tuple[str, ...]:
    written = json.dumps(report)[:_SEARCHED]
    return tuple(dict.fromkeys(value for _, _, value in addresses(written)))
