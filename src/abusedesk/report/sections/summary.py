"""The case on one page: what, since when, why, the damage, what was done, what remains, what is next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.report import _outcome as outcome
from abusedesk.report._names import named
from abusedesk.report._section import Section
from abusedesk.report._show import jst, said, utc
from abusedesk.translate import msg, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.model import CaseDocument

_URGENT = {"preserve", "contain"}


def data(document: CaseDocument, language: str) -> Mapping[str, Any]:
    """The case's numbers, its root cause, what came of it and the next few things to do."""
    return {
        "case": document.case,
        "notice": document.notice,
        "cause": document.root_causes[0] if document.root_causes else None,
        "cost": document.cost,
        "counts": {
            "affected": len(document.affected),
            "findings": len([one for one in document.findings if one.severity.rank > 0 and not one.sample]),
            "gaps": len(
                [row for row in document.coverage if row.status in {"denied", "failed", "truncated"}]
            ),
            "steps": len(document.plan),
        },
        "damage": outcome.damage(document, language),
        "done": outcome.done(document, language),
        "reread": outcome.reread(document, language),
        "remains": outcome.remains(document, language),
        "answered": outcome.answered(document, language),
        "next_steps": list(_next(document, language)),
    }


def _next(document: CaseDocument, language: str) -> Iterator[str]:
    urgent = [step for step in document.open_steps if step.phase in _URGENT and step.reversible]
    # One of each phase: keeping evidence and stopping the intruder are both due at once.
    first = {step.phase: step for step in reversed(urgent)}.values()
    for step in sorted(first, key=lambda one: one.step):
        yield say(
            msg("Approve step {number} of the plan ({action}, {target}): {reason}"),
            language,
            number=step.step,
            action=said(step.title, language) or named(step.action, language),
            target=step.target,
            reason=said(step.reason, language),
        )
    yield from _answer(document, language)
    gaps = [row for row in document.coverage if row.status == "denied"]
    if gaps:
        yield say(msg("Allow what was denied (see coverage) and run the investigation again."), language)


def _answer(document: CaseDocument, language: str) -> Iterator[str]:
    letter, deadline = document.reply, document.case.deadline
    if letter is None or document.case.state in {"replied", "resolved", "closed"}:
        return
    if letter.problems:
        yield say(
            msg("Settle what stands in the way of the reply draft (problems: {count})."),
            language,
            count=len(letter.problems),
        )
    if deadline:
        when = f"{utc(deadline)} ({jst(deadline)})"
        yield say(msg("Send the reply to {to} before {when}."), language, to=letter.to, when=when)
    else:
        yield say(msg("Send the reply to {to}."), language, to=letter.to)


SECTION = Section(id="summary", title=msg("Summary"), order=10, data=data)
