"""What is kept of cases, and their letters."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from abusedesk.errors import BadInput
from abusedesk.model import to_json

from ._bilingual import Command, Group
from ._scan import event_json, event_line
from ._story import show_letter, show_outcome, show_problem
from ._terminal import Terminal, both_clocks, one_line, print_json

if TYPE_CHECKING:
    from abusedesk.model import ReplyKind

    from ._desk import Desk

app = typer.Typer(cls=Group, no_args_is_help=True, help="Look at cases.")


class Format(StrEnum):
    """What a case can be exported as."""

    JSON = "json"
    HTML = "html"


class Letter(StrEnum):
    """The kinds of letter."""

    ANSWER = "answer"
    HOLDING = "holding"
    EXTENSION = "extension"
    DISPUTE = "dispute"


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
        due = both_clocks(one.case.deadline) if one.case.deadline else desk.say("no deadline")
        terminal.line(f"{one.case.id}  {one.case.state:<18} {one.kind:<20} {one.account:<12}  {due}")
        terminal.line("    " + one_line(one.subject, 120), "dim")


@app.command("show", cls=Command)
def show_case(context: typer.Context, case_id: CaseId, *, as_json: AsJson = False) -> None:
    """Show one case."""
    from abusedesk import engine  # noqa: PLC0415 - slow to load

    desk: Desk = context.obj
    with desk.store() as store:
        found = engine.document(store, case_id)
        files = engine.files_of(store, case_id)
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


@app.command("export", cls=Command)
def export(
    context: typer.Context,
    case_id: CaseId,
    *,
    as_format: Annotated[Format, typer.Option("--format")] = Format.JSON,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file instead of the screen.")
    ] = None,
) -> None:
    """Write a case as JSON or as the HTML report."""
    from abusedesk import engine, report  # noqa: PLC0415 - slow to load

    desk: Desk = context.obj
    with desk.store() as store:
        found = engine.document(store, case_id)
    if as_format is Format.HTML:
        text = report.html(found, desk.language)
    else:
        text = json.dumps(to_json(found), ensure_ascii=False, indent=1) + "\n"
    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as why:
        raise BadInput(f"{output}: {why.strerror}") from why


def reply(
    context: typer.Context,
    case_id: CaseId,
    *,
    kind: Annotated[Letter | None, typer.Option(help="Another letter than the case asks for.")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only what stands in its way; ends with 1 if anything.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show the letter to AWS, with its Japanese gloss and what to mend before it is sent."""
    from abusedesk import engine  # noqa: PLC0415 - slow to load

    desk: Desk = context.obj
    wanted: ReplyKind | None = kind.value if kind else None
    with desk.store() as store:
        letter = engine.letter(store, case_id, wanted)
    if as_json:
        print_json(to_json(letter))
    else:
        terminal = Terminal()
        if not check:
            show_letter(terminal, letter)
        if desk.language == "ja" and not check:
            terminal.heading(desk.say("In Japanese, for you"))
            terminal.line(letter.gloss_ja)
        for problem in letter.problems:
            show_problem(desk, problem, terminal)
    if check and letter.problems:
        raise typer.Exit(1)
