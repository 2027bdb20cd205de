"""The worker command: reads the mailboxes and tells people, once or until it is stopped."""

from __future__ import annotations

import signal
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from abusedesk.errors import BadInput
from abusedesk.model import to_json
from abusedesk.translate import msg

from ._terminal import Terminal, both_clocks, one_line, print_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from threading import Event

    from abusedesk.model import Settings
    from abusedesk.worker import AlertTold, MailboxRead, Round, SettingsRead, Shown, Took

    from ._desk import Desk

_PATIENCE = 5.0  # seconds for the name server


def worker(
    context: typer.Context,
    *,
    once: Annotated[
        bool, typer.Option("--once", help="One round; ends with 1 where a mailbox could not be read.")
    ] = False,
    every: Annotated[float, typer.Option(min=1, help="Seconds between rounds.")] = 60,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Read the mailboxes, open and continue cases, send the alerts that are due."""
    from abusedesk import worker  # noqa: PLC0415 - slow to load
    from abusedesk.mail import dns_resolver  # noqa: PLC0415 - likewise

    desk: Desk = context.obj
    read = _reading(desk.home / "settings.toml")
    found = read()
    shown = _Shown(desk)
    office = worker.Office(
        home=desk.home,
        resolver=dns_resolver(_PATIENCE),
        show=_nothing if as_json else shown,
    )
    _stop_on_signals(office.stop)
    ended = _print_round if as_json else None
    with desk.store() as store:
        if not found.mailboxes and not as_json:
            shown.terminal.line(desk.say("settings.toml names no mailboxes: only the clocks are kept."))
        if not once:
            worker.run(store, read, office, every, ended)
            return
        done = worker.run_once(store, found, datetime.now(UTC), office)
    if as_json:
        _print_round(done)
    if done.has_gaps:
        raise typer.Exit(1)


def _reading(place: Path) -> Callable[[], Settings]:
    """Reads the settings at place; a file that was there and is gone is a mistake, not an empty desk."""
    from abusedesk import settings  # noqa: PLC0415 - slow to load

    there = place.exists()

    def read() -> Settings:
        nonlocal there
        if there and not place.exists():
            raise BadInput(f"{place}: is gone; expected the settings as TOML")
        there = place.exists()
        return settings.load(place)

    return read


def _stop_on_signals(stop: Event) -> None:
    """End after the message at hand, instead of in the middle of it."""
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: stop.set())


def _print_round(done: Round) -> None:
    print_json(to_json(done))


def _nothing(_: Shown) -> None:
    return None


_TAKEN = {
    "opened": msg("Case opened: {case}"),
    "continued": msg("Case continued: {case}"),
    "duplicate": msg("Already there, nothing changed: {case}"),
    "not_a_notice": msg("Not a notice"),
    "growing": msg("Left for the next round"),
    "unreadable": msg("Left for the next round"),
}
_OUTCOMES = {
    "network": msg("the server cannot be reached"),
    "tls": msg("no trusted connection (TLS)"),
    "login": msg("the login was refused"),
    "folder": msg("the folder cannot be opened"),
    "protocol": msg("the server's answer makes no sense"),
    "secret": msg("the password or token is not where the settings say"),
}


class _Shown:
    """A line for each message, alert and mailbox."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.terminal = Terminal()

    def __call__(self, told: Shown) -> None:
        """Show one of them."""
        from abusedesk.worker import AlertTold, SettingsRead, Took  # noqa: PLC0415 - slow to load

        if isinstance(told, Took):
            self._took(told)
        elif isinstance(told, AlertTold):
            self._alert(told)
        elif isinstance(told, SettingsRead):
            self._settings(told)
        else:
            self._mailbox(told)

    def _took(self, one: Took) -> None:
        what = self._desk.say(_TAKEN[one.what], case=one.case)
        about = f" [{one.kind}/{one.stage}] {one.subject}" if one.case else ""
        self.terminal.line(one_line(f"{one.message}: {what}{about} - {self._desk.of(one.why)}", 400))

    def _alert(self, one: AlertTold) -> None:
        sent = (
            self._desk.say("Alert sent to {contact}", contact=one.contact)
            if one.reached
            else self._desk.say("Alert not sent to {contact}", contact=one.contact)
        )
        why = f" ({one.why})" if one.why else ""
        line = one_line(f"{sent}: {self._desk.of(one.title)}{why}", 400)
        self.terminal.line(line, "" if one.reached else "yellow")

    def _settings(self, one: SettingsRead) -> None:
        if one.fault:
            said = self._desk.say(
                "The settings cannot be read, the earlier ones still count: {why}", why=one.fault
            )
            self.terminal.line(one_line(said, 400), "yellow")
        else:
            self.terminal.line(self._desk.say("The settings were changed and count from now on."))

    def _mailbox(self, one: MailboxRead) -> None:
        if one.outcome not in {"read", "stopped"}:
            fault = self._desk.say(_OUTCOMES.get(one.outcome, _OUTCOMES["protocol"]))
            self.terminal.line(one_line(f"{one.name}: {fault} ({one.why})", 400), "yellow")
        if one.messages:
            self.terminal.line(
                self._desk.say(
                    "{name}: {messages} messages, {duplicates} already there, {others} no notice",
                    name=one.name,
                    messages=one.messages,
                    duplicates=one.duplicates,
                    others=one.not_notices,
                )
            )
        if one.older and one.since:
            self.terminal.line(
                self._desk.say(
                    "{name}: {older} older messages, from before {since}, were not read; to read them too, "
                    "give this mailbox an earlier day (since = 2026-01-31) in settings.toml",
                    name=one.name,
                    older=one.older,
                    since=both_clocks(one.since),
                )
            )
