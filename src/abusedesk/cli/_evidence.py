"""The evidence command: open what an id in a letter or report stands for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from abusedesk.model import to_json

from ._terminal import Terminal, print_json

if TYPE_CHECKING:
    from ._desk import Desk


def evidence(
    context: typer.Context,
    case_id: Annotated[str, typer.Argument(metavar="ID", help="The case.")],
    reference: Annotated[
        str, typer.Argument(metavar="REFERENCE", help="An id that a letter, finding or report cites.")
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Open what an id stands for: evidence, an event, a finding or a measure."""
    from abusedesk import engine  # noqa: PLC0415 - slow to load

    desk: Desk = context.obj
    with desk.store() as store:
        found = engine.open_reference(store, case_id, reference)
    if as_json:
        print_json({**to_json(found), "file": str(found.file) if found.file else None})
        return
    terminal = Terminal()
    terminal.heading(f"{found.what} {found.id}")
    terminal.line(json.dumps(found.data, ensure_ascii=False, indent=1))
    if found.intact:
        terminal.item(desk.say("Answer kept unchanged as: {file}", file=found.file), "green")
    elif found.intact is False:
        terminal.item(desk.say("The bytes of the answer are missing or have been changed."), "red")
