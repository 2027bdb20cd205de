"""A case's clock, its correspondence and who is told when, in a terminal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from abusedesk.translate import msg

from ._terminal import Terminal, both_clocks, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.engine import Due, Planned, Standing
    from abusedesk.model import Case, CaseDocument, Notice

    from ._desk import Desk

STEPS: Mapping[str, str] = {
    "owner": msg("owner"),
    "team": msg("team"),
    "on_call": msg("on call"),
    "account_manager": msg("AWS account manager"),
}
REASONS: Mapping[str, str] = {
    "arrived": msg("a message of AWS's"),
    "limited": msg("AWS limited something, or warned for the last time"),
    "reminder": msg("reminder in working hours"),
    "step": msg("before the deadline"),
    "overdue": msg("after the deadline"),
}
_ANSWERED = frozenset({"replied", "disputed"})
_BASES: Mapping[str, str] = {
    "stated": msg("stated by AWS"),
    "policy": msg("AWS's usual 24 hours"),
}
_VERDICTS: Mapping[str, str] = {
    "pass": msg("genuine"),
    "fail": msg("probably not from AWS"),
    "unknown": msg("not known whether it is AWS's"),
}


def due_of(desk: Desk, case: Case, now: datetime | None = None) -> str:
    """A case's deadline in both clocks with the time that is left."""
    from abusedesk.engine import time_left  # noqa: PLC0415 - slow to load

    if case.deadline is None:
        return desk.say("no deadline")
    if case.state in _ANSWERED:
        return f"{both_clocks(case.deadline)}, {desk.say('answered, AWS has the next word')}"
    left = desk.of(time_left(case.deadline, now or datetime.now(UTC)))
    return f"{both_clocks(case.deadline)}, {left}"


def show_standing(desk: Desk, standing: Standing, document: CaseDocument) -> None:
    """What a person who opens the case must know before anything else."""
    terminal, case = Terminal(), standing.case
    terminal.heading(one_line(f"{case.id}  {document.notice.subject}"))
    terminal.item(desk.say("State: {state}", state=case.state))
    terminal.item(desk.say("Account: {account}", account=standing.account or "?"))
    due = f"{desk.say('Answer due')}: {due_of(desk, case)}"
    basis = _BASES.get(case.deadline_basis)
    terminal.item(f"{due} ({desk.say(basis)})" if basis else due, "bold")
    if standing.promised:
        terminal.item(f"{desk.say('Promised to AWS')}: {both_clocks(standing.promised)}", "bold")
    _show_notice(desk, document.notice, terminal)
    _show_messages(desk, document, terminal)
    _show_steps(desk, standing, terminal)


def _show_notice(desk: Desk, notice: Notice, terminal: Terminal) -> None:
    from abusedesk.intake import console_check  # noqa: PLC0415 - slow to load

    verdict = desk.say(_VERDICTS[notice.authentic.verdict])
    terminal.item(f"{notice.kind} / {notice.stage}: {verdict}")
    for reason in notice.authentic.reasons:
        terminal.line("      " + one_line(desk.say(reason)), "dim")
    checks = console_check(notice)
    if checks:
        terminal.heading(desk.say("How to find out in the console whether it is AWS's"))
        for sentence in checks:
            terminal.item(desk.say(sentence))


def _show_messages(desk: Desk, document: CaseDocument, terminal: Terminal) -> None:
    terminal.heading(desk.say("Correspondence"))
    for one in document.messages:
        way = desk.say("in") if one.direction == "in" else desk.say("out")
        terminal.item(
            f"{both_clocks(one.time)}  {way:<3}  {one.kind} / {one.stage}  {one_line(one.subject, 80)}"
        )


def _show_steps(desk: Desk, standing: Standing, terminal: Terminal) -> None:
    terminal.heading(desk.say("Who is told when"))
    for one in standing.sent:
        when = (
            both_clocks(one.at)
            if one.at
            else desk.say("not yet sent, tried {when}", when=both_clocks(one.intended))
        )
        to = f"{desk.say(STEPS[one.step])}: {one_line(one.contact, 60)} ({desk.say(REASONS[one.reason])})"
        terminal.item(f"{when}  {to}" + (f"  {one_line(one.why, 120)}" if one.why else ""))
    if standing.quiet:
        terminal.item(desk.say("Nobody is told anything while the case stands as it does."))
        return
    if standing.next_reminder:
        terminal.item(desk.say("Next: {when}", when=both_clocks(standing.next_reminder)), "bold")
    for planned in standing.planned:
        terminal.item(_planned(desk, planned))


def _planned(desk: Desk, planned: Planned) -> str:
    due: Due = planned.due
    whom = ", ".join(one_line(name, 60) for name in planned.contacts) or desk.say(
        "nobody is set (settings.toml)"
    )
    return f"{both_clocks(due.at)}  {desk.say(STEPS[due.step])}: {whom} ({desk.say(REASONS[due.reason])})"
