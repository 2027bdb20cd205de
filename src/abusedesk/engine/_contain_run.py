"""One run of an approved plan: what it works with, and how one step is taken and written down."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from abusedesk import act
from abusedesk.act import Limits
from abusedesk.errors import Absent, Denied, DeskError, Refused, Throttled, Unreachable
from abusedesk.model import Change, Evidence, Step, Text, to_json
from abusedesk.translate import text

from ._contain_journal import APPLIED, FAILED, INTENDED, ledger
from ._contain_steps import actions, key_of, target_of
from ._containing import digest_of
from ._letters import SUPERSEDED
from ._progress import Progress, Taken, silent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Literal

    from abusedesk.act import Action, Facts, HandOver
    from abusedesk.aws.session import Session
    from abusedesk.store import Store

    from ._contain_steps import Choice, Key

    End = Literal["applied", "nothing", "failed", "left"]

_WORKERS = 8
# In place of a digest: whatever the change is, the approval covers it.
ANY = "any"
# What AWS or our own guard may answer to a change; anything else is a fault of ours.
ANSWERS = (Absent, Denied, Refused, Throttled, Unreachable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """
    How a run waits, what it tells, how often it does again what is undone, and how much it may change.

    wait sleeps for that many seconds. pause is how long between two looks, settle for how long the new state
    must be seen without a break, grace how long it may take to show before the step is taken again; seconds.
    rounds is how often a step is taken, sweeps how often the account is searched for new things.
    """

    wait: Callable[[float], None] = time.sleep
    tell: Callable[[Progress], None] = silent
    limits: Limits = field(default_factory=Limits)
    pause: float = 2
    settle: float = 8
    grace: float = 12
    rounds: int = 5
    sweeps: int = 3
    hand_over: HandOver | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run under an approval; approved holds the digest of every approved change by its step's key."""

    store: Store
    case_id: str
    session: Session
    account: str
    by: str
    approved_by: tuple[str, ...]
    choice: Choice
    approved: Mapping[Key, str]
    facts: Facts
    means: Means

    def write(self, kind: str, body: Mapping[str, Any]) -> int:
        """Write one line of the journal; gives its number."""
        return self.store.journal(self.case_id).append(kind, body).number


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """
    How a step ended: "applied", "nothing" was needed, "failed", or "left" for the reason why.

    What AWS itself said is in English on both sides. refused is True where AWS did not let it be done.
    """

    step: Step
    end: End
    why: Text = field(default_factory=Text)
    refused: bool = False


@dataclass(frozen=True, slots=True)
class _Ready:
    """A step that is about to be taken: number is the line that says so."""

    step: Step
    action: Action
    change: Change
    number: int


def take(run: Run, steps: Sequence[Step], *, again: bool = False) -> list[Ended]:
    """
    Take steps at once: look, keep what would be lost, write down what is meant, change it, write the end.

    again is True for another round of what stood already: then the change may be another than the approved
    one where it can be taken back.
    """
    ended: list[Ended] = []
    ready: list[_Ready] = []
    with ThreadPoolExecutor(max_workers=_WORKERS) as pool:
        looked = list(pool.map(lambda step: _look(run, step, again=again), steps))
        for step, seen in zip(steps, looked, strict=True):
            if isinstance(seen, Ended):
                ended.append(seen)
                if seen.end == "failed":
                    not_begun(run, step, seen.why.en)
                continue
            action, change, kept = seen
            keep(run, change, kept)
            ready.append(_Ready(step, action, change, intend(run, change)))
        running = {pool.submit(_change, run, one): one for one in ready}
        for done in as_completed(running):
            one = running[done]
            ended.append(_end(run, one, done.result()))
    for made in ended:
        run.means.tell(Taken(made.step, made.end, made.why.en))
    return ended


