"""Carries an approved plan out: in order, guarded, written down, and held against somebody who undoes it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from abusedesk.errors import Refused

from ._contain_approve import Approval, approved, state_after, waits_for
from ._contain_hold import Breach, hold
from ._contain_journal import ENDED, keep_receipts, ledger
from ._contain_resolve import resolve
from ._contain_run import ANY, Ended, Means, Run, take
from ._contain_steps import (
    Choice,
    action_of,
    actions,
    deletes,
    groups,
    key_of,
    needed_first,
    ordered,
    wave_of,
)
from ._containing import BY_HAND, DryRun, Preview, entered, look, preview_of
from ._guarding import facts_of
from ._people import draft_again, person
from ._sweep import sweep

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.act import Facts
    from abusedesk.aws.session import Session
    from abusedesk.model import CaseState, Receipt, Step, Text
    from abusedesk.store import Store

    from ._contain_steps import Key
    from ._options import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Contained:
    """
    How a run ended.

    ended holds every chosen step with its end; left are those that are not done although they are no
    person's; by_hand waits for people. breached are steps that somebody undid faster than we could hold them.
    added are steps that the search for new things added to the plan; those approved already are among ended.
    denied is True where AWS refused all that was tried.
    """

    digest: str
    ended: tuple[Ended, ...]
    left: tuple[Ended, ...]
    by_hand: tuple[Step, ...]
    breached: tuple[Breach, ...]
    added: tuple[Step, ...]
    resolved: int
    receipts: tuple[Receipt, ...]
    state: CaseState

    @property
    def waiting(self) -> tuple[Step, ...]:
        """The added steps that another approval is needed for."""
        taken = {one.step.step for one in self.ended}
        return tuple(one for one in self.added if one.step not in taken)

    @property
    def denied(self) -> bool:
        """Whether AWS refused all that was tried."""
        tried = [one for one in self.ended if one.end in {"applied", "failed"}]
        return bool(tried) and all(one.refused for one in tried)


def contain(  # noqa: PLR0913, PLR0917 - the case, how to reach it, what is meant and who approved it; the rest has defaults
    store: Store,
    case_id: str,
    connection: Connection,
    choice: Choice,
    approval: Approval,
    means: Means = Means(),  # noqa: B008 - a frozen record without state
) -> Contained:
    """
    Carry the chosen steps of a case's plan out, as they were approved.

    What an earlier run left without an end is found out by looking first. A run that was interrupted goes on
    when it is asked for with the same digest.

    Raises:
        BadInput: there is no such case, step or phase; or a name cannot be one.
        Refused: nobody approved, the digest is another one now, somebody else is at it, the credentials are
            another account's, or our guards refuse every step.
        Denied, Unreachable: AWS does not let us in.
    """
    names = tuple(dict.fromkeys(person(one) for one in approval.names))
    if not names:
        raise Refused("say who approves it: --approve-as NAME")
    steps = choice.of(store.plan(case_id))
    with alone(store, case_id):
        session = entered(store, case_id, connection)
        try:
            facts = facts_of(store, case_id, session, connection, means.limits)
            seen = look(store, case_id, session, steps, facts)
            known = ledger(store, case_id)
            going_on = known.running
            if means.hand_over is None and any(
                actions()[one.change.action].hands_over for one in known.open_intents()
            ):
                raise Refused(
                    "an interrupted step made a secret that may have reached nobody: say to whom it goes"
                )
            resolved = resolve(store, case_id, session, means.hand_over)
            run = _run(store, case_id, session, choice, (facts, means))
            run = approved(run, seen, replace(approval, names=names), going_on)
            if resolved:
                seen = look(store, case_id, session, steps, facts)
            return _carried_out(run, seen, approval.digest, resolved)
        finally:
            keep_receipts(store, case_id)
            session.close()


@contextmanager
def alone(store: Store, case_id: str) -> Iterator[None]:
    """
    Nobody else changes the case's account until the block ends.

    Raises:
        Refused: somebody else is at it.
    """
    store.case(case_id)
    with store.alone(f"contain-{case_id}") as ours:
        if not ours:
            raise Refused("somebody else is carrying out or taking back steps of this case just now")
        yield


def _run(store: Store, case_id: str, session: Session, choice: Choice, how: tuple[Facts, Means]) -> Run:
    return Run(
        store=store,
        case_id=case_id,
        session=session,
        account=store.account(case_id),
        by=session.caller().arn,
        approved_by=(),
        choice=choice,
        approved={},
        facts=how[0],
        means=how[1],
    )


def _carried_out(run: Run, seen: DryRun, digest: str, resolved: int) -> Contained:
    previews = {one.step.step: one for one in seen.previews}
    steps = [one.step for one in seen.previews if action_of(one.step) is not None]
    first = [one for one in steps if one.phase in {"preserve", "contain"} and not deletes(one)]
    ended = _through(run, first, previews)
    breached, added = _settled(run, ended)
    rest = [one for one in steps if one.step not in ended]
    ended.update(_through(run, rest, previews))
    by_hand = tuple(one.step for one in seen.previews if one.why == BY_HAND)
    left = tuple(one for one in ended.values() if one.end in {"failed", "left"})
    state = state_after(run)
    run.write(
        ENDED,
        {
            "digest": digest,
            "left": [{"step": one.step.step, "why": one.why.en} for one in left],
            "breached": breached,
            "added": [one.step for one in added],
            "at": run.session.now(),
        },
    )
    kept = keep_receipts(run.store, run.case_id)
    draft_again(run.store, run.case_id)
    return Contained(
        digest=digest,
        ended=tuple(ended.values()),
        left=left,
        by_hand=by_hand,
        breached=breached,
        added=added,
        resolved=resolved,
        receipts=kept,
        state=state,
    )


def _through(run: Run, steps: Sequence[Step], previews: dict[int, Preview]) -> dict[int, Ended]:
    """Take steps in order; when all are denied, wait until that shows before anything else is done."""
    ended: dict[int, Ended] = {}
    known = _Known(run.store.plan(run.case_id))
    denying = False
    for group in groups(ordered(steps)):
        if denying and wave_of(group[0]) != "deny":
            hold(run, _standing(run, steps))
            denying = False
        ready: list[Step] = []
        for step in group:
            why = _stopped_by(run, step, previews.get(step.step), known)
            if why:
                ended[step.step] = Ended(step=step, end="left", why=why)
            else:
                ready.append(step)
        made = take(run, ready)
        ended.update({one.step.step: one for one in made})
        # Also those that an interrupted run denied: that it shows was not seen by anybody.
        denying = denying or (
            wave_of(group[0]) == "deny" and any(one.end in {"applied", "nothing"} for one in made)
        )
    return ended


@dataclass(frozen=True, slots=True)
class _Known:
    """The plan, steps that are seen to stand, and steps that were waited for in vain, which is done once."""

    plan: tuple[Step, ...]
    done: set[Key] = field(default_factory=set)
    in_vain: set[Key] = field(default_factory=set)


def _stopped_by(run: Run, step: Step, seen: Preview | None, known: _Known) -> Text | None:
    """Why a step may not be taken now: our guards, or others that must stand."""
    if seen is not None and seen.refused is not None:
        return seen.refused
    waits = []
    for one in needed_first(step, known.plan):
        if key_of(one) in known.done or _is_done(run, one, known.in_vain):
            known.done.add(key_of(one))
        else:
            waits.append(one)
    return waits_for(one.step for one in waits) if waits else None


def _is_done(run: Run, step: Step, in_vain: set[Key]) -> bool:
    """Whether a step needs nothing any more, waiting as long as its new state may take to show."""
    action, waited = action_of(step), 0.0
    while (seen := preview_of(run.session, run.account, step)).open:
        # What cannot be seen does not come to show by waiting, nor does what nobody began.
        if seen.change is None or action is None or key_of(step) in in_vain:
            return False
        if not waited and not ledger(run.store, run.case_id).stands(step):
            return False
        if waited >= action.patience:
            in_vain.add(key_of(step))
            return False
        run.means.wait(run.means.pause)
        waited += run.means.pause
    return True


def _standing(run: Run, steps: Sequence[Step]) -> list[Step]:
    known = ledger(run.store, run.case_id)
    return [one for one in steps if one.phase == "contain" and known.stands(one)]


def _settled(run: Run, ended: dict[int, Ended]) -> tuple[tuple[Breach, ...], tuple[Step, ...]]:
    """Hold what was contained, and search for what the intruder made, until there is nothing new."""
    if not _standing(run, [one.step for one in ended.values()]):
        return (), ()
    added: list[Step] = []
    breached = hold(run, _standing(run, run.store.plan(run.case_id)))
    for _ in range(run.means.sweeps):
        news = sweep(run)
        if not news.added:
            break
        added += news.added
        run = replace(run, approved={**run.approved, **{key_of(one): ANY for one in news.covered}})
        seen = look(run.store, run.case_id, run.session, news.covered, run.facts)
        ended.update(_through(run, news.covered, {one.step.step: one for one in seen.previews}))
        breached = hold(run, _standing(run, run.store.plan(run.case_id)))
    return breached, tuple(added)
