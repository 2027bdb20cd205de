"""Practice accounts: list them, serve one, or run the main job on one."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from abusedesk.errors import BadInput
from abusedesk.model import to_json

from ._bilingual import Command, Group
from ._respond import run
from ._terminal import Terminal, one_line, print_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.drill.scoring import Score

    from ._desk import Desk

app = typer.Typer(cls=Group, no_args_is_help=True, help="Practise on an account that is only played.")

DEMO = "leaked-key-miners"
Seed = Annotated[int, typer.Option(help="Another seed gives other names, ids, addresses and times.")]
Throttle = Annotated[
    bool, typer.Option("--throttle/--no-throttle", help="Refuse calls as often as AWS does.")
]
Propagation = Annotated[
    bool,
    typer.Option(
        "--propagation/--no-propagation", help="Let changes of IAM hold some seconds late, as on AWS."
    ),
]
Port = Annotated[int, typer.Option(help="Port on the loopback address; 0 takes a free one.")]
Incident = Annotated[str, typer.Argument(metavar="INCIDENT", help="A name from the list, or a folder.")]
AsJson = Annotated[bool, typer.Option("--json")]


@app.command("list", cls=Command)
def list_incidents(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List the incidents that come with this version."""
    from abusedesk.drill import generate  # noqa: PLC0415 - an optional extra

    desk: Desk = context.obj
    found = generate.every()
    if as_json:
        print_json(
            [
                {"id": name.replace("_", "-"), "title": one.title, "summary": one.summary}
                for name, one in found.items()
            ]
        )
        return
    terminal = Terminal()
    for name, one in found.items():
        terminal.line(f"{name.replace('_', '-'):<26} {one_line(desk.say(one.title))}")


@app.command("start", cls=Command)
def start(
    context: typer.Context,
    incident: Incident,
    *,
    port: Port = 0,
    seed: Seed = 1,
    throttle: Throttle = True,
    propagation: Propagation = True,
    as_json: AsJson = False,
) -> None:
    """Serve a practice account on the loopback address until interrupted."""
    from abusedesk import drill  # noqa: PLC0415 - an optional extra

    desk: Desk = context.obj
    place = folder_of(desk, incident, seed)
    with drill.start(place, port=port, throttle=throttle, propagation=propagation, seed=seed) as running:
        running.told = lambda move: show_move(desk, move, Terminal(aside=True))
        shown = {
            "endpoint_url": running.endpoint_url,
            "account": running.account,
            "now": to_json(running.now),
            "notice": str(drill.load(place).notice),
            "environment": _environment(running.credentials),
        }
        if as_json:
            print_json(shown)
        else:
            for name, value in _environment(running.credentials).items():
                sys.stdout.write(f"export {name}={value}\n")
            sys.stdout.write(f"abusedesk respond {shown['notice']} --endpoint-url {running.endpoint_url}\n")
            sys.stdout.write(f"abusedesk contain ID --all --dry-run --endpoint-url {running.endpoint_url}\n")
        sys.stdout.flush()
        try:
            running.process.wait()
        except KeyboardInterrupt:
            Terminal(aside=True).line(desk.say("The practice account is closed."))


@app.command("run", cls=Command)
def run_incident(
    context: typer.Context,
    incident: Incident,
    *,
    seed: Seed = 1,
    throttle: Throttle = True,
    as_json: AsJson = False,
) -> None:
    """Serve a practice account, run the main job on it, and score the answer against the truth."""
    desk: Desk = context.obj
    play(desk, folder_of(desk, incident, seed), throttle=throttle, as_json=as_json)


def demo(context: typer.Context) -> None:
    """Watch a practice incident from the mail to the reply."""
    desk: Desk = context.obj
    play(desk, folder_of(desk, DEMO, 1), throttle=True, as_json=False)


def folder_of(desk: Desk, incident: str, seed: int) -> Path:
    """
    The incident's folder: the one named, or that of a shipped incident, built on first use.

    Raises:
        BadInput: it is neither.
    """
    from abusedesk.drill import generate  # noqa: PLC0415 - an optional extra

    if Path(incident).is_dir():
        return Path(incident)
    name = incident.replace("-", "_")
    if name not in generate.every():
        known = ", ".join(one.replace("_", "-") for one in generate.every())
        raise BadInput(f"{incident}: expected a folder, or one of {known}")
    place = desk.home / "incidents" / f"{incident}-{seed}"
    if not (place / "incident.toml").exists():
        unfinished = desk.home / "incidents" / f".new-{incident}-{seed}-{os.getpid()}"
        generate.build(name, unfinished, seed=seed)
        unfinished.rename(place)
    return place


def play(desk: Desk, folder: Path, *, throttle: bool, as_json: bool) -> None:
    """Run the main job on the practice account of folder and score it."""
    from abusedesk import drill, engine  # noqa: PLC0415 - an optional extra

    incident = drill.load(folder)
    aside = Terminal(aside=True)
    if incident.ignored:
        aside.line(desk.say("Not played by this version: {files}", files=", ".join(incident.ignored)))
    with drill.start(folder, throttle=throttle) as running, _signed_in(running.credentials):
        options = engine.Options(
            connection=engine.Connection(endpoint_url=running.endpoint_url), now=running.now
        )
        notice = incident.notice
        outcome = run(desk, notice.read_bytes(), str(notice), options, as_json=as_json, live=False)
    truth = folder / "truth.json"
    if truth.exists():
        score = drill.score(json.loads(truth.read_text()), to_json(outcome.document), incident)
        show_score(desk, score, aside)
    if outcome.refused is not None:
        raise outcome.refused


def show_move(desk: Desk, move: Mapping[str, Any], terminal: Terminal) -> None:
    """What the intruder of the practice account tried, and what he got."""
    told = {"call": str(move["call"]), "region": str(move["region"]), "outcome": str(move["outcome"])}
    terminal.line(one_line(desk.say("Intruder: {call} in {region}: {outcome}", **told), 200))


def show_score(desk: Desk, score: Score, terminal: Terminal) -> None:
    """How the answer compares with the truth."""
    terminal.heading(desk.say("Score against the truth"))
    for name, value in to_json(score).items():
        terminal.line(one_line(f"  {name}: {json.dumps(value, ensure_ascii=False)}", 300))


def _environment(credentials: object) -> dict[str, str]:
    names = {
        "AWS_ACCESS_KEY_ID": "access_key",
        "AWS_SECRET_ACCESS_KEY": "secret_key",
        "AWS_SESSION_TOKEN": "token",
    }
    found = {name: getattr(credentials, field) for name, field in names.items()}
    return {**{name: value for name, value in found.items() if value}, "AWS_DEFAULT_REGION": "us-east-1"}


@contextmanager
def _signed_in(credentials: object) -> Iterator[None]:
    """This process with the practice account's credentials, and its own again afterwards."""
    before = dict(os.environ)
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
        os.environ.pop(name, None)
    os.environ.update(_environment(credentials))
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
