"""The plan by phase, and what of it was done."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from abusedesk.report._section import Section
from abusedesk.translate import msg, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from abusedesk.model import CaseDocument, Step

_QUESTIONS = {
    "key_off": msg("The key works"),
    "principal_denied": msg("The identity may act"),
    "instance_cut_off": msg("The instance reaches the network"),
    "port_closed": msg("The port is open"),
    "content_gone": msg("The content is served"),
    "sending_off": msg("Mail can be sent"),
    "address_not_held": msg("The address is ours"),
}
_PHASES = ("preserve", "contain", "eradicate", "recover", "prevent")


def data(document: CaseDocument, language: str) -> Mapping[str, Any]:
    """The steps of each phase, the receipts, the measures and what was read again."""
    by_phase = {phase: [step for step in document.plan if step.phase == phase] for phase in _PHASES}
    return {
        "together": _together,
        "numbers": _numbers,
        "phases": {phase: steps for phase, steps in by_phase.items() if steps},
        "receipts": document.receipts,
        "measures": document.measures,
        "rechecks": document.rechecks,
        "questions": {name: say(question, language) for name, question in _QUESTIONS.items()},
    }


def _together(steps: Sequence[Step]) -> list[list[Step]]:
    """Steps that differ in their target only, as one."""
    found: dict[object, list[Step]] = {}
    for one in steps:
        found.setdefault((one.action, one.title, one.harm, one.automatic, one.reversible), []).append(one)
    return list(found.values())


def _numbers(steps: Sequence[Step]) -> str:
    """The steps' numbers, those that follow each other as a span: "12–33, 35"."""
    spans = groupby(enumerate(steps), lambda place: place[1].step - place[0])
    ends = [[one.step for _, one in span] for _, span in spans]
    return ", ".join(f"{one[0]}–{one[-1]}" if len(one) > 1 else f"{one[0]}" for one in ends)


SECTION = Section(id="plan", title=msg("Plan"), order=110, data=data)
