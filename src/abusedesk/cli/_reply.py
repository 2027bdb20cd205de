"""The letter to AWS: shown, checked, and sent on command."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from abusedesk.errors import BadInput, Refused
from abusedesk.model import to_json
from abusedesk.translate import msg

from ._connection import EndpointUrl, ExternalId, Profile, RoleArn
from ._story import show_letter, show_problem
from ._terminal import Terminal, one_line, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from abusedesk.engine import Connection, Order
    from abusedesk.model import Message, Recheck, Reply, ReplyKind
    from abusedesk.reply import Checked
    from abusedesk.store import Store

    from ._desk import Desk

_LARGEST = 200_000  # characters of a letter that a person wrote
_HOLDS = {True: msg("off"), False: msg("still possible"), None: msg("not read")}


class Letter(StrEnum):
    """The kinds of letter."""

    ANSWER = "answer"
    HOLDING = "holding"
    EXTENSION = "extension"
    DISPUTE = "dispute"


class Via(StrEnum):
    """The ways that an answer can take."""

    MAIL = "mail"
    SUPPORT = "support"


def reply(
    context: typer.Context,
    case_id: Annotated[str, typer.Argument(metavar="ID", help="The case.")],
    *,
    kind: Annotated[Letter | None, typer.Option(help="Another letter than the case asks for.")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only what stands in its way; ends with 1 if anything.")
    ] = False,
    send: Annotated[bool, typer.Option("--send", help="Send it. Refused while a check fails.")] = False,
    file: Annotated[
        Path | None, typer.Option(help="A letter of your own (text) in place of the draft.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="To when more time is asked for.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why more time is needed, or what is disputed.")] = None,
    by: Annotated[str | None, typer.Option(help="Who sends it.")] = None,
    override: Annotated[
        str | None, typer.Option(help="Send in spite of failed checks, for this reason. It is recorded.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Send what may have been sent before.")] = False,
    to: Annotated[str | None, typer.Option(help="Another address than the notice's.")] = None,
    via: Annotated[Via, typer.Option(help="By mail, or into AWS's own support case.")] = Via.MAIL,
    support_case: Annotated[str | None, typer.Option(help="The support case's number.")] = None,
    live: Annotated[
        bool, typer.Option("--live", help="Read the account again with the environment's credentials.")
    ] = False,
    profile: Profile = None,
    role_arn: RoleArn = None,
    external_id: ExternalId = None,
    endpoint_url: EndpointUrl = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Show the letter to AWS, check it, or send it."""
    from abusedesk import engine, settings  # noqa: PLC0415 - slow to load

    desk: Desk = context.obj
    wanted: ReplyKind | None = kind.value if kind else None
    connection = engine.Connection(
        profile=profile, role_arn=role_arn, external_id=external_id, endpoint_url=endpoint_url
    )
    reads = live or connection != engine.Connection()
    set_ = settings.load(desk.home / "settings.toml")
    with desk.store() as store:
        # Before the letter is drafted: it tells what was read again.
        rows = engine.recheck(store, case_id, connection) if reads else ()
        draft = engine.letter(store, case_id, wanted, until=_moment(until), reason=reason)
        written = engine.by_hand(store, case_id, draft, _text(file)) if file else draft
        written = replace(written, to=to) if to else written
        now = max((one.at for one in rows), default=datetime.now(UTC))
        if send:
            order = engine.Order(by=by or "", now=now, settings=set_, override=override, again=again)
            sent = _send(store, case_id, written, order, _way(via, connection, support_case))
            _show_sent(desk, sent, as_json=as_json)
            return
        found = engine.check_letter(store, case_id, written, set_, now)
    if not check:
        _show_letter(desk, written, found, as_json=as_json)
        return
    if as_json:
        kept = replace(written, problems=found.problems, questions=found.questions)
        print_json({**to_json(kept), "notes": list(found.notes), "rechecks": to_json(list(rows))})
    else:
        _show_check(desk, found, rows, read=reads)
    if found.problems:
        raise typer.Exit(1)


def _moment(given: str | None) -> datetime | None:
    from ._respond import moment  # noqa: PLC0415 - it brings the main job with it

    return moment(given, "--until")


def _text(file: Path) -> str:
    """The letter that a person wrote, with plain line ends."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as why:
        raise BadInput(f"{file}: {why.strerror}; expected the letter as text") from why
    except UnicodeDecodeError as why:
        raise BadInput(f"{file}: expected text in UTF-8") from why
    if not text.strip() or len(text) > _LARGEST:
        raise BadInput(f"{file}: expected a letter of 1 to {_LARGEST} characters")
    return "\n".join(text.splitlines()).rstrip() + "\n"


def _way(via: Via, connection: Connection, number: str | None) -> tuple[Connection, str] | None:
    """None by mail; else how to reach AWS Support, and the support case's number where it was given."""
    if via is Via.MAIL and number:
        raise Refused("--support-case goes with --via support")
    return (connection, number or "") if via is Via.SUPPORT else None


def _send(
    store: Store,
    case_id: str,
    letter: Reply,
    order: Order,
    way: tuple[Connection, str] | None,
) -> Message:
    from abusedesk import engine, mail  # noqa: PLC0415 - slow to load

    if way is None:
        return engine.send_as(store, case_id, letter, order, mail.send)
    connection, number = way
    return engine.send_to_support(store, case_id, letter, order, connection, number=number)


def _show_letter(desk: Desk, letter: Reply, found: Checked, *, as_json: bool) -> None:
    if as_json:
        print_json(to_json(letter))
        return
    terminal = Terminal()
    show_letter(terminal, letter)
    if desk.language == "ja" and letter.gloss_ja:
        terminal.heading(desk.say("In Japanese, for you"))
        terminal.line(letter.gloss_ja)
    _show_found(desk, found, terminal)


def _show_check(desk: Desk, found: Checked, rows: Sequence[Recheck], *, read: bool) -> None:
    terminal = Terminal()
    terminal.heading(desk.say("Read again from the account"))
    if not read:
        terminal.item(desk.say("Nothing: give --profile, --role-arn, --endpoint-url or --live."))
    elif not rows:
        terminal.item(desk.say("There was nothing to read again."))
    for one in rows:
        style = {True: "", False: "bold red", None: "yellow"}[one.holds]
        terminal.item(
            one_line(f"{one.target}: {desk.say(_HOLDS[one.holds])}. {desk.of(one.why)}", 400), style
        )
    _show_found(desk, found, terminal)


def _show_found(desk: Desk, found: Checked, terminal: Terminal) -> None:
    if found.problems:
        terminal.heading(desk.say("Stands in the way of sending"))
    for problem in found.problems:
        show_problem(desk, problem, terminal)
    if found.notes:
        terminal.heading(desk.say("To know before you send it"))
    for note in found.notes:
        show_problem(desk, note, terminal)
    if found.questions:
        terminal.heading(desk.say("What AWS would probably ask next"))
    for question in found.questions:
        terminal.item(desk.of(question))


def _show_sent(desk: Desk, sent: Message, *, as_json: bool) -> None:
    if as_json:
        print_json(to_json(sent))
        return
    said = desk.say(
        "Sent to {to}, {name}. The bytes are kept: {sha256}",
        to=sent.to,
        name=sent.message_id,
        sha256=sent.sha256,
    )
    Terminal().line(said)
