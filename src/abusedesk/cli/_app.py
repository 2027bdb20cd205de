"""The commands and the options that all of them share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from abusedesk.translate import LANGUAGES

from . import _case, _contain, _drill, _evidence, _facts, _letters, _notice, _reply, _respond, _scan, _worker
from ._bilingual import Command, Group
from ._desk import Desk, language_of_terminal

app = typer.Typer(
    name="abusedesk",
    cls=Group,
    help="From a notice of AWS Trust & Safety to the answer that closes it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def shared(
    context: typer.Context,
    *,
    home: Annotated[
        Path | None, typer.Option(envvar="ABUSEDESK_HOME", help="Where everything is kept.")
    ] = None,
    database_url: Annotated[
        str | None,
        typer.Option(envvar="ABUSEDESK_DATABASE_URL", help="A postgresql:// URL instead of SQLite."),
    ] = None,
    lang: Annotated[
        str | None,
        typer.Option(envvar="ABUSEDESK_LANG", help="ja or en; without it, the terminal's language."),
    ] = None,
) -> None:
    """Take the options that may stand before or after any command."""
    if lang is not None and lang not in LANGUAGES:
        raise typer.BadParameter("expected ja or en", param_hint="--lang")
    context.obj = Desk(home or _default_home(), database_url, lang or language_of_terminal())


def _default_home() -> Path:
    from platformdirs import user_data_path  # noqa: PLC0415 - not needed for --help

    return user_data_path("abusedesk")


app.command("respond", cls=Command)(_respond.respond)
app.command("notice", cls=Command)(_notice.notice)
app.command("scan", cls=Command)(_scan.scan)
_case.app.command("letter", cls=Command)(_letters.letter)
_case.app.command("evidence", cls=Command)(_evidence.evidence)
app.add_typer(_case.app, name="case")
app.command("plan", cls=Command)(_contain.plan)
app.command("contain", cls=Command)(_contain.contain)
app.command("undo", cls=Command)(_contain.undo)
app.command("watch", cls=Command)(_contain.watch)
app.command("reply", cls=Command)(_reply.reply)
app.command("worker", cls=Command)(_worker.worker)
app.add_typer(_drill.app, name="drill")
app.command("demo", cls=Command)(_drill.demo)
app.command("list", cls=Command)(_facts.units)
app.add_typer(_facts.policy, name="policy")
app.command("schema", cls=Command)(_facts.schema)
