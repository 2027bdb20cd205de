"""The scan command: log files alone."""

from __future__ import annotations

import sys
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from abusedesk.errors import BadInput
from abusedesk.model import Event, to_json
from abusedesk.translate import msg

from ._progress import Watcher
from ._terminal import Terminal, both_clocks, one_line, print_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from abusedesk.engine import Scan, Summary
    from abusedesk.model import Finding

    from ._desk import Desk

# Members of an event that only we need: where it came from stays as file and line.
_INTERNAL = {"record"}


def scan(
    context: typer.Context,
    path: Annotated[str, typer.Argument(metavar="PATH", help="A file or folder.")],
    *,
    rules: Annotated[Path | None, typer.Option(help="A folder of Sigma rules instead of ours.")] = None,
    log_format: Annotated[str | None, typer.Option("--format", help="The format, not to be guessed.")] = None,
    timezone: Annotated[
        str | None, typer.Option(help="Zone of times that name none; UTC without it.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    events: Annotated[bool, typer.Option("--events", help="Every event instead of findings.")] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="End with 1 when something is found.")
    ] = False,
) -> None:
    """Read log files and say what they show."""
    from abusedesk import engine, logs  # noqa: PLC0415 - slow to load

    desk: Desk = context.obj
    if path.startswith("s3://"):
        raise BadInput(f"{path}: scan reads files and folders; `respond --logs` reads from S3")
    if log_format is not None and log_format not in logs.every():
        raise BadInput(f"--format {log_format}: expected one of {', '.join(logs.every())}")
    with Watcher(desk, quiet=as_json) as watcher:
        look = engine.Scan([Path(path)], format=log_format, timezone=_zone(timezone), tell=watcher)
        found, unusable = ([], ()) if events else look.findings(rules)
    try:
        if events:
            _print_events(look, as_json=as_json)
        else:
            _print_findings(desk, look, found, as_json=as_json)
        summary = look.summary(unusable)
    finally:
        look.close()
    if as_json:
        print_json({"summary": _summary_json(summary)})
    else:
        _show_summary(desk, summary)
    if exit_code and (found or summary.rejections.count):
        raise typer.Exit(1)


def event_json(event: Event) -> dict[str, Any]:
    """An event as the contract has it: absent members left out."""
    return {
        name: value for name, value in to_json(event).items() if value is not None and name not in _INTERNAL
    }


def event_line(event: Event, *first: str | None) -> str:
    """An event on one line: when, then first, then what, who, from where, on what, with what error."""
    when = f"{event.time:%Y-%m-%d %H:%M:%S}" if event.time else "?"
    what = (*first, event.action, event.actor or event.user, event.src_ip, event.target, event.error)
    return one_line(f"{when} {' '.join(one for one in what if one)}", 400)


def _zone(name: str | None) -> tzinfo:
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError) as why:
        raise BadInput(f"--timezone {name}: expected a name such as Asia/Tokyo") from why


def _print_events(look: Scan, *, as_json: bool) -> None:
    for event in look.events():
        if as_json:
            print_json(event_json(event))
        else:
            sys.stdout.write(event_line(event) + "\n")


def _print_findings(desk: Desk, look: Scan, found: list[Finding], *, as_json: bool) -> None:
    for finding in found:
        if as_json:
            print_json({**to_json(finding), "files": look.files_of(finding)})
        else:
            show_finding(desk, finding)


def show_finding(desk: Desk, finding: Finding) -> None:
    """One finding in three lines."""
    terminal = Terminal()
    terminal.line(f"[{finding.severity}] {one_line(desk.say(finding.title))}", STYLES[finding.severity])
    if finding.first and finding.last:
        terminal.line(f"    {both_clocks(finding.first)} – {both_clocks(finding.last)}, {finding.count}")
    who = [*finding.actors[:3], *finding.credentials[:3], *finding.ips[:5], *finding.resources[:5]]
    terminal.line("    " + one_line(", ".join(who), 400))


STYLES: Mapping[str, str] = {
    "critical": "bold red",
    "high": "red",
    "medium": "yellow",
    "low": "",
    "info": "dim",
}


def _summary_json(summary: Summary) -> dict[str, Any]:
    made: dict[str, Any] = to_json(summary)
    rejections, counted = made.pop("rejections"), made.pop("counted")
    return {
        **made,
        "rejected": rejections["named"],
        "rejected_count": rejections["count"],
        **counted,
    }


_LABELS = (
    (msg("By principal"), "principals"),
    (msg("By address"), "addresses"),
    (msg("By region"), "regions"),
)


def _show_summary(desk: Desk, summary: Summary) -> None:
    terminal = Terminal()
    terminal.heading(
        desk.say(
            "{events} events in {files} files; {rejected} lines could not be read",
            events=summary.events,
            files=summary.files,
            rejected=summary.rejections.count,
        )
    )
    if summary.first and summary.last:
        terminal.line(f"{both_clocks(summary.first)} – {both_clocks(summary.last)}")
    for label, field in _LABELS:
        top = list(getattr(summary.counted, field).items())[:5]
        if top:
            terminal.line(f"{desk.say(label)}: " + one_line(", ".join(f"{name} {n}" for name, n in top), 400))
    for one in summary.rejections.named[:20]:
        terminal.item(one_line(f"{one.file}:{one.line}: {one.why}", 300), "yellow")
    for note in summary.notes:
        terminal.item(one_line(note, 300))
    for why in summary.unusable_rules:
        terminal.item(one_line(why, 300), "yellow")
