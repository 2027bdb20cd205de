"""What people did by hand, and the files they hand in."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from abusedesk.errors import BadInput
from abusedesk.model import to_json
from abusedesk.translate import msg

from ._terminal import Terminal, both_clocks, one_line, print_json

if TYPE_CHECKING:
    from abusedesk.engine import Recorded
    from abusedesk.store import Store

    from ._desk import Desk

_ZONES = {"JST": timezone(timedelta(hours=9)), "UTC": UTC, "GMT": UTC}
_NAMED_ZONE = re.compile(r"(.*\d)\s*([A-Z]{3})")
TOPICS = {
    "credential": msg("Credentials"),
    "account": msg("Account"),
    "host": msg("Hosts"),
    "network": msg("Network"),
    "content": msg("Content"),
    "storage": msg("Storage"),
    "mail": msg("Mail"),
    "monitoring": msg("Monitoring"),
    "billing": msg("Billing"),
}
CaseId = Annotated[str, typer.Argument(metavar="ID", help="The case.")]
AsJson = Annotated[bool, typer.Option("--json")]


def attach(
    context: typer.Context,
    case_id: CaseId,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Screenshots and other files.")],
    *,
    by: Annotated[str, typer.Option(help="Who hands them in.")],
    as_json: AsJson = False,
) -> None:
    """Keep files that people hand in as evidence, byte for byte, and draft the letter again."""
    from abusedesk import engine  # noqa: PLC0415 - slow to load

    desk: Desk = context.obj
    with desk.store() as store:
        kept = engine.attach(store, case_id, files, by)
        engine.publish(store, engine.document(store, case_id), desk.language)
    if as_json:
        print_json([{"id": one.id, **to_json(one)} for one in kept])
        return
    for one in kept:
        what = f"{one.data['name']}, {one.data['media_type']}, {one.data['size']:,}"
        Terminal().line(f"{one.id}  {what}  SHA-256 {one.sha256}")


def did(
    context: typer.Context,
    case_id: CaseId,
    measure: Annotated[
        str | None, typer.Argument(metavar="MEASURE", help="Which measure; without it, the list.")
    ] = None,
    *,
    at: Annotated[str | None, typer.Option(help="When it was done, such as 2026-11-24 10:00 JST.")] = None,
    by: Annotated[str | None, typer.Option(help="Who did it, or promises it.")] = None,
    target: Annotated[str, typer.Option(help="Upon what: an id, ARN, address or URL.")] = "",
    promised: Annotated[
        bool, typer.Option("--promised", help="It is not done yet but promised for --due.")
    ] = False,
    due: Annotated[str | None, typer.Option(help="Until when it is promised.")] = None,
    evidence: Annotated[
        list[Path] | None, typer.Option(help="A file that shows it, kept as with `attach`.")
    ] = None,
    retract: Annotated[
        int | None, typer.Option(help="Take back the record of that number; the journal keeps both.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Record what was done by hand, or promised: it goes into the letter on that person's word."""
    from abusedesk import engine, reply  # noqa: PLC0415 - slow to load

    desk: Desk = context.obj
    with desk.store() as store:
        if measure is None and retract is None:
            _list(desk, engine.recorded(store, case_id), as_json=as_json)
            return
        if measure is not None and retract is not None:
            raise BadInput("--retract takes a record back and records no other measure")
        if by is None:
            raise BadInput("--by: expected the name of who did it")
        if retract is not None:
            engine.retract(store, case_id, retract, by=by)
        else:
            done_at, due_at = _times(at, due, promised=promised)
            # Before a file is kept for it: whether there is such a measure, and its target.
            reply.measure_text(measure or "", target, done_at is not None)
            ids = _evidence(store, case_id, evidence or [], by)
            engine.did(
                store, case_id, measure or "", by=by, at=done_at, target=target, due=due_at, evidence=ids
            )
        engine.publish(store, engine.document(store, case_id), desk.language)
        _show(desk, engine.recorded(store, case_id), as_json=as_json)


def when(text: str, option: str) -> datetime:
    """
    The time that a person wrote, with its zone: ISO 8601, or with JST or UTC after it.

    Raises:
        BadInput: it is no time, or says no zone.
    """
    named = _NAMED_ZONE.fullmatch(text.strip())
    zone = _ZONES.get(named[2]) if named else None
    wanted = f"{option} {one_line(text, 60)}: expected a time and its zone, such as 2026-11-24 10:00 JST"
    try:
        read = datetime.fromisoformat(named[1] if named and zone else text.strip())
    except ValueError as why:
        raise BadInput(wanted) from why
    if ":" not in text or (read.tzinfo is None) is (zone is None):
        raise BadInput(wanted)
    try:
        return (read.replace(tzinfo=zone) if zone else read).astimezone(UTC)
    except OverflowError as why:
        raise BadInput(wanted) from why


def _times(at: str | None, due: str | None, *, promised: bool) -> tuple[datetime | None, datetime | None]:
    if promised and at is not None:
        raise BadInput("--promised: what is promised has not been done at a time; leave out --at")
    if not promised and at is None:
        raise BadInput("--at: expected when it was done; or --promised and --due")
    return when(at, "--at") if at else None, when(due, "--due") if due else None


def _evidence(store: Store, case_id: str, files: list[Path], by: str) -> list[str]:
    from abusedesk import engine  # noqa: PLC0415 - slow to load

    return [one.id for one in engine.attach(store, case_id, files, by)] if files else []


def _list(desk: Desk, told: tuple[Recorded, ...], *, as_json: bool) -> None:
    """The measures there are to choose from, and those that were recorded."""
    from abusedesk import engine  # noqa: PLC0415 - slow to load

    choices = engine.measures()
    if as_json:
        print_json({"measures": [to_json(one) for one in choices.values()], "recorded": to_json(told)})
        return
    terminal = Terminal()
    for topic, title in TOPICS.items():
        terminal.heading(desk.say(title))
        for name, one in choices.items():
            if one.topic == topic:
                terminal.line(f"  {name:<32} {desk.of(one.done)}")
    _show(desk, told, as_json=False)


def _show(desk: Desk, told: tuple[Recorded, ...], *, as_json: bool) -> None:
    """What was recorded, each with the number that takes it back."""
    if as_json:
        print_json({"recorded": to_json(told)})
        return
    terminal = Terminal()
    terminal.heading(desk.say("Recorded") if told else desk.say("Nothing has been recorded yet."))
    for one in told:
        moment = one.measure.at or one.measure.due
        until = "" if one.measure.at else desk.say("promised for") + " "
        gone = f"  [{desk.say('taken back')}]" if one.retracted else ""
        time = both_clocks(moment) if moment else ""
        terminal.line(f"{one.number:>5}  {until}{time}  {one.measure.by}{gone}")
        terminal.line("       " + desk.of(one.measure.text), "dim")
