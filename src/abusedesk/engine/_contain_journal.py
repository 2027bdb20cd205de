"""What the journal of a case says of steps that were begun, done and taken back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from abusedesk.model import Change, Receipt, from_json

from ._contain_steps import key_of, key_of_change

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from abusedesk.model import Step
    from abusedesk.store import Store

    from ._contain_steps import Key

APPROVED, ENDED = "contain_approved", "contain_ended"
INTENDED, APPLIED, FAILED = "step_intended", "step_applied", "step_failed"
UNDOING, UNDONE, NOT_UNDONE = "undo_intended", "step_undone", "undo_failed"
_KINDS = (APPROVED, ENDED, INTENDED, APPLIED, FAILED, UNDOING, UNDONE, NOT_UNDONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """
    One attempt at a step; number is its line. end is "" until a line says "applied" or "failed".

    touched is False where it is known that nothing was changed, ours True where our own guard refused.
    """

    number: int
    change: Change
    by: str
    approved_by: tuple[str, ...]
    end: str = ""
    at: datetime | None = None
    why: str = ""
    calls: tuple[str, ...] = ()
    touched: bool = True
    ours: bool = False


@dataclass(slots=True)
class Course:
    """A step from its first attempt until it was taken back; undoing is an undo's line without an end."""

    intents: list[Intent] = field(default_factory=list)
    undoing: int | None = None
    reverted: datetime | None = None
    not_undone: str = ""

    @property
    def touching(self) -> list[Intent]:
        """The attempts that changed something, or may have."""
        return [one for one in self.intents if one.touched]

    @property
    def stands(self) -> bool:
        """Whether the step was applied, is not taken back, and no later attempt failed."""
        return self.reverted is None and bool(self.intents) and self.intents[-1].end == "applied"

    @property
    def change(self) -> Change:
        """From the state before the first attempt to the state after the last one."""
        first, last = self.touching[0].change, self.touching[-1].change
        return replace(last, before=_earliest(first.before, first.after, last.before, last.after))

    @property
    def newest(self) -> int:
        """The line of the last attempt."""
        return self.intents[-1].number


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """An approval; changes holds each approved change's digest by the step's key, state the case's."""

    number: int
    digest: str
    approved_by: tuple[str, ...]
    choice: Mapping[str, Any]
    changes: Mapping[Key, str]
    at: datetime
    state: str


@dataclass(slots=True)
class Ledger:
    """
    What the journal says, by step; running is the approval that has no end yet.

    not_begun are steps that failed before anything was changed, and what the journal said of them.
    """

    courses: dict[Key, list[Course]] = field(default_factory=dict)
    not_begun: dict[Key, Mapping[str, Any]] = field(default_factory=dict)
    running: Approved | None = None

    def now(self, key: Key) -> Course | None:
        """The course of a step that is not taken back, None where there is none."""
        found = self.courses.get(key)
        return found[-1] if found and found[-1].reverted is None else None

    def stands(self, step: Step) -> bool:
        """Whether step was applied and still is, as far as we know."""
        course = self.now(key_of(step))
        return course is not None and course.stands

    def open_intents(self) -> Iterator[Intent]:
        """Attempts whose end nobody wrote, oldest first."""
        found = [one for made in self.courses.values() for course in made for one in course.intents]
        yield from sorted((one for one in found if not one.end), key=lambda one: one.number)

    def open_undos(self) -> Iterator[Course]:
        """Courses that were being taken back, and nobody wrote the end."""
        for made in self.courses.values():
            yield from (course for course in made if course.undoing is not None)


def ledger(store: Store, case_id: str) -> Ledger:
    """All that the journal says of a case's steps."""
    found = Ledger()
    open_: dict[int, Course] = {}
    for line in store.journal(case_id).entries(*_KINDS):
        _take(found, open_, line.number, line.kind, line.body)
    return found


def _take(found: Ledger, open_: dict[int, Course], number: int, kind: str, body: Mapping[str, Any]) -> None:
    if kind == APPROVED:
        found.running = _approved(number, body)
    elif kind == ENDED:
        found.running = None
    elif kind == INTENDED:
        intent = _intent(number, body)
        made = found.courses.setdefault(key_of_change(intent.change), [])
        if not made or made[-1].reverted is not None:
            made.append(Course())
        made[-1].intents.append(intent)
        open_[number] = made[-1]
    elif kind == FAILED and body["intent"] is None:
        found.not_begun[tuple(body["key"])] = body
    elif kind in {APPLIED, FAILED}:
        course = open_[int(body["intent"])]
        _end(course, kind, body)
        found.not_begun.pop(key_of_change(course.intents[-1].change), None)
    elif kind == UNDOING:
        course = open_[int(body["intent"])]
        course.undoing, course.not_undone = number, ""
    else:
        course = open_[int(body["intent"])]
        course.undoing = None
        if kind == UNDONE:
            course.reverted = datetime.fromisoformat(str(body["at"]))
        else:
            course.not_undone = str(body["why"])


