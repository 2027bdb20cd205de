"""A dry run, and what became of a plan, in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.translate import msg

from ._difference import differences
from ._terminal import Terminal, both_clocks, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from abusedesk.engine import Blast, Contained, DryRun, Ended, Preview, TakenBack, Undone, Use, Watched
    from abusedesk.model import Step

    from ._desk import Desk

PHASES: Mapping[str, str] = {
    "preserve": msg("keep evidence"),
    "contain": msg("contain"),
    "eradicate": msg("remove"),
    "recover": msg("recover"),
    "prevent": msg("prevent"),
}
ENDS: Mapping[str, str] = {
    "applied": msg("done"),
    "nothing": msg("nothing was needed"),
    "failed": msg("failed"),
    "left": msg("left alone"),
    "undone": msg("taken back"),
    "kept": msg("cannot be taken back"),
}
_STYLES = {"applied": "green", "failed": "bold red", "left": "yellow", "kept": "yellow"}
_MOST_LINES = 12
_MOST_USES = 5


def show_dry_run(desk: Desk, seen: DryRun) -> None:
    """One block for each step, then the digest."""
    terminal = Terminal()
    for one in seen.previews:
        terminal.heading(_title(desk, one.step))
        _show_change(desk, one, terminal)
        _show_word(desk, one, terminal)
        _show_stops(desk, one.stops, terminal)
    if seen.interrupted:
        said = desk.say(
            "A run that was approved was interrupted; with --expect {digest} it goes on.",
            digest=seen.interrupted,
        )
        terminal.heading(said)
    terminal.heading(desk.say("Digest of these changes: {digest}", digest=seen.digest))


def _title(desk: Desk, step: Step) -> str:
    place = "" if step.region in {"", "aws-global"} else f" ({step.region})"
    title = desk.of(step.title) or step.action
    phase = desk.say(PHASES[step.phase])
    return one_line(f"{step.step}. [{phase}] {title}: {step.target}{place}", 400)


def _show_change(desk: Desk, one: Preview, terminal: Terminal) -> None:
    if one.step.parts:
        terminal.item(desk.say("of it: {parts}", parts=one_line(", ".join(one.step.parts), 300)))
    if one.absent:
        terminal.item(desk.say("It is not there any more; nothing would change."))
    elif one.change is None:
        terminal.item(one_line(desk.say(one.why), 400), "yellow")
    elif not one.change.needed:
        terminal.item(desk.say("It is so already; nothing would change."))
    else:
        lines = list(differences(one.change.before, one.change.after))
        for path, before, after in lines[:_MOST_LINES]:
            terminal.item(f"{one_line(path, 120)}: {one_line(before, 160)} -> {one_line(after, 160)}")
        if len(lines) > _MOST_LINES:
            terminal.item(desk.say("and {count} more; --json shows all", count=len(lines) - _MOST_LINES))


def _show_word(desk: Desk, one: Preview, terminal: Terminal) -> None:
    if one.refused is not None:
        terminal.item(one_line(desk.of(one.refused), 400), "bold red")
    if one.waits:
        steps = ", ".join(map(str, one.waits))
        terminal.item(desk.say("Waits until these steps are done: {steps}", steps=steps), "yellow")
    if one.change is None or not one.change.needed:
        return
    harm = desk.of(one.step.harm)
    if harm:
        terminal.item(desk.say("Harm: {harm}", harm=harm))
    if one.irreversible is not None:
        terminal.item(desk.say("No way back: {why}", why=desk.of(one.irreversible)), "bold")
    else:
        terminal.item(desk.say("Way back: `abusedesk undo` restores the state before."))


def _show_stops(desk: Desk, stops: Blast, terminal: Terminal) -> None:
    if stops.last_used:
        terminal.item(desk.say("Last used, as IAM says: {when}", when=both_clocks(stops.last_used)))
    if stops.known and not stops.count:
        terminal.item(desk.say("Nothing of yours used it in the last 90 days, as far as events were read."))
    if stops.count:
        terminal.item(
            desk.say("Will stop: {count} uses of yours in the last 90 days, such as", count=stops.count),
            "bold",
        )
        _show_uses(desk, stops.uses, terminal)
    if stops.intruder_count:
        terminal.item(desk.say("The intruder's own uses: {count}, such as", count=stops.intruder_count))
        _show_uses(desk, stops.intruder, terminal)


def _show_uses(desk: Desk, uses: Iterable[Use], terminal: Terminal) -> None:
    for one in list(uses)[:_MOST_USES]:
        last = both_clocks(one.last) if one.last else "?"
        said = desk.say(
            "{what} by {by} from {ip}, {times} times, last {when}",
            what=one.what,
            by=one.by,
            ip=one.ip or "?",
            times=one.times,
            when=last,
        )
        terminal.line("      " + one_line(said, 300), "dim")


def show_contained(desk: Desk, done: Contained) -> None:
    """What became of every step, and what is left."""
    terminal = Terminal()
    if done.resolved:
        terminal.line(
            desk.say(
                "{count} interrupted changes were found by looking and brought to their end.",
                count=done.resolved,
            )
        )
    terminal.heading(desk.say("Steps"))
    for one in done.ended:
        terminal.item(_ended(desk, one), _STYLES.get(one.end, ""))
    for breach in done.breached:
        said = desk.say(
            "breached: step {step} ({target}) was done {rounds} times and does not stay: {why}",
            step=breach.step,
            target=breach.target,
            rounds=breach.rounds,
            why=breach.why,
        )
        terminal.item(one_line(said, 500), "bold red")
    if done.waiting:
        terminal.heading(desk.say("New in the plan, to be approved by another dry run"))
        for step in done.waiting:
            terminal.item(_title(desk, step), "yellow")
    if done.by_hand:
        terminal.heading(desk.say("A person does these by hand"))
        for step in done.by_hand:
            terminal.item(_title(desk, step))
    terminal.heading(desk.say("State: {state}", state=done.state))


def _ended(desk: Desk, one: Ended) -> str:
    said = f"{_title(desk, one.step)}: {desk.say(ENDS[one.end])}"
    why = desk.of(one.why)
    return one_line(f"{said}. {why}" if why else said, 600)


def show_undone(desk: Desk, undone: Undone) -> None:
    """What was taken back, and what was not."""
    terminal = Terminal()
    if not undone.taken_back:
        terminal.line(desk.say("No step is applied; there is nothing to take back."))
    for one in undone.taken_back:
        terminal.item(_taken_back(desk, one), _STYLES.get(one.end, ""))
    terminal.heading(desk.say("State: {state}", state=undone.state))


def _taken_back(desk: Desk, one: TakenBack) -> str:
    why = desk.of(one.irreversible) if one.irreversible else desk.say(one.why) if one.why else ""
    said = f"{one.step}. {one.action} {one.target}: {desk.say(ENDS[one.end])}"
    return one_line(f"{said}. {why}" if why else said, 600)


def show_watched(desk: Desk, seen: Watched) -> None:
    """Held or breached, with what."""
    terminal = Terminal()
    if seen.verdict == "held":
        said = desk.say(
            "Held: {steps} steps stand as they were left, and no call of the intruder's succeeded "
            "from {since} to {until}.",
            steps=seen.steps,
            since=both_clocks(seen.since),
            until=both_clocks(seen.until),
        )
        terminal.line(said, "green")
    else:
        terminal.line(desk.say("Breached."), "bold red")
    for loose in seen.loose:
        terminal.item(
            one_line(f"{loose.step}. {loose.action} {loose.target} {loose.region}: {loose.why}", 500),
            "bold red",
        )
    for call in seen.calls:
        what = (
            f"{both_clocks(call.time)} {call.action} {call.region} {call.actor} {call.credential} {call.ip}"
        )
        terminal.item(one_line(what, 400), "bold red")
    for why in seen.unread:
        terminal.item(one_line(desk.say("not read: {what}", what=why), 400), "yellow")
