"""The notice command: read a mail, add it to a case, or only show what is recognised."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from abusedesk.errors import BadInput
from abusedesk.model import to_json
from abusedesk.translate import msg

from ._terminal import Terminal, both_clocks, print_json

if TYPE_CHECKING:
    from abusedesk.model import Notice

    from ._desk import Desk


def notice(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A mail or text; - reads pasted text.")],
    *,
    case: Annotated[str | None, typer.Option(help="The open case that the mail belongs to.")] = None,
    parse: Annotated[bool, typer.Option("--parse", help="Only show what is recognised.")] = False,
    authserv_id: Annotated[
        list[str] | None,
        typer.Option(help="Your own mail server's name in Authentication-Results; no other is believed."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Take a mail in: a follow-up of an open case, or a new one."""
    from abusedesk import engine, intake  # noqa: PLC0415 - slow to load

    desk: Desk = context.obj
    data, name = read_message(file)
    if parse:
        read = intake.read(data, name=name, authserv_ids=authserv_id or ()).notice
        shown: dict[str, object] = {"notice": to_json(read)}
    else:
        with desk.store() as store:
            if case is None:
                opened = engine.take_in(store, data, name, datetime.now(UTC), authserv_id or ())
                read, case = opened.notice, opened.case.id
            else:
                read = engine.follow_up(store, case, data, name, authserv_id or ())
        shown = {"case": case, "notice": to_json(read)}
    if as_json:
        print_json(shown)
    else:
        show(desk, read)
        if case is not None:
            Terminal().line(desk.say("Case: {case}", case=case))


def read_message(place: str) -> tuple[bytes, str]:
    """
    The bytes of the message at place, "-" being standard input, and what to call it.

    Raises:
        BadInput: there is no such file, or it cannot be read.
    """
    if place == "-":
        return sys.stdin.buffer.read(), "standard input"
    try:
        return Path(place).read_bytes(), place
    except OSError as why:
        raise BadInput(f"{place}: {why.strerror}; expected a mail (.eml) or a text file") from why


_FIELDS = (
    (msg("Account"), "account"),
    (msg("Regions"), "regions"),
    (msg("Resources"), "resources"),
    (msg("Access keys"), "access_keys"),
    (msg("IAM users"), "iam_users"),
    (msg("Our addresses"), "ips"),
    (msg("URLs"), "urls"),
    (msg("Other side's addresses"), "remote_ips"),
    (msg("Ports"), "ports"),
    (msg("Begun"), "activity_start"),
    (msg("Ended"), "activity_end"),
    (msg("Received"), "received"),
    (msg("Answer due"), "deadline"),
)


def show(desk: Desk, read: Notice) -> None:
    """What was recognised, a line for each field that has something in it."""
    terminal = Terminal()
    terminal.heading(read.subject or desk.say("(no subject)"))
    terminal.line(f"{read.kind} / {read.stage} / {read.authentic.verdict}")
    for label, field in _FIELDS:
        value = getattr(read, field)
        if value:
            terminal.item(f"{desk.say(label)}: {_shown(value)}")
    for reason in read.authentic.reasons:
        terminal.item(desk.say(reason))


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return both_clocks(value)
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
