"""Round after round, until it is stopped."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from abusedesk.errors import BadInput, Refused

from ._once import one_round
from ._round import AlertTold, MailboxRead, Round, SettingsRead, Shown, Took

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from abusedesk.model import Settings
    from abusedesk.store import Store

    from ._office import Office

EVERY = 60.0  # seconds between the ends and the beginnings of rounds


def run(
    store: Store,
    read: Callable[[], Settings],
    office: Office,
    every: float = EVERY,
    ended: Callable[[Round], None] | None = None,
) -> None:
    """
    Work until office.stop is set; each Round is handed to ended.

    read gives the settings before each round. Where it cannot the earlier ones go on counting, which is
    shown. What fails in the same way as in the round before is shown once, not with every round.

    Raises:
        Refused: another worker is at it.
        BadInput: the settings cannot be read before the first round.
    """
    with store.alone("worker") as ours:
        if not ours:
            raise Refused("another worker is running with this home")
        said: set[str] = set()
        settings = read()
        while not office.stop.is_set():
            shown = _Once(office, said)
            done = one_round(store, settings, datetime.now(UTC), replace(office, show=shown.show))
            if ended is not None:
                ended(done)
            office.stop.wait(every)
            if not office.stop.is_set():
                settings = _again(read, settings, shown.show)
            said = shown.failing


def _again(read: Callable[[], Settings], before: Settings, show: Callable[[Shown], None]) -> Settings:
    """The settings as they are now, before where they cannot be read."""
    try:
        found = read()
    except BadInput as why:
        show(SettingsRead(fault=str(why)))
        return before
    if found != before:
        show(SettingsRead())
    return found


class _Once:
    """Shows what is new; failing is what failed in this round."""

    def __init__(self, office: Office, before: set[str]) -> None:
        self._office, self._before = office, before
        self.failing: set[str] = set()

    def show(self, told: Shown) -> None:
        key = next(_failure(told), "")
        if key:
            self.failing.add(key)
        if not key or key not in self._before:
            self._office.show(told)


def _failure(told: Shown) -> Iterator[str]:
    """What makes a failure the same one as before; nothing for what is none."""
    if isinstance(told, AlertTold) and not told.reached:
        yield f"alert {told.case} {told.step} {told.contact} {told.why}"
    if isinstance(told, MailboxRead) and told.outcome not in {"read", "stopped"}:
        yield f"mailbox {told.name} {told.outcome} {told.why}"
    if isinstance(told, Took) and told.what in {"growing", "unreadable"}:
        yield f"message {told.message} {told.what}"
    if isinstance(told, SettingsRead) and told.fault:
        yield f"settings {told.fault}"
