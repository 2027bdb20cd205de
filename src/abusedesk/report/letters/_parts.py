"""What several letters say alike."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.report._names import named
from abusedesk.report._show import defanged, said
from abusedesk.translate import msg, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from abusedesk.model import CaseDocument
    from abusedesk.report._letter import LetterFacts

_CLOSED = {"resolved", "closed"}
_MARGIN = timedelta(hours=1)
_LISTED = 12


def left(document: CaseDocument, facts: LetterFacts, language: str) -> str:
    """How long is left until the deadline, or that it has passed; "" without one."""
    deadline = document.case.deadline
    if deadline is None:
        return ""
    span = deadline - facts.now
    hours, minutes = divmod(int(abs(span).total_seconds()) // 60, 60)
    message = (
        msg("{hours} h {minutes} min are left")
        if span >= timedelta()
        else msg("it passed {hours} h {minutes} min ago")
    )
    return say(message, language, hours=hours, minutes=minutes)


def answer_by(document: CaseDocument, facts: LetterFacts) -> datetime | None:
    """
    When we need the customer's answers (aware UTC): half of what is left, an hour at least before the end.

    None where there is no deadline or it is too near to wait for anything.
    """
    deadline = document.case.deadline
    if deadline is None or deadline - facts.now < 2 * _MARGIN:
        return None
    half = facts.now + (deadline - facts.now) / 2
    return min(half, deadline - _MARGIN).replace(second=0, microsecond=0)


def reported(document: CaseDocument) -> list[str]:
    """What AWS names: things, keys, users, addresses and pages, these so that nobody can click them."""
    notice = document.notice
    named = (*notice.resources, *notice.access_keys, *notice.iam_users, *notice.ips, *notice.urls)
    return [defanged(one) for one in list(dict.fromkeys(named))[:_LISTED]]


def done(document: CaseDocument, language: str) -> Iterator[Mapping[str, Any]]:
    """What has been done, by us or by people, in order of time: when, what, and on whose word."""
    titles = {(step.action, step.target): said(step.title, language) for step in document.plan}
    rows: list[tuple[datetime, str, str]] = []
    for receipt in document.receipts:
        if receipt.applied and receipt.stands:
            title = titles.get((receipt.action, receipt.target)) or named(receipt.action, language)
            rows.append((receipt.applied, f"{title}: {receipt.target}", ""))
    rows += [
        (one.at, said(one.text, language), one.by)
        for one in document.measures
        if one.state == "done" and one.at is not None
    ]
    for time, what, by in sorted(rows, key=lambda row: (row[0], row[1])):
        yield {"time": time, "what": what, "by": by}


def promised(document: CaseDocument, language: str) -> Iterator[Mapping[str, Any]]:
    """What people have promised, with its date where there is one."""
    for one in document.measures:
        if one.state == "promised":
            yield {"what": said(one.text, language), "due": one.due, "by": one.by}


def cause(document: CaseDocument, language: str) -> Mapping[str, Any] | None:
    """The root cause in first place, its sentence and how sure it is (per cent); None where there is none."""
    if not document.root_causes or document.root_causes[0].kind == "unknown":
        return None
    first = document.root_causes[0]
    return {
        "kind": first.kind,
        "statement": said(first.statement, language),
        "percent": round(first.confidence * 100),
        "since": first.since,
    }


def gaps(document: CaseDocument) -> list[str]:
    """What could not be read, a line each: which collector, where, why."""
    rows = [row for row in document.coverage if row.status in {"denied", "failed", "truncated"}]
    return [f"{row.collector} ({row.region}): {row.status} {row.why}".rstrip() for row in rows[:_LISTED]]


def over(document: CaseDocument) -> bool:
    """Whether AWS has said that the case is settled, or it was closed."""
    return document.case.state.value in _CLOSED
