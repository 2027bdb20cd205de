"""The second question: what was done, what is planned and what remains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._clean import prose_text
from ._letter import Sentence, admit, claim
from ._say import action, unread
from ._when import date, next_reply, phase_due, when

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from abusedesk.model import Measure, Phase, Receipt, Step

    from ._material import Material

_LIMIT = 40
_PHASES: tuple[Phase, ...] = ("preserve", "contain", "eradicate", "recover", "prevent")


def is_done(receipt: Receipt) -> bool:
    """Whether the step was applied and still is."""
    return receipt.applied is not None and receipt.reverted is None and not receipt.failed


def done(material: Material) -> list[Sentence]:
    """Every step with a receipt and every measure that somebody did, with its time, oldest first."""
    steps = [
        (one.applied, _step_done(one, one.applied))
        for one in material.receipts
        if one.applied and is_done(one)
    ]
    measures = [
        (one.at, _measure_done(one, one.at)) for one in material.measures if one.state == "done" and one.at
    ]
    return [sentence for _, sentence in sorted([*steps, *measures], key=lambda one: one[0])]


def nothing_done(material: Material) -> Sentence:
    """That nothing has been changed, and whether something is to be."""
    return admit("gap.nothing_done" if planned(material) else "gap.nothing_planned")


def planned(material: Material) -> list[Sentence]:
    """The steps without a receipt, but for prevention, by phase and action, each with a date."""
    return [one for phase in _PHASES[:-1] for one in _phase(material, phase)][:_LIMIT]


def prevention(material: Material) -> list[Sentence]:
    """What is promised or proposed against a repeat, then the plan's own steps."""
    said = [
        admit("plan.measure_due", item=True, date=date(one.due), what=prose_text(one.text))
        if one.due
        else admit("plan.measure_open", item=True, what=prose_text(one.text))
        for one in material.measures
        if one.state != "done"
    ]
    return (said + list(_phase(material, "prevent")))[:_LIMIT]


def remains(material: Material) -> list[Sentence]:
    """What failed, what was taken back, what could not be read, and when the next reply comes."""
    said: list[Sentence] = []
    for receipt in material.receipts:
        act = action("action" if receipt.failed else "did", receipt.action, [receipt.target])
        if receipt.failed:
            said.append(admit("gap.failed", item=True, action=act))
        elif receipt.applied and receipt.reverted:
            then, back = when(receipt.applied), when(receipt.reverted)
            said.append(admit("gap.reverted", item=True, action=act, time=then, reverted=back))
    if material.unread:
        said.append(admit("gap.unread", item=True, unread=unread(material.unread)))
    if said or not material.cause_is_known or planned(material):
        said.append(next_reply_by(material, item=True))
    return said


def next_reply_by(material: Material, *, item: bool = False) -> Sentence:
    """By when we promise the next reply."""
    due = next_reply(material.dossier.now, material.notice.deadline)
    return admit("plan.next_reply", item=item, date=date(due))


def _step_done(receipt: Receipt, applied: datetime) -> Sentence:
    return claim(
        "done.step",
        [f"receipt-{receipt.step}"],
        read=True,
        item=True,
        time=when(applied),
        action=action("did", receipt.action, [receipt.target]),
    )


def _measure_done(measure: Measure, at: datetime) -> Sentence:
    proof = [*measure.evidence, *([f"measure-{measure.id}"] if measure.verified else [])]
    return claim("done.measure", proof, read=True, item=True, time=when(at), what=prose_text(measure.text))


def _phase(material: Material, phase: Phase) -> Iterator[Sentence]:
    applied = {(one.action, one.target) for one in material.receipts if is_done(one)}
    by_action: dict[str, list[Step]] = {}
    for step in material.steps:
        if step.phase == phase and (step.action, step.target) not in applied:
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
