"""Letters to people: written for them to look at and to send, never sent by us."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from ._terminal import Terminal

if TYPE_CHECKING:
    from ._desk import Desk


def letter(
    context: typer.Context,
    case_id: Annotated[str, typer.Argument(metavar="ID", help="The case.")],
    which: Annotated[
        str | None, typer.Argument(metavar="LETTER", help="Without it, the letters there are.")
    ] = None,
) -> None:
    """Write a letter to the customer, the AWS account manager or the next shift."""
    from abusedesk import engine, report, settings  # noqa: PLC0415 - slow to load

    desk: Desk = context.obj
    if which is None:
        terminal = Terminal()
        for unit in report.letters().values():
            terminal.line(f"{unit.id:<24} {desk.say(unit.purpose)}")
        return
    set_ = settings.load(desk.home / "settings.toml")
    with desk.store() as store:
        written = engine.customer_letter(
            store, case_id, which, desk.language, now=datetime.now(UTC), settings=set_
        )
    sys.stdout.write(written)