def _look(run: Run, step: Step, *, again: bool) -> Ended | tuple[Action, Change, tuple[Evidence, ...]]:
    action = actions()[step.action]
    try:
        change = act.preview(action, run.session, target_of(step, run.account))
        if not change.needed:
            return Ended(step=step, end="nothing")
        if not _is_approved(run, step, change, again=again and action.reversible):
            return Ended(step=step, end="left", why=_another(run, step))
        return action, change, act.keep(action, run.session, change)
    except Absent as why:
        return Ended(step=step, end="nothing", why=as_text(why))
    except Refused as why:
        return Ended(step=step, end="left", why=as_text(why))
    except ANSWERS as why:
        return Ended(step=step, end="failed", why=as_text(why), refused=True)


def _another(run: Run, step: Step) -> Text:
    """Why what would be changed now is not what was approved."""
    if not run.approved.get(key_of(step)):
        return text("Nobody could see what this changes when it was approved; look again with --dry-run.")
    known = ledger(run.store, run.case_id)
    ours = any(key[1] == step.target and known.now(key) is not None for key in known.courses)
    if ours:
        return text(
            "Our own steps changed {target} since this was approved; look again with --dry-run.",
            target=step.target,
        )
    return text(
        "{target} has changed since this was approved; look again with --dry-run.", target=step.target
    )


def as_text(why: DeskError) -> Text:
    """What AWS or an action said, as it said it."""
    return Text(en=str(why), ja=str(why))


def _is_approved(run: Run, step: Step, change: Change, *, again: bool) -> bool:
    wanted = run.approved.get(key_of(step))
    return again or wanted in {ANY, digest_of(change)}


def keep(run: Run, change: Change, more: Sequence[Evidence] = ()) -> None:
    """Seal the state before a change, and what else its action keeps; no part of the newest look."""
    target = change.target
    sealed = run.store.blobs.put([_bytes(change)])
    before = Evidence(
        collector=change.action,
        kind="act.before",
        key=target.id,
        account=target.account,
        region=target.region,
        call=f"preview of {change.action}",
        asked=run.session.now(),
        sha256=sealed,
        data=to_json(change),
    )
    kept = [before, *more]
    run.store.add_evidence(run.case_id, kept)
    known = run.store.get_all(run.case_id, SUPERSEDED, str)
    run.store.put(run.case_id, SUPERSEDED, sorted({*known, *(one.id for one in kept)}))


def _bytes(change: Change) -> bytes:
    import json  # noqa: PLC0415 - here alone

    return json.dumps(to_json(change), sort_keys=True, ensure_ascii=False).encode()


def intend(run: Run, change: Change) -> int:
    """Write down what is about to be changed; gives the line's number."""
    body = {"change": change, "by": run.by, "approved_by": run.approved_by, "at": run.session.now()}
    return run.write(INTENDED, body)


def not_begun(run: Run, step: Step, why: str) -> None:
    """Write down that a step could not even be begun."""
    body = {
        "intent": None,
        "key": key_of(step),
        "by": run.by,
        "approved_by": run.approved_by,
        "why": why,
        "touched": False,
        "at": run.session.now(),
    }
    run.write(FAILED, body)


def _change(run: Run, one: _Ready) -> tuple[str, ...] | tuple[DeskError, bool]:
    """The calls made; or what came instead, and whether something may have been changed."""
    try:
        return act.apply(one.action, run.session, one.change, run.means.hand_over)
    except ANSWERS as why:
        return why, _may_be_changed(run, one)


def _may_be_changed(run: Run, one: _Ready) -> bool:
    try:
        return act.preview(one.action, run.session, one.change.target).before != one.change.before
    except ANSWERS:
        return True


def _end(run: Run, one: _Ready, result: tuple[str, ...] | tuple[DeskError, bool]) -> Ended:
    if result and isinstance(result[0], DeskError):
        why, touched = result
        ours = isinstance(why, Refused)
        body = {"intent": one.number, "why": str(why), "touched": touched, "ours": ours}
        run.write(FAILED, {**body, "at": run.session.now()})
        left = ours and not touched
        return Ended(step=one.step, end="left" if left else "failed", why=as_text(why), refused=not ours)
    run.write(APPLIED, {"intent": one.number, "calls": result, "at": run.session.now()})
    return Ended(step=one.step, end="applied")
