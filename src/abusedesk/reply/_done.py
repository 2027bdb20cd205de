"""The second question: what was done, what is planned and what remains."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ._clean import listed, prose_text
from ._letter import Sentence, admit, claim
from ._measures import fit_for_aws, is_listed, is_same, is_statement, prevents, replaces, targets_of
from ._say import action, unread
from ._when import date, next_reply, phase_due, when

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from abusedesk.model import Measure, Phase, Receipt, Step, Text

    from ._material import Material

_LIMIT = 40
# How a letter itself went to AWS is nothing that was done about the abuse.
_NO_MEASURE = frozenset({"add_support_communication"})
_PHASES: tuple[Phase, ...] = ("preserve", "contain", "eradicate", "recover", "prevent")


def is_done(receipt: Receipt) -> bool:
    """Whether the step was applied and still is."""
    return receipt.stands and receipt.action not in _NO_MEASURE


def done(material: Material, *, against: str = "", since: datetime | None = None) -> list[Sentence]:
    """
    Every step with a receipt and every measure that somebody did, with its time, oldest first.

    against is "abuse" for what stops it, "repeat" for what prevents the next, "" for both. since (aware
    UTC) leaves out what was done before it.
    """
    phases = {one.step: one.phase for one in material.steps}
    said: list[tuple[datetime, str, Sentence]] = [
        (one.applied, "repeat" if phases.get(one.step) == "prevent" else "abuse", step_done(one, one.applied))
        for one in material.receipts
        if one.applied and is_done(one)
    ]
    said += [
        (one.at, "repeat" if prevents(one) else "abuse", measure_done(one, one.at))
        for one in _told(material)
        if one.state == "done" and one.at and not is_statement(one.id)
    ]
    wanted = [one for one in said if against in {"", one[1]} and (since is None or one[0] >= since)]
    return [sentence for _, _, sentence in sorted(wanted, key=lambda one: one[0])]


def nothing_done(material: Material) -> Sentence:
    """That nothing has been changed, and whether something is to be."""
    return admit("gap.nothing_done" if planned(material) or prevention(material) else "gap.nothing_planned")


def planned(material: Material) -> list[Sentence]:
    """What is promised and the steps without a receipt, but for prevention, each with a date."""
    steps = [one for phase in _PHASES[:-1] for one in _phase(material, phase)]
    return [*_promised(material, repeat=False), *steps][:_LIMIT]


def prevention(material: Material) -> list[Sentence]:
    """What is promised against a repeat, then the plan's own steps, each with a date."""
    return [*_promised(material, repeat=True), *_phase(material, "prevent")][:_LIMIT]


def remains(material: Material) -> list[Sentence]:
    """What failed, was taken back, is left or could not be read, and when the next reply comes."""
    said: list[Sentence] = []
    for receipt in material.receipts:
        if receipt.action in _NO_MEASURE:
            continue
        act = action("action" if receipt.failed else "did", receipt.action, [receipt.target])
        if receipt.failed:
            said.append(admit("gap.failed", item=True, action=act))
        elif receipt.applied and receipt.reverted:
            then, back = when(receipt.applied), when(receipt.reverted)
            said.append(admit("gap.reverted", item=True, action=act, time=then, reverted=back))
    if left := untouched(material):
        said.append(admit("gap.left", item=True, things=listed(left, 20)))
    if material.unread:
        said.append(admit("gap.unread", item=True, unread=unread(material.unread)))
    if said or not material.cause_is_known or planned(material):
        said.append(next_reply_by(material, item=True))
    return said


def untouched(material: Material) -> list[str]:
    """What the intruder created, and no receipt, measure or plan says what becomes of it."""
    dealt_with = [one.target for one in material.receipts] + [one.target for one in material.steps]
    dealt_with += [target for one in _told(material) for target in targets_of(one)]
    gone = {one.id for one in material.trace.affected if one.how == "deleted"}
    return [
        one.id
        for one in material.trace.affected
        if one.how == "created"
        and one.id not in gone
        and not any(is_same(target, one.id) or (target and target in one.id) for target in dealt_with)
    ]


def next_reply_by(material: Material, *, item: bool = False, key: str = "plan.next_reply") -> Sentence:
    """By when we promise the next reply."""
    due = next_reply(material.dossier.now, material.notice.deadline)
    return admit(key, item=item, date=date(due))


def handled(material: Material, thing: str) -> list[Sentence]:
    """What was done to thing itself, oldest first."""
    said: list[tuple[datetime, Sentence]] = [
        (one.applied, step_done(one, one.applied))
        for one in material.receipts
        if one.applied and is_done(one) and is_same(one.target, thing)
    ]
    said += [
        (one.at, measure_done(one, one.at))
        for one in _told(material)
        if one.state == "done" and one.at and any(is_same(target, thing) for target in targets_of(one))
    ]
    return [sentence for _, sentence in sorted(said, key=lambda one: one[0])]


def step_done(receipt: Receipt, applied: datetime) -> Sentence:
    """A step that we took, with its time."""
    return claim(
        "done.step",
        [f"receipt-{receipt.step}"],
        read=True,
        item=True,
        time=when(applied),
        action=action("did", receipt.action, [receipt.target]),
    )


def person_says(key: str, measure: Measure, **values: str | Text) -> Sentence:
    """A sentence on the word of whoever took measure, unless it was read again in the account."""
    proof = [*measure.evidence, *([f"measure-{measure.id}"] if measure.verified else [])]
    word = None if measure.verified else measure.by or None
    return replace(claim(key, proof, read=True, item=True, **values), word_of=word)


def _told(material: Material) -> list[Measure]:
    return [one for one in material.measures if fit_for_aws(one)]


def measure_done(measure: Measure, at: datetime) -> Sentence:
    """A measure that somebody took, with its time."""
    what = measure.text if is_listed(measure) else prose_text(measure.text)
    return person_says("done.measure", measure, time=when(at), what=what)


def _promised(material: Material, *, repeat: bool) -> Iterator[Sentence]:
    for one in _told(material):
        if one.state == "promised" and one.due and prevents(one) is repeat and not _is_by_now(material, one):
            what = one.text if is_listed(one) else prose_text(one.text)
            yield admit("plan.measure_due", item=True, date=date(one.due), what=what)


def _is_by_now(material: Material, promised: Measure) -> bool:
    """Whether what was promised has been done since."""
    own = targets_of(promised)
    return any(
        one.id == promised.id and one.state == "done" and targets_of(one) == own for one in material.measures
    )


def _phase(material: Material, phase: Phase) -> Iterator[Sentence]:
    applied = {(one.action, one.target) for one in material.receipts if is_done(one)}
    by_action: dict[str, list[Step]] = {}
    for step in material.steps:
        by_hand = any(
            replaces(one, step.action, step.target)
            for one in _told(material)
            if one.state == "done" or one.due is not None
        )
        if step.phase == phase and (step.action, step.target) not in applied and not by_hand:
            by_action.setdefault(step.action, []).append(step)
    due = date(phase_due(phase, material.dossier.now, material.notice.deadline))
    for identifier, steps in by_action.items():
        because = dict.fromkeys(finding for step in steps for finding in step.because)
        yield admit(
            "plan.step",
            item=True,
            evidence=because,
            date=due,
            action=action("action", identifier, [one.target for one in steps]),
        )
