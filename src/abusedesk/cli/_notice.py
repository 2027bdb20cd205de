"""The notice command: read a mail, add it to a case, or only show what is recognised."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from abusedesk.errors import BadInput
from abusedesk.model import to_json
from abusedesk.translate import msg

from ._terminal import Terminal, both_clocks, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from abusedesk.engine import Received
    from abusedesk.intake import Resolver
    from abusedesk.model import Notice

    from ._desk import Desk

_PATIENCE = 5.0  # seconds for the name server


def notice(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A mail or text; - reads pasted text.")],
    *,
    case: Annotated[
        str | None, typer.Option(help="The case that the mail belongs to; without it, it finds its own.")
    ] = None,
    parse: Annotated[bool, typer.Option("--parse", help="Only show what is recognised.")] = False,
    authserv_id: Annotated[
        list[str] | None,
        typer.Option(help="Your own mail server's name in Authentication-Results; no other is believed."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Take a mail in: it finds the case that it continues, or opens one."""
    from abusedesk import engine, intake  # noqa: PLC0415 - slow to load

    desk: Desk = context.obj
    data, name = read_message(file)
    servers, resolver = believed(desk, authserv_id)
    # Also where it is taken in: a person is told at once that a file is none, instead of by a case.
    read = intake.read(data, name=name, authserv_ids=servers, resolver=resolver if parse else None)
    if parse:
        notices = [read.notice, *(one.notice for one in read.more)]
        return _show_parsed(desk, notices, as_json=as_json)
    asked: dict[str, Any] = {
        "arrived": datetime.now(UTC),
        "authserv_ids": servers,
        "resolver": resolver,
    }
    with desk.store() as store:
        if case is None:
            taken = engine.receive(store, data, name, by_person=True, **asked)
        else:
            taken = engine.follow_up(store, case, data, name, **asked)
    if as_json:
        first, *more = [_json(one) for one in taken]
        print_json({**first, "more": more} if more else first)
        return None
    for one in taken:
        show(desk, one.notice)
        _show_taken(desk, one)
    return None


def believed(desk: Desk, authserv_id: list[str] | None) -> tuple[tuple[str, ...], Resolver | None]:
    """
    The servers whose Authentication-Results count, and who looks DKIM keys up (None: nobody).

    Raises:
        BadInput: the settings cannot be read.
    """
    from abusedesk import settings  # noqa: PLC0415 - slow to load

    found = settings.load(desk.home / "settings.toml")

    def look_up(name: bytes) -> str | None:
        from abusedesk.mail import dns_resolver  # noqa: PLC0415 - few mails are signed by Amazon

        return dns_resolver(_PATIENCE)(name)

    servers = (*(authserv_id or ()), *found.authserv_ids)
    return servers, look_up if found.look_up_keys else None


def _show_parsed(desk: Desk, notices: Sequence[Notice], *, as_json: bool) -> None:
    if as_json:
        first, *more = [{"notice": to_json(one)} for one in notices]
        print_json({**first, "more": more} if more else first)
        return
    for one in notices:
        show(desk, one)


_WHAT = {
    "opened": msg("Case opened: {case}"),
    "continued": msg("Case continued: {case}"),
    "duplicate": msg("Already there, nothing changed: {case}"),
    "not_a_notice": msg("This is no notice of AWS's; kept as {case}"),
}


def _show_taken(desk: Desk, one: Received) -> None:
    terminal = Terminal()
    terminal.line(desk.say(_WHAT[one.what], case=one.case.id), "bold")
    terminal.item(desk.of(one.why))
    terminal.item(desk.say("State: {state}", state=one.case.state))
    if one.case.deadline:
        terminal.item(f"{desk.say('Answer due')}: {both_clocks(one.case.deadline)}")


def _json(one: Received) -> dict[str, object]:
    return {
        "case": one.case.id,
        "what": one.what,
        "why": to_json(one.why),
        "state": one.case.state.value,
        "notice": to_json(one.notice),
    }


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