def _end(course: Course, kind: str, body: Mapping[str, Any]) -> None:
    course.intents = [
        replace(
            one,
            end="applied" if kind == APPLIED else "failed",
            at=datetime.fromisoformat(str(body["at"])),
            why=str(body.get("why", "")),
            calls=tuple(body.get("calls", ())),
            touched=bool(body.get("touched", True)),
            ours=bool(body.get("ours", False)),
        )
        if one.number == body["intent"]
        else one
        for one in course.intents
    ]


def _intent(number: int, body: Mapping[str, Any]) -> Intent:
    return Intent(
        number=number,
        change=from_json(Change, body["change"]),
        by=str(body["by"]),
        approved_by=tuple(body["approved_by"]),
    )


def _approved(number: int, body: Mapping[str, Any]) -> Approved:
    return Approved(
        number=number,
        digest=str(body["digest"]),
        approved_by=tuple(body["approved_by"]),
        choice=body["choice"],
        changes={tuple(one["key"]): str(one["digest"]) for one in body["steps"]},
        at=datetime.fromisoformat(str(body["at"])),
        state=str(body["state"]),
    )


def receipts(found: Ledger, plan: Sequence[Step]) -> tuple[Receipt, ...]:
    """One receipt for each course of each step, by when it began; steps of no plan any more have number 0."""
    numbers = {key_of(one): one.step for one in plan}
    courses = [(key, course) for key, made in found.courses.items() for course in made]
    courses.sort(key=lambda one: one[1].intents[0].number)
    made = [
        _receipt(course, ended, numbers.get(key, 0))
        for key, course in courses
        if (ended := [one for one in course.intents if one.end and (one.touched or not one.ours)])
    ]
    return (*made, *(_unbegun(key, body, numbers.get(key, 0)) for key, body in found.not_begun.items()))


def _unbegun(key: Key, body: Mapping[str, Any], number: int) -> Receipt:
    action, target, region, *_ = key
    return Receipt(
        step=number,
        action=action,
        target=target,
        region=region,
        by=str(body["by"]),
        approved_by=tuple(body["approved_by"]),
        failed=str(body["why"]),
    )


def _receipt(course: Course, ended: Sequence[Intent], number: int) -> Receipt:
    last, change = ended[-1], ended[-1].change
    done = [one for one in ended if one.end == "applied"]
    return Receipt(
        step=number,
        action=change.action,
        target=change.target.id,
        region=change.target.region,
        by=last.by,
        approved_by=last.approved_by,
        applied=done[0].at if done else None,
        reverted=course.reverted,
        failed=last.why if last.end == "failed" else "",
        calls=tuple(call for one in ended for call in one.calls),
    )


def keep_receipts(store: Store, case_id: str) -> tuple[Receipt, ...]:
    """Rebuild a case's receipts from its journal; those that other stages wrote stay as they are."""
    found = ledger(store, case_id)
    mine = receipts(found, store.plan(case_id))
    known = {(one.action, one.target, one.region) for one in mine}
    others = [
        one
        for one in store.get_all(case_id, "receipts", Receipt)
        if (one.action, one.target, one.region) not in known
    ]
    store.put(case_id, "receipts", [*others, *mine])
    return mine


def _earliest(first: Any, first_after: Any, last: Any, last_after: Any) -> Any:
    """
    The state before the first attempt, with what a later one found new and changes as well.

    Such as a network interface that the intruder added after the first: it has no state before that.
    """
    if not all(isinstance(one, dict) for one in (first, first_after, last, last_after)):
        return first
    new = {name for name in last_after if name not in first_after and name not in first and name in last}
    same = {
        name: _earliest(value, first_after.get(name), last.get(name), last_after.get(name))
        for name, value in first.items()
    }
    return {**same, **{name: last[name] for name in _in_order(new)}}


def _in_order(names: Iterable[str]) -> list[str]:
    return sorted(names)
