"""The main job."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from abusedesk.errors import BadInput

from ._connection import EndpointUrl, ExternalId, Profile, RoleArn
from ._notice import believed, read_message
from ._progress import Watcher
from ._story import show_at_once, show_outcome
from ._terminal import Terminal, print_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from abusedesk.engine import Connection, Options, Outcome
    from abusedesk.engine import Progress as Told
    from abusedesk.store import Store

    from ._desk import Desk

# What the store calls a case.
_CASE = re.compile(r"ad-\d{8}-[0-9a-f]{8}")


def respond(
    context: typer.Context,
    notice: Annotated[
        str, typer.Argument(metavar="NOTICE", help="A mail or text, - for pasted text, or an open case.")
    ],
    *,
    profile: Profile = None,
    role_arn: RoleArn = None,
    external_id: ExternalId = None,
    endpoint_url: EndpointUrl = None,
    logs: Annotated[list[str] | None, typer.Option(help="Log file, folder or s3:// address.")] = None,
    cost: Annotated[Path | None, typer.Option(help="Costs as CSV, where the payer blocks the API.")] = None,
    since: Annotated[str | None, typer.Option(help="Look from here on; 90 days back without it.")] = None,
    until: Annotated[str | None, typer.Option(help="Look up to here; now without it.")] = None,
    regions: Annotated[str | None, typer.Option(help="Only these regions, with commas.")] = None,
    authserv_id: Annotated[
        list[str] | None,
        typer.Option(help="Your own mail server's name in Authentication-Results; no other is believed."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the case document.")] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="End with 1 when something was not read.")
    ] = False,
) -> None:
    """Open the case (or take one), investigate, understand, plan and draft the reply. Changes nothing."""
    from abusedesk import engine  # noqa: PLC0415 - slow to load

    desk: Desk = context.obj
    servers, resolver = believed(desk, authserv_id)
    data, name = (b"", notice) if _CASE.fullmatch(notice) else read_message(notice)
    connection = engine.Connection(
        profile=profile, role_arn=role_arn, external_id=external_id, endpoint_url=endpoint_url
    )
    options = engine.Options(
        connection=connection if _wanted(connection, logs) else None,
        logs=tuple(logs or ()),
        cost=cost,
        since=moment(since, "--since"),
        until=moment(until, "--until"),
        regions=tuple(part.strip() for part in (regions or "").split(",") if part.strip()),
        authserv_ids=servers,
    )

    def start(store: Store, tell: Callable[[Told], None]) -> Outcome:
        if _CASE.fullmatch(notice):
            return engine.respond_to_case(store, notice, options, tell)
        return engine.respond(store, data, name, options, tell, resolver=resolver)

    outcome = shown(desk, start, as_json=as_json)
    if outcome.refused is not None:
        raise outcome.refused
    if exit_code and any(row.status not in {"read", "empty"} for row in outcome.document.coverage):
        raise typer.Exit(1)


def run(desk: Desk, data: bytes, name: str, options: Options, *, as_json: bool, live: bool = True) -> Outcome:
    """Run the main job on a message and show it as it goes, or print the case document when it is done."""
    from abusedesk import engine  # noqa: PLC0415 - slow to load

    def start(store: Store, tell: Callable[[Told], None]) -> Outcome:
        return engine.respond(store, data, name, options, tell)

    return shown(desk, start, as_json=as_json, live=live)


def shown(
    desk: Desk,
    start: Callable[[Store, Callable[[Told], None]], Outcome],
    *,
    as_json: bool,
    live: bool = True,
) -> Outcome:
    """Show what start does as it goes, or print the case document when it is done."""
    from abusedesk import engine  # noqa: PLC0415 - slow to load
    from abusedesk.model import to_json  # noqa: PLC0415 - likewise

    with desk.store() as store, Watcher(desk, quiet=as_json) as watcher:

        def tell(told: Told) -> None:
            if isinstance(told, engine.NoticeRead):
                # With --json the first minute's words still reach a person, beside the document.
                show_at_once(desk, told, Terminal(aside=as_json))
            watcher(told)

        outcome = start(store, tell)
        files = engine.publish(store, outcome.document, desk.language)
    if as_json:
        print_json(to_json(outcome.document))
    elif outcome.document.notice.kind != "none" or outcome.document.coverage:
        show_outcome(desk, outcome.document, files, live=live)
    return outcome


def moment(text: str | None, option: str) -> datetime | None:
    """
    The time that a person wrote, aware UTC; one without a zone is UTC.

    Raises:
        BadInput: it is no ISO 8601 date or time.
    """
    if text is None:
        return None
    try:
        read = datetime.fromisoformat(text)
    except ValueError as why:
        raise BadInput(f"{option} {text}: expected a time such as 2026-03-05T02:10:00Z") from why
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def _wanted(connection: Connection, logs: list[str] | None) -> bool:
    """Whether AWS is to be asked: yes, unless there are logs instead and nothing points to an account."""
    pointed = any((connection.profile, connection.role_arn, connection.endpoint_url))
    at_hand = any(os.environ.get(name) for name in ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_ROLE_ARN"))
    remote = any(place.startswith("s3://") for place in logs or ())
    return pointed or at_hand or remote or not logs
