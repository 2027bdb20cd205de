"""Takes applied steps back, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from abusedesk.errors import BadInput, Refused
from abusedesk.model import CaseState, Text, legal_moves
from abusedesk.translate import text

from ._contain import alone
from ._contain_journal import NOT_UNDONE, UNDOING, UNDONE, keep_receipts, ledger
from ._contain_resolve import resolve, take_back
from ._contain_run import ANSWERS
from ._contain_steps import actions, key_of
from ._containing import entered
from ._people import draft_again

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    from abusedesk.aws.session import Session
    from abusedesk.model import Receipt, Step
    from abusedesk.store import Store

    from ._contain_journal import Course
    from ._contain_steps import Key
    from ._options import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """
    What became of one applied step: "undone", "kept" for there is no way back, or "failed".

    why says why not, as AWS or our guard said it; irreversible is the action's own reason, in both languages.
    """

    step: int
    action: str
    target: str
    region: str
    end: Literal["undone", "kept", "failed"]
    why: str = ""
    irreversible: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """How undo ended; resolved is how many interrupted changes were brought to their end first."""

    taken_back: tuple[TakenBack, ...]
    resolved: int
    receipts: tuple[Receipt, ...]
    state: CaseState


def undo(store: Store, case_id: str, connection: Connection, step: int | None = None) -> Undone:
    """
    Take back one applied step of a case, or with step None all of them, the newest first.

    What cannot be taken back, and what is no longer as we left it, is left alone and named. A run that was
    interrupted is gone on with.

    Raises:
        BadInput: there is no such case or step. Refused: that step was not applied, somebody else is at it,
            or the credentials are another account's.
        Denied, Unreachable: AWS does not let us in.
    """
    plan = store.plan(case_id)
    wanted = _wanted(plan, step)
    with alone(store, case_id):
        session = entered(store, case_id, connection)
        try:
            resolved = resolve(store, case_id, session)
            found = _applied(store, case_id, wanted)
            if step is not None and not found and not resolved:
                raise Refused(f"step {step} is not applied, so there is nothing to take back")
            numbers = {key_of(one): one.step for one in plan}
            ended = tuple(_one(store, case_id, session, course, numbers.get(key, 0)) for key, course in found)
            state = _state_after(store, case_id, ended)
        finally:
            receipts = keep_receipts(store, case_id)
            session.close()
        draft_again(store, case_id)
    return Undone(taken_back=ended, resolved=resolved, receipts=receipts, state=state)


def _wanted(plan: Sequence[Step], step: int | None) -> frozenset[Key] | None:
    if step is None:
        return None
    found = frozenset(key_of(one) for one in plan if one.step == step)
    if not found:
        raise BadInput(f"--step {step}: the plan has the steps 1 to {len(plan)}")
    return found


def _applied(store: Store, case_id: str, wanted: frozenset[Key] | None) -> list[tuple[Key, Course]]:
    """Steps that changed something and are not taken back, the newest first."""
    known = ledger(store, case_id)
    found = [
        (key, course)
        for key in known.courses
        if (wanted is None or key in wanted) and (course := known.now(key)) is not None and course.touching
    ]
    return sorted(found, key=lambda one: one[1].newest, reverse=True)


def _one(store: Store, case_id: str, session: Session, course: Course, number: int) -> TakenBack:
    change, journal = course.change, store.journal(case_id)
    action = actions()[change.action]

    def ended(
        end: Literal["undone", "kept", "failed"], why: str = "", no_way: Text | None = None
    ) -> TakenBack:
        return TakenBack(
            step=number,
            action=change.action,
            target=change.target.id,
            region=change.target.region,
            end=end,
            why=why,
            irreversible=no_way,
        )

    if not action.reversible:
        return ended("kept", action.irreversible, text(action.irreversible))
    line = {"intent": course.newest, "at": session.now()}
    journal.append(UNDOING, {**line, "change": change, "by": session.caller().arn})
    try:
        calls = take_back(session, change)
    except ANSWERS as why:
        journal.append(NOT_UNDONE, {**line, "why": str(why), "at": session.now()})
        return ended("failed", str(why))
    journal.append(UNDONE, {**line, "calls": calls, "at": session.now()})
    return ended("undone")


def _state_after(store: Store, case_id: str, ended: Sequence[TakenBack]) -> CaseState:
    """A contained case waits for approval again once a step was taken back."""
    now = store.case(case_id).state
    if any(one.end == "undone" for one in ended) and now in {CaseState.CONTAINED, CaseState.CONTAINING}:
        to = CaseState.AWAITING_APPROVAL
        if to in legal_moves(now):
            store.set_state(case_id, to, "steps were taken back")
            return to
    return now
