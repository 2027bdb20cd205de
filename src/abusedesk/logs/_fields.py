"""Members of a record that anybody may have written, to the types of our columns."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import tzinfo

    from abusedesk.model import Outcome

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTH_NUMBERS = {name: number for number, name in enumerate(MONTHS, 1)}

_INT64 = range(-(2**63), 2**63)
_DIGITS = 18  # no more of them can be too many for an INT64
_MILLISECONDS = 10**11  # seconds up to the year 5138; milliseconds from 1973 on
_MAPPED = "::ffff:"
_INFORMED = 100  # https://www.rfc-editor.org/rfc/rfc9110#name-status-codes
_FAILED = 400

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def member(value: Any, *names: str) -> Any:
    """The member of members that names lead to; None where one is missing or is no object."""
    for name in names:
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value


def text_of(value: Any) -> str | None:
    """Value as text when it is text, a number or true or false, and not empty; else None."""
    if isinstance(value, str):
        return encodable(value) or None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (int, float)) and abs(value) < 10**_DIGITS else None


def number_of(value: Any) -> int | None:
    """Value as an INT64 when it is a whole number, or text of digits; else None."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _DIGITS:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value in _INT64 else None


def encodable(text: str) -> str:
    """Text with "?" for lone surrogates, which JSON can hold and UTF-8 cannot."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def address_of(text: str | None) -> str | None:
    """Text, an address or a host's name; IPv4 within IPv6, as dual-stack servers write it, is IPv4."""
    if text and text[:7].lower() == _MAPPED and "." in text:
        return text[7:]
    return text or None


def outcome_of_status(status: int | None) -> Outcome | None:
    """How a request of HTTP went: a failure from status 400 on, and below 100, where there was no answer."""
    if status is None:
        return None
    return "success" if _INFORMED <= status < _FAILED else "failure"


def compact(record: Any) -> str:
    """
    Record as JSON on one line.

    Raises:
        ValueError: it holds a number that JSON has no form for, or is nested too deeply.
    """
    try:
        return encodable(_encode(record))
    except RecursionError as why:
        raise ValueError("nested too deeply") from why


def moment(value: Any, timezone: tzinfo = UTC) -> datetime:
    """
    Value, ISO 8601 text or a number of seconds or milliseconds since 1970, as aware UTC.

    Text without a zone is in timezone; its date and time may be parted by a space.

    Raises:
        ValueError: it is neither, or a time that no calendar has.
    """
    try:
        if isinstance(value, str):
            found = datetime.fromisoformat(value.strip())
            return (found if found.tzinfo else found.replace(tzinfo=timezone)).astimezone(UTC)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            seconds = value / 1000 if abs(value) >= _MILLISECONDS else value
            return datetime.fromtimestamp(seconds, UTC)
    except (OSError, OverflowError, ValueError) as why:
        raise ValueError(f"not a time: {str(value)[:40]!r}") from why
    raise ValueError(f"not a time: {str(value)[:40]!r}")
