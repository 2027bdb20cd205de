"""How far every other user's keys and password are, and root."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from abusedesk.model import to_json
from abusedesk.translate import msg

from ._connection import EndpointUrl, ExternalId, Profile, RoleArn
from ._management import ManagementProfile, ManagementRoleArn, managed
from ._terminal import Terminal, both_clocks, one_line, print_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from abusedesk.engine import KeyRow, PasswordRow, Program, Recovery, RootItem, UserRow

    from ._desk import Desk

KEYS = {
    "open": msg("still open"),
    "second_key_made": msg("second key made"),
    "second_key_in_use": msg("second key in use"),
    "old_key_off": msg("old key off"),
    "deleted": msg("deleted"),
}
PASSWORDS = {
    "open": msg("still open"),
    "reset_forced": msg("reset forced"),
    "changed_by_user": msg("changed by its user"),
    "gone": msg("gone"),
}
PROOFS = {
    "proved": msg("proved"),
    "told": msg("a person says so"),
    "not_yet": msg("not yet"),
    "not_seen": msg("cannot be seen"),
}
_DONE = frozenset({"deleted", "changed_by_user", "gone", "proved", "told"})
_MOST_PROGRAMS = 5


def recovery(
    context: typer.Context,
    case_id: Annotated[str, typer.Argument(metavar="ID", help="The case.")],
    *,
    live: Annotated[
        bool, typer.Option("--live", help="Read the account with the credentials of the environment.")
    ] = False,
    profile: Profile = None,
    role_arn: RoleArn = None,
    external_id: ExternalId = None,
    endpoint_url: EndpointUrl = None,
    management_profile: ManagementProfile = None,
    management_role_arn: ManagementRoleArn = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Show how far the new keys and passwords of all users are, and root; secrets are never shown."""
    from abusedesk import engine  # noqa: PLC0415 - slow to load

    desk: Desk = context.obj
    connection = engine.Connection(
        profile=profile, role_arn=role_arn, external_id=external_id, endpoint_url=endpoint_url
    )
    connection = managed(connection, management_profile, management_role_arn)
    reads = live or connection != engine.Connection()
    with desk.store() as store:
        found = engine.recovery(store, case_id, connection if reads else None)
    if as_json:
        print_json(to_json(found))
    else:
        _show(desk, found)


def _show(desk: Desk, found: Recovery) -> None:
    terminal = Terminal()
    said = (
        desk.say("As account {account} is at {when}.", account=found.account, when=both_clocks(found.at))
        if found.live
        else desk.say(
            "As the last look at account {account} ({when}) and our own receipts have it; the account was "
            "not read now.",
            account=found.account,
            when=both_clocks(found.at),
        )
    )
    terminal.line(said)
    for why in found.unread:
        terminal.item(one_line(desk.say("not read: {what}", what=why), 400), "yellow")
    for user in found.users:
        _show_user(desk, user, terminal)
    terminal.heading(desk.say("Root, in this order"))
    for item in found.root:
        _show_root(desk, item, terminal)
    end = desk.say("Done.") if found.done else desk.say("Left to do: {count}", count=found.left)
    terminal.heading(end)


def _show_user(desk: Desk, user: UserRow, terminal: Terminal) -> None:
    terminal.heading(one_line(user.user))
    if not user.keys and user.password is None:
        terminal.item(desk.say("Neither a key nor a password."), "dim")
    for key in user.keys:
        _show_key(desk, key, terminal)
    if user.password is not None:
        _show_password(desk, user.password, terminal)


def _show_key(desk: Desk, row: KeyRow, terminal: Terminal) -> None:
    said = f"{row.key}: {desk.say(KEYS[row.state])}"
    if row.successor:
        said += f" ({row.successor})"
    terminal.item(one_line(said), _style(row.state))
    if row.last_used is not None:
        used = desk.say(
            "IAM: last used {when} for {service} in {region}",
            when=both_clocks(row.last_used),
            service=row.service or "?",
            region=row.region or "?",
        )
        _under(terminal, used)
    _show_programs(desk, row.programs, row.used_by, terminal)
    _show_end(desk, row, terminal)


def _show_programs(desk: Desk, programs: Iterable[Program], count: int, terminal: Terminal) -> None:
    shown = list(programs)[:_MOST_PROGRAMS]
    for one in shown:
        used = desk.say(
            "{service} in {region} from {ip} by {program}, {times} times, last {when}",
            service=one.service or "?",
            region=one.region or "?",
            ip=one.ip or "?",
            program=one_line(one.user_agent, 60) or "?",
            times=one.times,
            when=both_clocks(one.last) if one.last else "?",
        )
        _under(terminal, f"{used} {desk.say('(the intruder)')}" if one.intruder else used)
    if count > len(shown):
        _under(terminal, desk.say("and {count} more", count=count - len(shown)))


def _show_password(desk: Desk, row: PasswordRow, terminal: Terminal) -> None:
    said = desk.say("Console password: {state}", state=desk.say(PASSWORDS[row.state]))
    terminal.item(one_line(said), _style(row.state))
    _show_end(desk, row, terminal)


def _show_end(desk: Desk, row: KeyRow | PasswordRow, terminal: Terminal) -> None:
    if row.hand_over:
        _under(terminal, desk.say("Hand-over file: {file}", file=row.hand_over))
    if row.left is not None:
        steps = ", ".join(map(str, row.steps))
        left = desk.say("Left: {what}", what=desk.of(row.left))
        _under(terminal, f"{left} {desk.say('(steps {steps})', steps=steps)}" if steps else left, "bold")


def _show_root(desk: Desk, item: RootItem, terminal: Terminal) -> None:
    said = f"{desk.of(item.title)}: {desk.say(PROOFS[item.state])}. {desk.of(item.why)}"
    terminal.item(one_line(said, 900), _style(item.state))
    if not item.done:
        _under(terminal, desk.of(item.how))


def _under(terminal: Terminal, text: str, style: str = "dim") -> None:
    terminal.line("      " + one_line(text, 500), style)


def _style(state: str) -> str:
    return "green" if state in _DONE else "yellow"
