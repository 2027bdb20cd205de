"""What shows only some seconds after the call that brings it about: a snapshot completes, a host stops."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from abusedesk.drill.call import Call

# Practice seconds; AWS takes longer, and as long as it likes.
COPIES = 4.0
TURNS = 0.3


def later(call: Call, seconds: float, change: Callable[[], None]) -> None:
    """Have change made when seconds of the practice account's time have passed."""
    _waiting(call).append((call.now + timedelta(seconds=seconds), change))


def arrive(call: Call) -> None:
    """
    Make the changes whose time has come, in the order of their times.

    Who settles the account to compare its state means the one that it comes to: all of them are made.
    """
    waiting = _waiting(call)
    while waiting:
        first = min(waiting, key=lambda one: one[0])
        if first[0] > call.now and call.request_id != "settling":
            return
        waiting.remove(first)
        first[1]()


def _waiting(call: Call) -> list[tuple[datetime, Callable[[], None]]]:
    found: list[tuple[datetime, Callable[[], None]]] = call.account.kept.setdefault("later", [])
    return found
