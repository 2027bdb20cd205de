"""The plan, what it would change, and its being carried out on approval."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from abusedesk.errors import BadInput, Refused
from abusedesk.model import to_json

from ._connection import EndpointUrl, ExternalId, Profile, RoleArn
from ._contain_show import show_contained, show_dry_run, show_undone, show_watched
from ._hand_over import HandOverPassphrase, HandOverTo, recipient
from ._management import ManagementProfile, ManagementRoleArn, managed
from ._progress import Watcher
from ._story import show_plan
from ._terminal import Terminal, print_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from abusedesk.act import Limits
    from abusedesk.engine import Approval, Choice, Connection, Contained, DryRun, Recipient
    from abusedesk.store import Store

    from ._desk import Desk

T = TypeVar("T")
_TYPED = 8  # characters of the digest that a person types to approve


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
    approve_as: Annotated[str | None, typer.Option(help="Who approves exactly what was shown.")] = None,
    expect: Annotated[str | None, typer.Option(help="The digest of what was shown.")] = None,
    most: Annotated[int | None, typer.Option(min=1, help="How many steps one approval may have.")] = None,
    most_deletions: Annotated[
        int | None, typer.Option(min=0, help="How many of them may delete something.")
    ] = None,
    hand_over_to: HandOverTo = None,
    hand_over_passphrase: HandOverPassphrase = False,
    management_profile: ManagementProfile = None,
    management_role_arn: ManagementRoleArn = None,
    profile: Profile = None,
    role_arn: RoleArn = None,
    external_id: ExternalId = None,
    endpoint_url: EndpointUrl = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Carry the plan's steps out once approved; with --dry-run show what would change in the live account."""
    from abusedesk import act, engine  # noqa: PLC0415 - slow to load

    desk: Desk = context.obj
    choice = _choice(step, phase, everything=everything)
    connection = engine.Connection(
        profile=profile, role_arn=role_arn, external_id=external_id, endpoint_url=endpoint_url
    )
    connection = managed(connection, management_profile, management_role_arn)
    usual = act.Limits()
    limits = act.Limits(
        steps=usual.steps if most is None else most,
        deletions=usual.deletions if most_deletions is None else most_deletions,
    )
    asked = _Asked(case_id, connection, choice, limits)
    _clear(dry_run, approve_as, expect, chosen=choice != engine.Choice() or everything)
    with desk.store() as store:
        store.case(case_id)
        if dry_run:
            seen = _look(asked, store)
            _tell(desk, seen, show_dry_run, as_json=as_json)
            return
        to = recipient(desk, hand_over_to, passphrase=hand_over_passphrase)
        if approve_as and expect:
            name, digest = approve_as, expect
        else:
            name, digest = _ask(desk, asked, store, as_json=as_json)
        done = _carry_out(desk, asked, store, engine.Approval(names=(name,), digest=digest), to)
        engine.publish(store, engine.document(store, case_id), desk.language)
    _tell(desk, done, show_contained, as_json=as_json)
    _leave(done)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be contained, and how to reach it."""

    case_id: str
    connection: Connection
    choice: Choice
    limits: Limits


def _choice(step: int | None, phase: str | None, *, everything: bool) -> Choice:
    from abusedesk import engine  # noqa: PLC0415 - slow to load

    if (step is not None) + (phase is not None) + everything > 1:
        raise BadInput("expected one of --step N, --phase PHASE and --all")
    return engine.Choice(step=step, phase=phase)


def _clear(dry_run: bool, approve_as: str | None, expect: str | None, *, chosen: bool) -> None:  # noqa: FBT001 - options
    """
    See that what is asked for can be meant.

    Raises:
        BadInput: it contradicts itself, or leaves out what is needed.
    """
    if dry_run and (approve_as or expect):
        raise BadInput("--dry-run changes nothing, so there is nothing to approve")
    if bool(approve_as) != bool(expect):
        raise BadInput("--approve-as NAME goes with --expect DIGEST, which --dry-run shows")
    if approve_as and not chosen:
        raise BadInput("say what is approved: --step N, --phase PHASE or --all")


def _look(asked: _Asked, store: Store) -> DryRun:
    from abusedesk import engine  # noqa: PLC0415 - slow to load

    engine.plan_root(store, asked.case_id, asked.connection)
    steps = asked.choice.of(store.plan(asked.case_id))
    return engine.dry_run(store, asked.case_id, asked.connection, steps, asked.limits)


def _can_answer() -> bool:
    """Whether a person sits at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _ask(desk: Desk, asked: _Asked, store: Store, *, as_json: bool) -> tuple[str, str]:
    """
    Show what would change and have a person approve it; gives their name and the digest.

    Raises:
        Refused: nobody can answer here, or they did not approve.
    """
    if as_json or not _can_answer():
        raise Refused("nobody approved: see --dry-run, then give --approve-as NAME and --expect DIGEST")
    _one_person_is_enough(desk, store.account(asked.case_id))
    seen = _look(asked, store)
    show_dry_run(desk, seen)
    changes = [one for one in seen.previews if one.change is not None and one.change.needed]
    if not changes:
        raise Refused("nothing would change, so there is nothing to approve")
    word = seen.digest.partition(":")[2][:_TYPED]
    said = desk.say(
        "This changes {count} things in account {account}. To approve, type {word}",
        count=len(changes),
        account=store.account(asked.case_id),
        word=word,
    )
    if str(typer.prompt(said, default="", show_default=False)).strip() != word:
        raise Refused("it was not approved; nothing was changed")
    return str(typer.prompt(desk.say("Your name"))), seen.digest


