"""The four letters, each as paragraphs of sentences."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from . import _keys as keys
from ._cause import allocation_records, root_cause
from ._clean import listed, name
from ._done import done, next_reply_by, nothing_done, planned, prevention, remains
from ._letter import Sentence, admit, claim, frame
from ._material import KEY_KINDS, STEP_KINDS
from ._reported import affected, reported
from ._say import activity, case_reference, counted, reported_time, unread
from ._seen import seen
from ._when import date, when

if TYPE_CHECKING:
    from abusedesk.model import ReplyKind

    from ._material import Material

Letter = list[list[Sentence]]
_EXTENSION = timedelta(hours=72)


def compose(kind: ReplyKind, material: Material) -> Letter:
    """The letter of kind, as paragraphs."""
    body = {"answer": _answer, "holding": _holding, "extension": _extension, "dispute": _dispute}[kind]
    signature = frame("signature", account=material.account)
    return [[frame("greeting")], *body(material), [frame("regards"), signature]]


def _answer(material: Material) -> Letter:
    return [
        [frame("opening_answer")],
        _labels(material),
        [frame("heading_cause")],
        *root_cause(material),
        *_titled("list_seen", seen(material)),
        *_second_question(material),
        *_listed("heading_reported", reported(material)),
        *_listed("heading_affected", affected(material)),
        [frame("request_open" if planned(material) else "request_answer")],
    ]


def _second_question(material: Material) -> Letter:
    was_done = done(material)
    letter: Letter = [[frame("heading_done")]]
    if material.notice.kind in KEY_KINDS:
        title = "list_keys" if material.notice.kind in STEP_KINDS else "list_points"
        letter.append([frame(title), *keys.steps(material)])
    letter.append([frame("list_done"), *was_done] if was_done else [nothing_done(material)])
    letter += _titled("list_planned", planned(material))
    letter += _titled("list_prevention", prevention(material))
    letter += _titled("list_remains", remains(material))
    letter.append(keys.billing(material))
    return letter


def _holding(material: Material) -> Letter:
    was_done = done(material)
    known = root_cause(material) if material.cause and material.cause.kind != "unknown" else []
    return [
        [frame("opening_holding")],
        _labels(material),
        [frame("heading_status")],
        *(known or [[admit("gap.nothing_known")]]),
        [frame("list_done"), *was_done] if was_done else [nothing_done(material)],
        *_titled("list_planned", planned(material)),
        [frame("heading_time")],
        [next_reply_by(material), frame("request_holding")],
    ]


def _extension(material: Material) -> Letter:
    now, deadline = material.dossier.now, material.notice.deadline
    until = max(now, deadline or now) + _EXTENSION
    hours = str(int(_EXTENSION.total_seconds() // 3600))
    reason = admit("gap.reason_steps" if material.cause_is_known else "gap.reason_work")
    if material.unread:
        reason = admit("gap.reason_unread", unread=unread(material.unread))
    was_done = done(material)
    return [
        [frame("opening_extension")],
        _labels(material),
        [frame("heading_time")],
        [admit("plan.extension", hours=hours, date=date(until)), reason],
        [frame("heading_status")],
        [frame("list_done"), *was_done] if was_done else [nothing_done(material)],
        *_titled("list_planned", planned(material)),
        [frame("request_extension")],
    ]


def _dispute(material: Material) -> Letter:
    cause = material.cause
    not_ours = cause is None or cause.kind != "authorised_activity"
    was_done = done(material)
    # What was not ours leaves nothing to mend: general improvements would only weaken the point.
    meant = (
        []
        if not_ours
        else [
            *_titled("list_planned", planned(material)),
            *_titled("list_prevention", prevention(material)),
        ]
    )
    no_change = admit("gap.nothing_planned") if not_ours else nothing_done(material)
    return [
        [frame("opening_dispute_not_ours" if not_ours else "opening_dispute_authorised")],
        _labels(material),
        [frame("heading_cause")],
        *root_cause(material),
        *_titled("list_evidence", allocation_records(material)),
        *_titled("list_seen", seen(material)),
        *_titled("list_reported", reported(material)),
        [frame("heading_done")],
        [*_checked(material)],
        [frame("list_done"), *was_done] if was_done else [no_change],
        *meant,
        [frame("heading_request")],
        [frame("request_not_ours" if not_ours else "request_authorised")],
    ]


def _labels(material: Material) -> list[Sentence]:
    notice = material.notice
    said = [frame("label_account", account=material.account)]
    case = case_reference(notice.subject or material.mail.subject, material.account)
    said += [frame("label_case", case=name(case))] if case else []
    said += [frame("label_activity", activity=activity(notice))]
    said += [frame("label_resources", resources=listed(material.reported, 20))] if material.reported else []
    said += [frame("label_regions", regions=listed(notice.regions, 20))] if notice.regions else []
    time = reported_time(notice)
    return [*said, frame("label_time", time=time)] if time else said


def _checked(material: Material) -> list[Sentence]:
    rows = material.history
    if material.history_was_read and material.history_ids():
        scope = material.dossier.scope
        regions = {row.region for row in rows if row.status in {"read", "empty"}}
        return [
            claim(
                counted("how.checked", len(regions)),
                material.history_ids(),
                read=True,
                count=str(len(regions)),
                start=when(scope.since),
                end=when(scope.until),
            )
        ]
    return [admit("gap.unread", unread=unread(material.unread))] if material.unread else []


def _titled(key: str, items: list[Sentence]) -> Letter:
    return [[frame(key), *items]] if items else []


def _listed(key: str, items: list[Sentence]) -> Letter:
    return [[frame(key)], items] if items else []
