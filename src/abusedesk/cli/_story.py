"""A case told to a person in a terminal."""

from __future__ import annotations

import shlex
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from abusedesk.translate import msg

from ._terminal import Terminal, both_clocks, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from abusedesk.engine import Files, NoticeRead
    from abusedesk.model import Case, CaseDocument, Reply, Step

    from ._desk import Desk

PHASES = {
    "preserve": msg("Preserve"),
    "contain": msg("Contain"),
    "eradicate": msg("Eradicate"),
    "recover": msg("Recover"),
    "prevent": msg("Prevent"),
}
_SHOWN = 8


def show_at_once(desk: Desk, told: NoticeRead, terminal: Terminal) -> None:
    """What is known in the first minute, with a holding reply ready to send."""
    if told.own_key:
        terminal.heading(desk.say("The reported key is the very one that this tool runs with."))
        terminal.line(
            desk.say(
                "Whoever has it can read what you read. Make sure of another way into the account "
                "(a role, the console with MFA), then deactivate this key first."
            ),
            "bold red",
        )
    terminal.heading(one_line(desk.of(told.title)))
    terminal.line(desk.of(told.means))
    if told.notice.kind == "none":
        _show_none(desk, told, terminal)
        return
    if told.notice.authentic.verdict == "fail":
        terminal.line(
            desk.say(
                "This mail is probably not from AWS. Do not follow its links: look in the AWS Health "
                "Dashboard and the Support Center of the console."
            ),
            "bold red",
        )
    _show_named(desk, told, terminal)
    _show_clock(desk, told, terminal)
    terminal.heading(desk.say("First step, which can be taken back"))
    terminal.line(desk.of(told.first_step), "bold")
    if told.holding.text:
        terminal.heading(desk.say("Holding reply, ready to send"))
        show_letter(terminal, told.holding)
    else:
        for problem in told.holding.problems:
            show_problem(desk, problem, terminal)


def _show_none(desk: Desk, told: NoticeRead, terminal: Terminal) -> None:
    """What a person who handed in another mail may want: where it is, and how to go on all the same."""
    terminal.item(desk.say("It is kept as {case}. Nothing has to be answered.", case=told.case.id))
    terminal.item(
        desk.say(
            "To look into the account all the same: {command}",
            command=f"abusedesk --home {shlex.quote(str(desk.home))} respond {told.case.id}",
        )
    )


def _show_named(desk: Desk, told: NoticeRead, terminal: Terminal) -> None:
    read = told.notice
    named = [*read.resources, *read.access_keys, *read.iam_users, *read.ips]
    if read.account:
        terminal.item(desk.say("Account: {account}", account=read.account))
    if named:
        terminal.item(desk.say("It names: {names}", names=one_line(", ".join(named))))
    terminal.item(desk.say("Case: {case}", case=told.case.id))


def _show_clock(desk: Desk, told: NoticeRead, terminal: Terminal) -> None:
    deadline = told.notice.deadline
    if deadline is None:
        terminal.item(desk.say("The notice sets no time to answer; answer within a day all the same."))
        return
    left = deadline - told.now
    hours = abs(left.total_seconds()) / 3600
    when = both_clocks(deadline)
    if left.total_seconds() > 0:
        terminal.item(desk.say("Answer due {when}: {hours:.1f} hours left", when=when, hours=hours), "bold")
    else:
        terminal.item(
            desk.say(
                "Answer was due {when}, {hours:.1f} hours ago: send the holding reply now",
                when=when,
                hours=hours,
            ),
            "bold red",
        )
    if told.notice.deadline_basis == "policy":
        terminal.item(desk.say("The mail states no time; AWS expects an answer within 24 hours."))


def show_letter(terminal: Terminal, letter: Reply) -> None:
    """A letter with its head; nothing where there is none: its problems say what a person must do."""
    if not letter.text:
        return
    terminal.line(f"To: {one_line(letter.to)}\nSubject: {one_line(letter.subject)}\n", "dim")
    terminal.line(letter.text)


def show_outcome(desk: Desk, document: CaseDocument, files: Files, *, live: bool = True) -> None:
    """
    The whole case: what was found, what to do next, and where the papers lie.

    live is False when the account is gone with the command, as a practice account is.
    """
    terminal = Terminal()
    _show_cause(desk, document, terminal)
    _show_attacker(desk, document, terminal)
    _show_affected(desk, document, terminal)
    _show_cost(desk, document, terminal)
    _show_gaps(desk, document, terminal)
    show_plan(desk, document.plan, terminal)
    if document.reply:
        terminal.heading(desk.say("Reply draft"))
        show_letter(terminal, document.reply)
        _show_problems(desk, document.reply, terminal)
    _show_next(desk, document.case, files, terminal, live=live)


def _show_cause(desk: Desk, document: CaseDocument, terminal: Terminal) -> None:
    if not document.root_causes:
        return
    best = document.root_causes[0]
    terminal.heading(
        desk.say("Root cause: {kind} ({confidence:.0%} sure)", kind=best.kind, confidence=best.confidence)
    )
    terminal.line(desk.of(best.statement))
    for entry in document.timeline[:40]:
        terminal.item(f"{both_clocks(entry.time)}  {one_line(desk.of(entry.what))}")


