"""The practice account's clock: the incident's now, and from there at the pace of real time."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the practice account's time, aware UTC."""

    def __init__(self, start: datetime) -> None:
        self.start = start.astimezone(UTC)
        self._opened = time.monotonic()

    def now(self) -> datetime:
        """The time in the account, aware UTC, whole milliseconds."""
        passed = timedelta(milliseconds=int((time.monotonic() - self._opened) * 1000))
        return self.start + passed
