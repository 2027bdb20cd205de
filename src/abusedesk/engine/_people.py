"""What people did by hand, and what they hand in as evidence."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from abusedesk.errors import BadInput
from abusedesk.model import Investigation, Measure, Text, from_json, stamp

# By name and at once: the folder reply/measures, once it is loaded, takes the function's place in reply.
from abusedesk.reply import measure_text, measures

from ._letters import letter

__all__ = ["Recorded", "did", "draft_again", "measure_text", "measures", "person", "recorded", "retract"]

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.store import Store

_STAGE = "measures"
# A person's clock and ours may differ by this much before "done" counts as the future.
_LEEWAY = timedelta(minutes=5)
_NAME = 100


@dataclass(frozen=True, slots=True)
class Recorded:
    """One measure as a person recorded it; number is the journal's line, by which it is retracted."""

    number: int
    measure: Measure
    target: str
    retracted: bool


def did(  # noqa: PLR0913 all by name: what a person tells of one measure
    store: Store,
    case_id: str,
    measure_id: str,
    *,
    by: str,
    at: datetime | None,
    target: str = "",
    due: datetime | None = None,
    evidence: Sequence[str] = (),
) -> Measure:
    """
    Record that by did a measure of reply.measures() at a time (aware), or promises it for due.

    at None is a promise; one that is done takes the place of its own promise. The same told twice is
    recorded once. The journal keeps all of it, and the letter is drafted again. evidence holds ids of
    evidence of the case.

    Raises:
        BadInput: there is no such case, measure or evidence; a name, target or date is missing or not
            wanted; what is done lies in the future.
    """
    made = Measure(
        id=measure_id,
        text=_text(measure_id, target, done=at is not None),
        state="promised" if at is None else "done",
        by=person(by),
        at=_done_at(store, case_id, at, due),
        due=_due_at(store, case_id, at, due),
        evidence=_known(store, case_id, evidence),
    )
    with store.whole():
        if made in [one.measure for one in recorded(store, case_id) if not one.retracted]:
            return made
        store.journal(case_id).append("measure_recorded", {"measure": made, "target": target})
        _settle(store, case_id)
    return made


def retract(store: Store, case_id: str, number: int, *, by: str) -> Measure:
    """
    Take back what was recorded under that line of the journal; the line stays, and another says so.

    Raises:
        BadInput: there is no such case, no measure was recorded under number, or it is taken back already.
    """
    name = person(by)
    with store.whole():
        found = next((one for one in recorded(store, case_id) if one.number == number), None)
        if found is None:
            seen = f"`abusedesk case did {case_id}` lists those that were"
            raise BadInput(f"--retract {number}: no measure was recorded under that number; {seen}")
        if found.retracted:
            raise BadInput(f"--retract {number}: that measure is taken back already")
        store.journal(case_id).append("measure_retracted", {"number": number, "by": name})
        _settle(store, case_id)
    return found.measure


def recorded(store: Store, case_id: str) -> tuple[Recorded, ...]:
    """
    Every measure that was ever recorded, oldest first.

    Raises:
        BadInput: there is no such case.
    """
    store.case(case_id)
    entries = list(store.journal(case_id).entries("measure_recorded", "measure_retracted"))
    gone = {one.body["number"] for one in entries if one.kind == "measure_retracted"}
    return tuple(
        Recorded(one.number, from_json(Measure, one.body["measure"]), one.body["target"], one.number in gone)
        for one in entries
        if one.kind == "measure_recorded"
    )


def draft_again(store: Store, case_id: str) -> None:
    """Draft the letter anew where the case has one: what people did feeds its claims."""
    if store.notices(case_id):
        store.put(case_id, "reply", letter(store, case_id, None))


def person(by: str) -> str:
    """
    The name of a person, on one line.

    Raises:
        BadInput: it is empty, too long, or holds what is no letter of a name.
    """
    name = " ".join(by.split())
    if not name or len(name) > _NAME or not all(map(_shown, name)):
        raise BadInput(f"--by: expected a person's name of at most {_NAME} characters, not {name[:_NAME]!r}")
    return name


def _settle(store: Store, case_id: str) -> None:
    """Keep the measures that stand: all that was recorded, less what was taken back and promises kept."""
    told = recorded(store, case_id)
    standing = [one for one in told if not one.retracted]
    done = {(one.measure.id, one.target) for one in standing if one.measure.state == "done"}
    kept = [
        one.measure
        for one in standing
        if one.measure.state == "done" or (one.measure.id, one.target) not in done
    ]
    # Whether a measure holds may have been read from AWS since; what was not recorded here stays as it is.
    before = {replace(one, verified=None): one for one in store.get_all(case_id, _STAGE, Measure)}
    others = [one for bare, one in before.items() if bare not in {one.measure for one in told}]
    store.put(case_id, _STAGE, [*others, *(before.get(one, one) for one in kept)])
    draft_again(store, case_id)


def _shown(one: str) -> bool:
    return not unicodedata.category(one).startswith("C")


def _text(measure_id: str, target: str, *, done: bool) -> Text:
    return measure_text(measure_id, target, done)


def _done_at(store: Store, case_id: str, at: datetime | None, due: datetime | None) -> datetime | None:
    if at is None:
        return None
    if due is not None:
        raise BadInput("--due: what is done has no date that it is due; a promise has one (--promised)")
    now = max(_clocks(store, case_id))
    if at > now + _LEEWAY:
        raise BadInput(f"--at {stamp(at)}: that is in the future; it is {stamp(now.replace(microsecond=0))}")
    return at.astimezone(UTC)


def _due_at(store: Store, case_id: str, at: datetime | None, due: datetime | None) -> datetime | None:
    if at is not None:
        return None
    if due is None:
        raise BadInput("--due: a promise needs the date until which it is kept")
    if due <= store.case(case_id).opened:
        raise BadInput(f"--due {stamp(due)}: that is before the case was opened")
    return due.astimezone(UTC)


def _clocks(store: Store, case_id: str) -> Iterator[datetime]:
    """The clock of this machine and of the account, which differ where the account is only played."""
    yield datetime.now(UTC)
    yield store.case(case_id).opened
    looked = store.get(case_id, "investigation", Investigation)
    if looked:
        yield looked.now


def _known(store: Store, case_id: str, ids: Sequence[str]) -> tuple[str, ...]:
    known = {one.id for one in store.evidence(case_id)} if ids else set()
    missing = [one for one in ids if one not in known]
    if missing:
        raise BadInput(f"the case has no evidence {missing[0]!r}")
    return tuple(dict.fromkeys(ids))
