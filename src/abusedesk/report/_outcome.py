"""What a manager asks first: the damage, what was done, what remains, when AWS was answered."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from abusedesk.translate import msg, say

from ._names import named
from ._show import jst, money, said, short, utc

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from abusedesk.model import CaseDocument, Measure, Receipt

_SHOWN, _LONGEST = 6, 300
_LOST = {"denied", "failed", "truncated"}
_ANSWERED = {"replied", "resolved", "closed"}
_TOUCHED = ("created", "modified", "deleted", "used", "read")


def damage(document: CaseDocument, language: str) -> list[str]:
    """What was made or touched, counted by kind, and what it cost so far."""
    regions: dict[tuple[str, str], set[str]] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for one in document.affected:
        counts[one.how, one.type] += 1
        regions.setdefault((one.how, one.type), set()).add(one.region)
    ordered = sorted(counts, key=lambda one: (_TOUCHED.index(one[0]), -counts[one]))
    told = [
        say(
            msg("{type}, {how}: {count} (regions: {regions})"),
            language,
            how=named(how, language),
            count=counts[how, kind],
            type=kind,
            regions=len(regions[how, kind]),
        )
        for how, kind in ordered
    ]
    cost = document.cost
    if cost.by_day or cost.by_region_service:
        spent = money(cost.abuse_total, cost.currency)
        told = [say(msg("Cost of the abuse so far, estimated: {spent}"), language, spent=spent), *told]
    return _cut(told, language)


def done(document: CaseDocument, language: str) -> list[str]:
    """Every step that stands applied and every measure that somebody did, oldest first, with its time."""
    steps = [(one.applied, _step(one, language)) for one in document.receipts if one.applied and one.stands]
    measures = [
        (one.at, _measure(one, language)) for one in document.measures if one.state == "done" and one.at
    ]
    told = sorted([*steps, *measures], key=lambda one: one[0])
    return _cut([f"{_when(moment)}: {sentence}" for moment, sentence in told], language)


def remains(document: CaseDocument, language: str) -> list[str]:
    """What failed, what was promised, the plan's open steps by phase, and what could not be read."""
    return _cut(list(_open(document, language)), language)


def reread(document: CaseDocument, language: str) -> list[str]:
    """Whether what the abuse needed is off now; nothing where the account was not read again."""
    if not document.rechecks:
        return []
    off = sum(one.holds is True for one in document.rechecks)
    told = say(
        msg("{off} of {count} things that the abuse needed are off, read again {when}"),
        language,
        off=off,
        count=len(document.rechecks),
        when=_when(max(one.at for one in document.rechecks)),
    )
    return _cut([told, *_not_off(document, language)], language)


def _not_off(document: CaseDocument, language: str) -> Iterator[str]:
    """What is still possible, then what could not be read."""
    for holds, sentence in (
        (False, msg("Still possible: {target}. {why}")),
        (None, msg("Not read again: {target}. {why}")),
    ):
        for one in document.rechecks:
            if one.holds is holds:
                yield say(sentence, language, target=short(one.target), why=said(one.why, language))


def answered(document: CaseDocument, language: str) -> list[str]:
    """When which message went to AWS, or that none did."""
    sent = sorted((one for one in document.messages if one.direction == "out"), key=lambda one: one.time)
    told = [f"{_when(one.time)}: {named(one.kind, language)}" for one in sent]
    if told:
        return _cut(told, language)
    if document.case.state in _ANSWERED:
        return [say(msg("Answered, but no message that was sent is kept here."), language)]
    return [say(msg("Not answered yet."), language)]


def _open(document: CaseDocument, language: str) -> Iterator[str]:
    for receipt in document.receipts:
        if receipt.failed:
            action = named(receipt.action, language)
            yield say(msg("Failed: {action}, {target}"), language, action=action, target=receipt.target)
    for one in document.measures:
        if one.state == "promised":
            due = _when(one.due) if one.due else say(msg("no date"), language)
            yield say(msg("Promised until {due}: {what}"), language, due=due, what=said(one.text, language))
    left = Counter(one.phase for one in document.open_steps)
    for phase, count in left.items():
        yield say(
            msg("{phase}: open steps of the plan: {count}"),
            language,
            phase=named(phase, language),
            count=count,
        )
    gaps = sum(row.status in _LOST for row in document.coverage)
    if gaps:
        yield say(msg("Could not be read whole: {count} (see the coverage)"), language, count=gaps)


def _step(receipt: Receipt, language: str) -> str:
    return f"{named(receipt.action, language)}, {short(receipt.target)}"


def _measure(measure: Measure, language: str) -> str:
    word = say(msg("on the word of {name}"), language, name=measure.by)
    return f"{said(measure.text, language)} ({word})"


def _when(moment: datetime) -> str:
    return f"{utc(moment)} ({jst(moment)})"


def _cut(told: list[str], language: str) -> list[str]:
    told = [one if len(one) <= _LONGEST else f"{one[: _LONGEST - 1]}…" for one in told]
    if len(told) <= _SHOWN:
        return told
    return [*told[: _SHOWN - 1], say(msg("and {count} more"), language, count=len(told) - _SHOWN + 1)]