def _carry_out(
    desk: Desk, asked: _Asked, store: Store, approval: Approval, to: Recipient | None
) -> Contained:
    from abusedesk import engine  # noqa: PLC0415 - slow to load

    _one_person_is_enough(desk, store.account(asked.case_id))
    with Watcher(desk) as watcher:
        hand_over = engine.folder_of(store, asked.case_id, to) if to is not None else None
        means = engine.Means(tell=watcher, limits=asked.limits, hand_over=hand_over)
        return engine.contain(store, asked.case_id, asked.connection, asked.choice, approval, means)


def _one_person_is_enough(desk: Desk, account: str) -> None:
    """
    Let one hand approve.

    Raises:
        Refused: the settings want two persons; two names typed by one hand are one person.
    """
    from abusedesk import settings  # noqa: PLC0415 - not needed for --help

    set_ = settings.load(desk.home / "settings.toml")
    customer = set_.customer(account)
    if set_.two_persons or (customer is not None and customer.two_persons):
        raise Refused(
            "the settings want two persons to approve a change; two names typed by one hand are one person"
        )


def _tell(desk: Desk, what: T, show: Callable[[Desk, T], None], *, as_json: bool) -> None:
    if as_json:
        print_json(to_json(what))
    else:
        show(desk, what)


def _leave(done: Contained) -> None:
    """End with 3 where AWS refused all, with 1 where something is left, else with 0."""
    if done.denied:
        raise typer.Exit(3)
    if done.left or done.breached or done.waiting:
        raise typer.Exit(1)


def undo(
    context: typer.Context,
    case_id: Annotated[str, typer.Argument(metavar="ID", help="The case.")],
    *,
    step: Annotated[int | None, typer.Option(help="Only this step.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All steps, the newest first.")] = False,
    profile: Profile = None,
    role_arn: RoleArn = None,
    external_id: ExternalId = None,
    endpoint_url: EndpointUrl = None,
    management_profile: ManagementProfile = None,
    management_role_arn: ManagementRoleArn = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Take applied steps back, and say what cannot be taken back."""
    from abusedesk import engine  # noqa: PLC0415 - slow to load

    desk: Desk = context.obj
    if (step is not None) == everything:
        raise BadInput("expected one of --step N and --all")
    connection = engine.Connection(
        profile=profile, role_arn=role_arn, external_id=external_id, endpoint_url=endpoint_url
    )
    connection = managed(connection, management_profile, management_role_arn)
    with desk.store() as store:
        undone = engine.undo(store, case_id, connection, step)
        engine.publish(store, engine.document(store, case_id), desk.language)
    _tell(desk, undone, show_undone, as_json=as_json)
    if any(one.end != "undone" for one in undone.taken_back):
        raise typer.Exit(1)


def watch(
    context: typer.Context,
    case_id: Annotated[str, typer.Argument(metavar="ID", help="The case.")],
    *,
    minutes: Annotated[float, typer.Option(min=0, help="For how long; 0 looks once.")] = 30,
    profile: Profile = None,
    role_arn: RoleArn = None,
    external_id: ExternalId = None,
    endpoint_url: EndpointUrl = None,
    management_profile: ManagementProfile = None,
    management_role_arn: ManagementRoleArn = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Watch a contained account; ends with 0 when it held, with 1 when it was breached."""
    from abusedesk import engine  # noqa: PLC0415 - slow to load

    desk: Desk = context.obj
    connection = engine.Connection(
        profile=profile, role_arn=role_arn, external_id=external_id, endpoint_url=endpoint_url
    )
    connection = managed(connection, management_profile, management_role_arn)
    with desk.store() as store, Watcher(desk, quiet=as_json) as watcher:
        seen = engine.watch(store, case_id, connection, minutes, tell=watcher)
    _tell(desk, seen, show_watched, as_json=as_json)
    if seen.verdict == "breached":
        raise typer.Exit(1)
