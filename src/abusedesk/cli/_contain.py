"""The plan, and what it would change."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from abusedesk.errors import BadInput, Refused
from abusedesk.model import to_json

from ._connection import EndpointUrl, ExternalId, Profile, RoleArn
from ._story import show_plan
from ._terminal import Terminal, one_line, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from abusedesk.engine import DryRun, Preview
    from abusedesk.model import Step

    from ._desk import Desk


def plan(
    context: typer.Context,
    case_id: Annotated[str, typer.Argument(metavar="ID", help="The case.")],
    *,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Show the plan of a case."""
    desk: Desk = context.obj
    with desk.store() as store:
        store.case(case_id)
        steps = store.plan(case_id)
    if as_json:
        print_json([to_json(step) for step in steps])
    elif steps:
        show_plan(desk, steps, Terminal())
    else:
        Terminal().line(desk.say("There is nothing to do in this case's plan."))


def contain(
    context: typer.Context,
    case_id: Annotated[str, typer.Argument(metavar="ID", help="The case.")],
    *,
    step: Annotated[int | None, typer.Option(help="Only this step.")] = None,
    phase: Annotated[str | None, typer.Option(help="Only the steps of this phase.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All steps.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change; change nothing.")
    ] = False,
    profile: Profile = None,
    role_arn: RoleArn = None,
    external_id: ExternalId = None,
    endpoint_url: EndpointUrl = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Show the true before and after of the plan's steps, from the live account."""
    from abusedesk import engine  # noqa: PLC0415 - slow to load

    desk: Desk = context.obj
    if not dry_run:
        raise Refused("this version carries no plan out; look at it with --dry-run")
    connection = engine.Connection(
        profile=profile, role_arn=role_arn, external_id=external_id, endpoint_url=endpoint_url
    )
    with desk.store() as store:
        store.case(case_id)
        chosen = _chosen(store.plan(case_id), step, phase, everything=everything)
        seen = engine.dry_run(store, case_id, connection, chosen)
    if as_json:
        print_json(to_json(seen))
    else:
        _show(desk, seen)


def _chosen(steps: Sequence[Step], step: int | None, phase: str | None, *, everything: bool) -> list[Step]:
    if step is not None and all(one.step != step for one in steps):
        raise BadInput(f"--step {step}: the plan has the steps 1 to {len(steps)}")
    phases = sorted({one.phase for one in steps})
    if phase is not None and phase not in phases:
        raise BadInput(f"--phase {phase}: the plan has {', '.join(phases) or 'no steps'}")
    return [
        one
        for one in steps
        if everything or ((step is None or one.step == step) and (phase is None or one.phase == phase))
    ]


def _show(desk: Desk, seen: DryRun) -> None:
    terminal = Terminal()
    for one in seen.previews:
        terminal.heading(one_line(f"{one.step.step}. {one.step.action} {one.step.target} {one.step.region}"))
        _show_change(desk, one, terminal)
    terminal.heading(desk.say("Digest of these changes: {digest}", digest=seen.digest))


def _show_change(desk: Desk, one: Preview, terminal: Terminal) -> None:
    if one.change is None:
        terminal.item(desk.say(one.why), "yellow")
    elif not one.change.needed:
        terminal.item(desk.say("It is so already; nothing would change."))
    else:
        terminal.item(desk.say("before: {state}", state=json.dumps(one.change.before, ensure_ascii=False)))
        terminal.item(desk.say("after: {state}", state=json.dumps(one.change.after, ensure_ascii=False)))
