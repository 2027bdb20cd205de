"""Times as web servers write them."""

from __future__ import annotations

from datetime import UTC, datetime

from abusedesk.logs._fields import MONTH_NUMBERS


def clf_time(stamp: str) -> datetime:
    """
    "05/Mar/2026:02:10:00 +0000" as aware UTC.

    Raises:
        ValueError: no calendar has it.
    """
    # strptime's %b depends on the locale, and is slow.
    month = MONTH_NUMBERS.get(stamp[3:6])
    if month is None:
        raise ValueError(f"not a month: {stamp[3:6]}")
    iso = f"{stamp[7:11]}-{month:02}-{stamp[:2]}T{stamp[12:20]}{stamp[21:24]}:{stamp[24:]}"
    try:
        return datetime.fromisoformat(iso).astimezone(UTC)
    except (OverflowError, ValueError) as why:
        raise ValueError(f"not a time: {stamp}") from why
