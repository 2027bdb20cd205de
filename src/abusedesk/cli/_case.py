"""What is kept of cases."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from abusedesk.model import to_json

from . import _export, _people, _recovery
from ._bilingual import Command, Group
from ._scan import event_json, event_line
from ._standing import due_of, show_standing
from ._story import show_outcome
from ._terminal import Terminal, one_line, print_json

if TYPE_CHECKING:
    from ._desk import Desk

app = typer.Typer(cls=Group, no_args_is_help=True, help="Look at cases.")


CaseId = Annotated[str, typer.Argument(metavar="ID", help="The case.")]
AsJson = Annotated[bool, typer.Option("--json")]


@app.command("list", cls=Command)
def list_cases(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List all cases, the nearest deadline first."""
    desk: Desk = context.obj
    with desk.store() as store:
        found = store.cases()
    if as_json:
        print_json([to_json(one) for one in found])
        return
    terminal = Terminal()
    if not found:
        terminal.line(desk.say("There are no cases yet."))
    for one in found:
        due = due_of(desk, one.case)
        terminal.line(f"{one.case.id}  {one.case.state:<18} {one.kind:<20} {one.account:<12}  {due}")
        terminal.line("    " + one_line(one.subject, 120), "dim")


@app.command("show", cls=Command)
def show_case(context: typer.Context, case_id: CaseId, *, as_json: AsJson = False) -> None:
    """Show one case: its clock, its correspondence, who was told, and what was found."""
    from abusedesk import engine, settings  # noqa: PLC0415 - slow to load

    desk: Desk = context.obj
    with desk.store() as store:
        found = engine.document(store, case_id)
        files = engine.files_of(store, case_id)
        if not as_json:
            set_ = settings.load(desk.home / "settings.toml")
            show_standing(desk, engine.standing(store, case_id, set_, datetime.now(UTC)), found)
    if as_json:
        print_json(to_json(found))
    else:
        show_outcome(desk, found, files)


@app.command("events", cls=Command)
def events(
    context: typer.Context,
    case_id: CaseId,
    *,
    user: Annotated[str | None, typer.Option(help="Name or ARN of who did it.")] = None,
    resource: Annotated[str | None, typer.Option(help="Name, id or ARN of what it was done to.")] = None,
    key: Annotated[str | None, typer.Option(help="Access key id.")] = None,
    ip: Annotated[str | None, typer.Option(help="Address it came from or went to.")] = None,
    action: Annotated[
        str | None, typer.Option(help="The call, such as iam:CreateUser or CreateUser.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show the events of a case that match everything given."""
    from abusedesk import engine  # noqa: PLC0415 - slow to load

    desk: Desk = context.obj
    asked = engine.EventFilter(user=user, resource=resource, key=key, ip=ip, action=action)
    with desk.store() as store:
        for event in engine.events_of(store, case_id, asked):
            if as_json:
                print_json(event_json(event))
            else:
                sys.stdout.write(event_line(event, event.region) + "\n")


app.command("export", cls=Command)(_export.export)
app.command("verify", cls=Command)(_export.verify)
app.command("attach", cls=Command)(_people.attach)
app.command("did", cls=Command)(_people.did)
app.command("recovery", cls=Command)(_recovery.recovery)
