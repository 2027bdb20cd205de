"""Round after round, until it is stopped."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from abusedesk.errors import Refused

from ._once import one_round
from ._round import AlertTold, MailboxRead, Round, Took

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from abusedesk.model import Settings
    from abusedesk.store import Store

    from ._office import Office

EVERY = 60.0  # seconds between the ends and the beginnings of rounds


def run(
    store: Store,
    settings: Settings,
    office: Office,
    every: float = EVERY,
    ended: Callable[[Round], None] | None = None,
) -> None:
    """
    Work until office.stop is set; each Round is handed to ended.

    What fails in the same way as in the round before is shown once, not with every round.

    Raises:
        Refused: another worker is at it.
    """
    with store.alone("worker") as ours:
        if not ours:
            raise Refused("another worker is running with this home")
        said: set[str] = set()
        while not office.stop.is_set():
            shown = _Once(office, said)
            done = one_round(store, settings, datetime.now(UTC), replace(office, show=shown.show))
            said = shown.failing
            if ended is not None:
                ended(done)
            office.stop.wait(every)


class _Once:
    """Shows what is new; failing is what failed in this round."""

    def __init__(self, office: Office, before: set[str]) -> None:
        self._office, self._before = office, before
        self.failing: set[str] = set()

    def show(self, told: Took | AlertTold | MailboxRead) -> None:
        key = next(_failure(told), "")
        if key:
            self.failing.add(key)
        if not key or key not in self._before:
            self._office.show(told)


def _failure(told: Took | AlertTold | MailboxRead) -> Iterator[str]:
    """What makes a failure the same one as before; nothing for what is none."""
    if isinstance(told, AlertTold) and not told.reached:
        yield f"alert {told.case} {told.step} {told.contact} {told.why}"
    if isinstance(told, MailboxRead) and told.outcome not in {"read", "stopped"}:
        yield f"mailbox {told.name} {told.outcome} {told.why}"
    if isinstance(told, Took) and told.what in {"growing", "unreadable"}:
        yield f"message {told.message} {told.what}"
