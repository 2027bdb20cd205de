"""A case for others: as a document, a report or a bundle; and whether a bundle is whole."""

from __future__ import annotations

import getpass
import json
import shutil
import sys
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from abusedesk.errors import BadInput
from abusedesk.model import to_json

from ._terminal import Terminal, print_json

if TYPE_CHECKING:
    from abusedesk.engine import Verified
    from abusedesk.store import Store

    from ._desk import Desk


class Format(StrEnum):
    """What a case can be exported as."""

    JSON = "json"
    HTML = "html"
    PDF = "pdf"
    BUNDLE = "bundle"


_BINARY = {Format.PDF, Format.BUNDLE}


def export(
    context: typer.Context,
    case_id: Annotated[str, typer.Argument(metavar="ID", help="The case.")],
    *,
    as_format: Annotated[Format, typer.Option("--format")] = Format.JSON,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file instead of the screen.")
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="Who exports a bundle; without it, the user of this machine.")
    ] = None,
) -> None:
    """Write a case as JSON, as the report (HTML or PDF), or as a bundle: everything that is kept of it."""
    desk: Desk = context.obj
    if output is None and as_format in _BINARY and sys.stdout.isatty():
        raise BadInput(f"--format {as_format}: a terminal cannot show it; name a file with -o FILE")
    with tempfile.TemporaryFile() as made:
        with desk.store() as store:
            seal = _write(desk, store, case_id, as_format, (made, by or _user()))
        made.seek(0)
        _hand_over(made, output)
    if seal:
        Terminal(aside=True).line(desk.say("Seal of the bundle (SHA-256 of its manifest): {seal}", seal=seal))


def verify(
    context: typer.Context,
    bundle: Annotated[
        Path, typer.Argument(metavar="BUNDLE", help="A file of `case export --format bundle`.")
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Check that a bundle is whole: every hash, the journal's chain, the evidence of every claim."""
    from abusedesk import engine  # noqa: PLC0415 - slow to load

    desk: Desk = context.obj
    found = engine.verify_bundle(bundle)
    if as_json:
        print_json(to_json(found))
    else:
        _show(desk, found)
    if found.problems:
        raise typer.Exit(1)


def _write(
    desk: Desk, store: Store, case_id: str, as_format: Format, to: tuple[IO[bytes], str]
) -> str | None:
    """The case in that format into a file; gives the seal of a bundle."""
    from abusedesk import engine, report  # noqa: PLC0415 - slow to load

    file, by = to
    if as_format is Format.BUNDLE:
        return engine.bundle(store, case_id, file, language=desk.language, by=by)
    found = engine.document(store, case_id)
    if as_format is Format.JSON:
        file.write((json.dumps(to_json(found), ensure_ascii=False, indent=1) + "\n").encode())
    elif as_format is Format.HTML:
        file.write(report.html(found, desk.language, store.evidence(case_id)).encode())
    else:
        file.write(report.pdf(found, desk.language, store.evidence(case_id)))
    return None


def _hand_over(made: IO[bytes], output: Path | None) -> None:
    if output is None:
        sys.stdout.flush()
        shutil.copyfileobj(made, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    try:
        with output.open("wb") as file:
            shutil.copyfileobj(made, file)
    except OSError as why:
        raise BadInput(f"{output}: {why.strerror}") from why


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def _show(desk: Desk, found: Verified) -> None:
    terminal = Terminal()
    if found.problems:
        terminal.heading(desk.say("This bundle is not whole:"))
        for problem in found.problems:
            terminal.item(desk.of(problem), "red")
        return
    terminal.line(
        desk.say(
            "The bundle of case {case} is whole: {members} members, {evidence} things of evidence, {entries} "
            "lines of the journal.",
            case=found.case,
            members=found.members,
            evidence=found.evidence,
            entries=found.entries,
        )
    )
    terminal.line(desk.say("Exported by {name}.", name=found.exported_by))
    terminal.line(desk.say("Seal of the bundle (SHA-256 of its manifest): {seal}", seal=found.seal))
