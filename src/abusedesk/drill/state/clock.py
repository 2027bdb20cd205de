"""The practice account's clock: the incident's now, and from there at the pace of real time or as moved."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_BEAT = timedelta(milliseconds=50)


class Clock:
    """
    Tells the practice account's time, aware UTC.

    A still clock moves only when it is moved, and a little with each request, so that a run can be made
    again. watchers are told of the moment that the clock is about to be moved to, and may move it to
    moments on the way there.
    """

    def __init__(self, start: datetime, *, still: bool = False) -> None:
        self.start = start.astimezone(UTC)
        self.still = still
        self.watchers: list[Callable[[datetime], None]] = []
        self._opened = time.monotonic()
        self._ahead = timedelta()

    def now(self) -> datetime:
        """The time in the account, aware UTC, whole milliseconds."""
        passed = 0.0 if self.still else time.monotonic() - self._opened
        return self.start + self._ahead + timedelta(milliseconds=int(passed * 1000))

    def advance(self, seconds: float) -> None:
        """Let seconds pass at once; what is due in them happens in its order."""
        target = self.now() + timedelta(seconds=seconds)
        for watch in self.watchers:
            watch(target)
        self.leap(target)

    def leap(self, moment: datetime) -> None:
        """Move to moment, unless it is past."""
        self._ahead += max(moment - self.now(), timedelta())

    def beat(self) -> None:
        """Let the little time pass that a request takes, where the clock stands still otherwise."""
        if self.still:
            self._ahead += _BEAT
