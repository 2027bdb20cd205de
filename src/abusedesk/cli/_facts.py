"""What this version is made of: units, policies, schemas."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from abusedesk.model import to_json

from ._bilingual import Command, Group
from ._terminal import Terminal, one_line, print_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ._desk import Desk

policy = typer.Typer(cls=Group, no_args_is_help=True, help="The IAM policies that this version needs.")


class Kind(StrEnum):
    """The kinds of unit that can be listed."""

    COLLECTORS = "collectors"
    FORMATS = "formats"
    RULES = "rules"
    ACTIONS = "actions"
    KINDS = "kinds"
    CHECKS = "checks"
    CAUSES = "causes"
    MEASURES = "measures"


class Document(StrEnum):
    """The documents whose JSON Schema can be printed."""

    CASE = "case"
    SCAN = "scan"
    PLAN = "plan"
    RECEIPT = "receipt"


def units(
    context: typer.Context,
    kind: Kind,
    *,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """List the units of one kind."""
    desk: Desk = context.obj
    found = _every(kind)
    if as_json:
        print_json([to_json(unit) if kind is Kind.MEASURES else facts_of(unit) for unit in found.values()])
        return
    terminal = Terminal()
    for name, unit in found.items():
        # A measure is called by its sentence, which stands in both languages in its file.
        title = desk.of(unit.done) if kind is Kind.MEASURES else desk.say(unit.title)
        terminal.line(f"{name:<36} {one_line(title)}")


def facts_of(unit: Any) -> dict[str, Any]:
    """The plain facts of a unit: its texts, lists and switches, without its functions."""
    fields = {name: getattr(unit, name) for name in type(unit).__dataclass_fields__}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in fields.items()
        if isinstance(value, (str, bool, int, float))
        or (isinstance(value, tuple) and all(isinstance(one, str) for one in value))
    }


def _every(kind: Kind) -> Mapping[str, Any]:
    from abusedesk import act, collect, detect, engine, intake, logs, trace  # noqa: PLC0415 - slow to load

    rooms: dict[Kind, Callable[[], Mapping[str, Any]]] = {
        Kind.COLLECTORS: collect.every,
        Kind.FORMATS: logs.every,
        Kind.RULES: detect.every,
        Kind.ACTIONS: act.every,
        Kind.KINDS: intake.every,
        Kind.CAUSES: trace.every,
        Kind.MEASURES: engine.measures,
    }
    # Checks are units of a room that this version does not have yet: there are none.
    return rooms[kind]() if kind in rooms else {}


@policy.command("read", cls=Command)
def read_policy() -> None:
    """Print the IAM policy that reading an account needs."""
    from abusedesk import engine  # noqa: PLC0415 - slow to load

    sys.stdout.write(json.dumps(engine.policy_to_read(), indent=1) + "\n")


@policy.command("contain", cls=Command)
def contain_policy(
    *,
    management: Annotated[
        bool,
        typer.Option("--management", help="The one that its organization's management account needs beside."),
    ] = False,
) -> None:
    """Print the IAM policy that containing an account needs, or several where one would be too long."""
    from abusedesk import engine  # noqa: PLC0415 - slow to load

    found = (engine.policy_for_management(),) if management else engine.policies_to_contain()
    sys.stdout.write(json.dumps(found[0] if len(found) == 1 else found, indent=1) + "\n")


def schema(document: Document) -> None:
    """Print the JSON Schema of one output."""
    from abusedesk import model  # noqa: PLC0415 - not needed for --help

    kinds: dict[Document, type] = {
        Document.CASE: model.CaseDocument,
        Document.SCAN: model.Finding,
        Document.PLAN: model.Step,
        Document.RECEIPT: model.Receipt,
    }
    sys.stdout.write(json.dumps(model.json_schema(kinds[document]), indent=1) + "\n")