def _show_attacker(desk: Desk, document: CaseDocument, terminal: Terminal) -> None:
    who = document.attackers
    rows = (
        (msg("Identities"), who.principals),
        (msg("Credentials"), who.credentials),
        (msg("Addresses"), who.ips),
    )
    if any(names for _, names in rows):
        terminal.heading(desk.say("The intruder"))
        for label, names in rows:
            if names:
                terminal.item(f"{desk.say(label)}: {_some(names)}")


def _show_affected(desk: Desk, document: CaseDocument, terminal: Terminal) -> None:
    if not document.affected:
        return
    terminal.heading(desk.say("Made or touched by the intruder"))
    counted = Counter((one.type, one.region, one.how) for one in document.affected)
    for (kind, region, how), count in sorted(counted.items()):
        ids = [one.id for one in document.affected if (one.type, one.region, one.how) == (kind, region, how)]
        terminal.item(f"{count} x {kind} {region} ({how}): {_some(ids)}")


def _show_cost(desk: Desk, document: CaseDocument, terminal: Terminal) -> None:
    if document.cost.abuse_total > 0:
        terminal.heading(
            desk.say(
                "Cost of the abuse so far, estimated: {total:,.2f} {currency}",
                total=document.cost.abuse_total,
                currency=document.cost.currency,
            )
        )


def _show_gaps(desk: Desk, document: CaseDocument, terminal: Terminal) -> None:
    gaps = [row for row in document.coverage if row.status not in {"read", "empty", "not_opted_in"}]
    read = sum(row.status in {"read", "empty"} for row in document.coverage)
    terminal.heading(
        desk.say("Read whole: {read} of {total} places looked at", read=read, total=read + len(gaps))
    )
    grouped: dict[tuple[str, str, str], list[str]] = {}
    for row in gaps:
        grouped.setdefault((row.collector, row.status, row.why), []).append(row.region)
    for (collector, status, why), regions in list(grouped.items())[:_SHOWN]:
        terminal.item(one_line(f"{collector}: {status} ({_some(regions)}) {why}", 240), "yellow")
    if len(grouped) > _SHOWN:
        terminal.item(desk.say("and {more} more; the report shows all", more=len(grouped) - _SHOWN), "yellow")


def show_plan(desk: Desk, steps: Iterable[Step], terminal: Terminal) -> None:
    """The plan, phase by phase; steps that differ only in their target share a line."""
    phase = None
    for _, group in groupby(steps, lambda one: (one.phase, one.action, one.region, one.harm)):
        alike = list(group)
        if alike[0].phase != phase:
            phase = alike[0].phase
            terminal.heading(desk.say("Plan") + ": " + desk.say(PHASES[phase]))
        _show_steps(desk, alike, terminal)


def _show_steps(desk: Desk, alike: Sequence[Step], terminal: Terminal) -> None:
    one, last = alike[0], alike[-1]
    number = f"{one.step}" if one is last else f"{one.step}-{last.step}"
    hand = "" if one.automatic else f" [{desk.say('by hand')}]"
    back = desk.say("can be taken back") if one.reversible else desk.say("no way back")
    targets = _some([step.target for step in alike])
    terminal.line(f"{number:>7}. {desk.of(one.title) or one.action}{hand}, {back}")
    terminal.line(f"         {one.region}: {targets}")
    for sentence in (desk.of(one.reason), desk.of(one.harm)):
        if sentence:
            terminal.line("         " + one_line(sentence, 300), "dim")


def _show_problems(desk: Desk, letter: Reply, terminal: Terminal) -> None:
    if letter.problems:
        terminal.heading(desk.say("Before you send it"))
        for problem in letter.problems:
            show_problem(desk, problem, terminal)


def show_problem(desk: Desk, problem: str, terminal: Terminal) -> None:
    """One thing to mend in a letter before it is sent."""
    from abusedesk.reply import problem_in  # noqa: PLC0415 - not needed for --help

    terminal.item(problem_in(problem, desk.language), "yellow")


def _show_next(desk: Desk, case: Case, files: Files, terminal: Terminal, *, live: bool) -> None:
    command = f"abusedesk --home {shlex.quote(str(desk.home))}"
    terminal.heading(desk.say("Next"))
    terminal.item(desk.say("Look at the report: {place}", place=files.report))
    terminal.item(desk.say("The letter as a file: {place}", place=files.letter))
    if live:
        dry_run = f"{command} contain {case.id} --dry-run"
        terminal.item(desk.say("See what the plan would change: {command}", command=dry_run))
    terminal.item(desk.say("Read the letter again: {command}", command=f"{command} reply {case.id}"))


def _some(names: Sequence[str]) -> str:
    shown = one_line(", ".join(names[:_SHOWN]), 600)
    return shown if len(names) <= _SHOWN else f"{shown} (+{len(names) - _SHOWN})"
