"""Waits until what was changed shows, and does it again where somebody undoes it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ._contain_run import take
from ._containing import preview_of
from ._progress import Waiting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from abusedesk.model import Step

    from ._contain_run import Run

_WORKERS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """
    A step that does not stay as it was left, or of which nobody can tell.

    rounds is how often it was taken, why what is so now, or why it could not be read again.
    """

    step: int
    action: str
    target: str
    rounds: int
    why: str


@dataclass(slots=True)
class _Watched:
    """One step that is held: rounds it was taken, and for how many seconds it was not so."""

    step: Step
    rounds: int = 1
    loose: float = 0
    seen: bool = False
    why: str = ""
    unread: str = ""


def hold(run: Run, steps: Sequence[Step]) -> tuple[Breach, ...]:
    """
    Look at applied steps until all were as we left them for means.settle seconds on end.

    One that was so and is no longer, or that does not become so within means.grace, was undone by somebody
    else and is taken again, means.rounds times at most. Gives those that do not stay so even then.
    """
    watched = [_Watched(one) for one in steps]
    quiet = again = 0.0
    last = None
    while watched and quiet < run.means.settle:
        run.means.wait(run.means.pause)
        _look(run, watched)
        # A look at hundreds of steps takes a while itself, at the pace that AWS allows.
        now = time.monotonic()
        passed = max(run.means.pause, now - last) if last is not None and quiet else run.means.pause
        last = now
        loose = [one for one in watched if one.why]
        quiet = 0 if loose else quiet + passed
        run.means.tell(Waiting(len(watched) - len(loose), len(watched), int(again)))
        undone = [one for one in loose if one.seen or one.loose >= run.means.grace]
        if loose and all(one.rounds >= run.means.rounds for one in loose) and len(undone) == len(loose):
            break
        retried = [one for one in undone if one.rounds < run.means.rounds]
        again += len(retried)
        if retried:
            take(run, [one.step for one in retried], again=True)
        for one in retried:
            one.rounds, one.loose, one.seen = one.rounds + 1, 0, False
    return tuple(_breach(one) for one in watched if one.why or one.unread)


def _look(run: Run, watched: Sequence[_Watched]) -> None:
    with ThreadPoolExecutor(max_workers=_WORKERS) as pool:
        previews = pool.map(lambda one: preview_of(run.session, run.account, one.step), watched)
        for one, seen in zip(watched, list(previews), strict=True):
            one.unread = seen.why if seen.change is None and not seen.absent else ""
            if seen.change is None or not seen.change.needed:
                # What is gone, or could not be read again, is nothing that could be taken once more.
                one.why, one.loose, one.seen = "", 0, True
            else:
                one.why = f"it is {dict(seen.change.before)!r} again"[:400]
                one.loose += run.means.pause


def _breach(one: _Watched) -> Breach:
    return Breach(
        step=one.step.step,
        action=one.step.action,
        target=one.step.target,
        rounds=one.rounds,
        why=one.why or one.unread,
    )
