"""After a kill: what really happened to what was begun is found out by looking, and brought to an end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk import act
from abusedesk.errors import Absent, Refused

from ._contain_journal import APPLIED, FAILED, NOT_UNDONE, UNDONE, ledger
from ._contain_run import ANSWERS
from ._contain_steps import actions

if TYPE_CHECKING:
    from abusedesk.act import HandOver
    from abusedesk.aws.session import Session
    from abusedesk.model import Change
    from abusedesk.store import Store

    from ._contain_journal import Course, Intent

_NOT_BEGUN = "interrupted before anything was changed"
_FOUND = "found done after an interruption"
_FINISHED = "finished after an interruption"


def resolve(store: Store, case_id: str, session: Session, hand_over: HandOver | None = None) -> int:
    """
    End every attempt and every undo that has no end in the journal; gives how many there were.

    What was not begun is left so, what is done is written down as done, what is half done is finished as it
    was approved; a target that somebody else changed meanwhile is left alone, and the journal says so.
    """
    found = ledger(store, case_id)
    intents, undos = list(found.open_intents()), list(found.open_undos())
    journal = store.journal(case_id)
    for intent in intents:
        journal.append(*_ended(session, intent, hand_over))
    for course in undos:
        journal.append(*_undone(session, course))
    return len(intents) + len(undos)


def _ended(session: Session, intent: Intent, hand_over: HandOver | None) -> tuple[str, dict[str, object]]:
    action, change = actions()[intent.change.action], intent.change
    line: dict[str, object] = {"intent": intent.number, "at": session.now()}
    try:
        now = act.preview(action, session, change.target).before
        if now == change.before and now != change.after:
            return FAILED, {**line, "why": _NOT_BEGUN, "touched": False}
        calls = act.finish(action, session, change, hand_over)
    except Absent as why:
        if action.irreversible:
            return APPLIED, {**line, "calls": (), "resolved": _FOUND}
        return FAILED, {**line, "why": f"interrupted; {why}", "touched": False}
    except ANSWERS as why:
        return FAILED, {**line, "why": f"interrupted; {why}", "touched": True}
    return APPLIED, {**line, "calls": calls, "resolved": _FINISHED if calls else _FOUND}


def _undone(session: Session, course: Course) -> tuple[str, dict[str, object]]:
    line: dict[str, object] = {"intent": course.newest, "undo": course.undoing, "at": session.now()}
    try:
        calls = take_back(session, course.change)
    except ANSWERS as why:
        return NOT_UNDONE, {**line, "why": f"interrupted; {why}"}
    return UNDONE, {**line, "calls": calls, "resolved": _FINISHED if calls else _FOUND}


def take_back(session: Session, change: Change) -> tuple[str, ...]:
    """
    Revert change from wherever it is on the way back; gives the calls made, none where it is so already.

    Raises:
        Refused: somebody else changed the target, or there is no way back.
        Absent, Denied, Throttled, Unreachable: AWS did not let it be taken back, or not whole.
    """
    action = actions()[change.action]
    now = act.preview(action, session, change.target).before
    if now == change.before:
        return ()
    if not act.between(now, change.after, change.before):
        raise Refused(
            f"{change.target.id} is no longer as {change.action} left it: {_differs(now, change.after)}"
        )
    return act.revert(action, session, change)


def _differs(now: object, left: object) -> str:
    """Which members are not as we left them."""
    if isinstance(now, dict) and isinstance(left, dict):
        names = sorted(name for name in {*now, *left} if now.get(name) != left.get(name))
        return ", ".join(f"{name} is {now.get(name)!r}, not {left.get(name)!r}" for name in names)[:400]
    return f"{now!r}, not {left!r}"[:400]
