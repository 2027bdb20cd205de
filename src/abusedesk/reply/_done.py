"""The second question: what was done, what is planned and what remains."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from abusedesk.model import Text

from ._action import action, actions, is_for_everybody, region_of, removals_together
from ._clean import listed, prose_text
from ._letter import Sentence, admit, claim, frame
from ._measures import fit_for_aws, is_listed, is_same, is_statement, prevents, replaces, targets_of
from ._say import unread
from ._when import date, next_reply, phase_due, span, when

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from abusedesk.model import Measure, Phase, Receipt, Step

    from ._material import Material

_LIMIT = 40
# So many steps of one kind are told one by one, each with its time.
_SINGLE = 3
# How a letter itself went to AWS is nothing that was done about the abuse.
_NO_MEASURE = frozenset({"add_support_communication"})
_ABOUT_A_KEY = frozenset({"deactivate_access_key", "delete_access_key"})
_ENDS_A_KEY = frozenset({"delete_access_key", "retire_access_key"})
_PHASES: tuple[Phase, ...] = ("preserve", "contain", "eradicate", "recover", "prevent")
_AGAINST_ABUSE = _PHASES[1:-1]


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
    said: list[tuple[datetime, str, Sentence]] = []
    for (goal, _, _), group in _alike(material, phases, since).items():
        said += [(group[0][0], goal, one) for one in _steps_done(material, group)]
    said += [
        (one.at, "repeat" if prevents(one) else "abuse", measure_done(one, one.at))
        for one in _told(material)
        if one.state == "done" and one.at and not is_statement(one.id)
    ]
    wanted = [one for one in said if against in {"", one[1]} and (since is None or one[0] >= since)]
    return [sentence for _, _, sentence in sorted(wanted, key=lambda one: one[0])]


def _alike(
    material: Material, phases: Mapping[int, Phase], since: datetime | None
) -> dict[tuple[str, str, bool], list[tuple[datetime, Receipt]]]:
    """The steps that we took, oldest first, by what they are against, what they are, and for whom."""
    found: dict[tuple[str, str, bool], list[tuple[datetime, Receipt]]] = {}
    taken = [(one.applied, one) for one in material.receipts if one.applied and is_done(one)]
    for applied, one in sorted(taken, key=lambda pair: pair[0]):
        if since is not None and applied < since:
            continue
        goal = "repeat" if phases.get(one.step) == "prevent" else "abuse"
        everybody = is_for_everybody(material, one.action, one.target)
        found.setdefault((goal, one.action, everybody), []).append((applied, one))
    return found


def _steps_done(material: Material, group: Sequence[tuple[datetime, Receipt]]) -> Iterator[Sentence]:
    """A step a sentence, or one sentence for many of the same kind."""
    identifier = group[0][1].action
    if len(group) <= _SINGLE and not is_for_everybody(material, identifier, group[0][1].target):
        yield from (step_done(one, applied) for applied, one in group)
        return
    first, last = group[0][0], group[-1][0]
    yield claim(
        "done.step",
        [f"receipt-{one.step}" for _, one in group],
        read=True,
        item=True,
        time=span(first, last),
        action=actions(material, "did", identifier, [one.target for _, one in group]),
    )


def nothing_done(material: Material) -> Sentence:
    """That nothing has been changed, and whether something is to be."""
    return admit("gap.nothing_done" if planned(material) or prevention(material) else "gap.nothing_planned")


def planned(
    material: Material, *, told: Collection[str] = (), until: datetime | None = None
) -> list[Sentence]:
    """
    What is promised and the steps without a receipt, but for prevention, each with a date.

    What preserves evidence stops nothing and is left out. told are access keys of which the letter says
    elsewhere when they go; until (aware UTC) leaves out the steps that are due later.
    """
    now, deadline = material.dossier.now, material.notice.deadline
    phases = [one for one in _AGAINST_ABUSE if until is None or phase_due(one, now, deadline) <= until]
    steps = [one for phase in phases for one in _phase(material, phase, told)]
    return [*_promised(material, repeat=False), *steps][:_LIMIT]


def scheduled(title: str, items: Sequence[Sentence]) -> list[list[Sentence]]:
    """Planned and promised items under title, a paragraph for all steps that are due by the same moment."""
    letter: list[list[Sentence]] = []
    promised = [one for one in items if one.key != "plan.step"]
    if promised:
        letter.append([frame(title), *promised])
    by_date: dict[str | Text, list[Sentence]] = {}
    for one in items:
        if one.key == "plan.step":
            by_date.setdefault(one.values["date"], []).append(_part(one))
    for due, parts in by_date.items():
        letter.append([frame(f"{title}_by", date=due), *parts])
    return letter


def _part(step: Sentence) -> Sentence:
    told = step.values["action"]
    capital = told if isinstance(told, str) else Text(en=told.en[:1].upper() + told.en[1:], ja=told.ja)
    return replace(step, key="plan.part", values={"action": capital})


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


def _phase(material: Material, phase: Phase, told: Collection[str] = ()) -> Iterator[Sentence]:
    applied = {(one.action, one.target) for one in material.receipts if is_done(one)}
    earlier = _PHASES[: _PHASES.index(phase)]
    before = {
        (one.action, region_of(one.action, one.target)) for one in material.steps if one.phase in earlier
    }
    rotated = {one.target for one in material.steps if one.action == "rotate_access_key"}
    alike: dict[tuple[str, bool], list[Step]] = {}
    for step in material.steps:
        by_hand = any(
            replaces(one, step.action, step.target)
            for one in _told(material)
            if one.state == "done" or one.due is not None
        )
        again = (step.action, region_of(step.action, step.target)) in before
        again = again or (step.action in _ABOUT_A_KEY and step.target in told)
        if step.phase == phase and (step.action, step.target) not in applied and not by_hand and not again:
            everybody = is_for_everybody(material, step.action, step.target)
            # That an old key goes once there is a new one is part of replacing it.
            if not (everybody and step.action in _ENDS_A_KEY and step.target in rotated):
                alike.setdefault((step.action, everybody), []).append(step)
    due = date(phase_due(phase, material.dossier.now, material.notice.deadline))
    for (identifier, _), steps in removals_together(material, alike).items():
        because = dict.fromkeys(finding for step in steps for finding in step.because)
        yield admit(
            "plan.step",
            item=True,
            evidence=because,
            date=due,
            action=actions(material, "action", identifier, [one.target for one in steps]),
        )
