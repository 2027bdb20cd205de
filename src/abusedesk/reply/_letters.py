"""The four letters, each as paragraphs of sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import _keys as keys
from ._asked import answers
from ._cause import allocation_records, root_cause
from ._clean import listed, name
from ._dispute import dispute
from ._done import done, next_reply_by, nothing_done, planned, prevention, remains, scheduled
from ._extension import extension
from ._language import has
from ._letter import Sentence, admit, frame
from ._material import DISPUTED, KEY_KINDS, STEP_KINDS
from ._rechecked import rechecked
from ._reported import affected, reported
from ._say import activities, case_reference, looked_at, reported_time, unread
from ._seen import seen
from ._ses import collection, effects, is_ses, rate
from ._when import date, next_reply, phase_due

if TYPE_CHECKING:
    from datetime import datetime

    from abusedesk.model import ReplyKind

    from ._material import Material

Letter = list[list[Sentence]]


def compose(
    kind: ReplyKind, material: Material, *, until: datetime | None = None, reason: str | None = None
) -> Letter:
    """
    The letter of kind, as paragraphs.

    Raises:
        BadInput: until is no later than the deadline.
    """
    labels = _labels(material)
    if kind == "extension":
        body = extension(material, labels, until, reason)
    elif kind == "dispute":
        body = dispute(material, labels, reason)
    else:
        body = _answer(material, labels) if kind == "answer" else _holding(material, labels)
    signature = frame("signature", account=material.account)
    return [[frame("greeting")], *body, [frame("regards"), signature]]


def _answer(material: Material, labels: list[Sentence]) -> Letter:
    usual = "confirmed" if _is_confirmed(material) else "ses" if is_ses(material) else ""
    return [
        [frame(_opening(material, usual))],
        labels,
        *_asked(material),
        *_new(material),
        [frame("heading_cause")],
        *root_cause(material),
        *(_titled("list_evidence", allocation_records(material)) if _is_confirmed(material) else []),
        *_titled("list_seen", seen(material)),
        *_second_question(material),
        *collection(material),
        *_listed("heading_reported", reported(material)),
        *_listed("heading_affected", affected(material)),
        [frame(_request(material))],
    ]


def _asked(material: Material) -> Letter:
    answered = answers(material)
    return [[frame("heading_asked")], *answered] if answered else []


def _opening(material: Material, usual: str) -> str:
    stage = f"opening_{material.notice.stage}"
    if has(f"frame.{stage}"):
        return stage
    if usual == "confirmed":
        return "opening_answer_confirmed"
    if not done(material):
        return "opening_planned"
    return f"opening_answer_{usual}" if usual else "opening_answer"


def _is_confirmed(material: Material) -> bool:
    cause = material.cause
    asked = material.notice.kind == "usage_confirmation"
    return asked and cause is not None and cause.kind in DISPUTED | {"own_test_against_policy"}


def _request(material: Material) -> str:
    settled = done(material) or _is_confirmed(material)
    if not settled or remains(material) or planned(material) or _own_test(material):
        return "request_open"
    return "request_lift" if material.notice.stage == "mitigated" else "request_answer"


def _new(material: Material) -> Letter:
    """What was done since AWS denied: without anything new it does not look again."""
    said_no = material.mail.date or material.notice.received
    if material.notice.stage != "denied" or said_no is None:
        return []
    fresh = done(material, since=said_no)
    return [[frame("heading_new")], fresh or [admit("gap.nothing_new")]]


def _second_question(material: Material) -> Letter:
    stopped, prevented = done(material, against="abuse"), done(material, against="repeat")
    letter: Letter = [[frame("heading_changes" if is_ses(material) else "heading_done")]]
    if material.notice.kind in KEY_KINDS:
        title = "list_keys" if material.notice.kind in STEP_KINDS else "list_points"
        letter.append([frame(title), *keys.steps(material)])
    letter += _titled("list_done", stopped)
    letter += _titled("list_done_repeat", prevented)
    letter += _titled("list_rechecked", rechecked(material))
    letter += [looked_at(material)] if _is_confirmed(material) else []
    letter += [] if stopped or prevented or _is_confirmed(material) else [[_nothing_done(material)]]
    letter += _titled("list_effects", effects(material)) if is_ses(material) else []
    told = keys.told(material) if material.notice.kind in KEY_KINDS else ()
    letter += scheduled("list_planned", [*planned(material, told=told), *_own_test(material)])
    letter += scheduled("list_prevention", prevention(material))
    if not prevented and not prevention(material) and not _is_confirmed(material):
        due = date(phase_due("eradicate", material.dossier.now, material.notice.deadline))
        letter.append([admit("plan.prevention_later", date=due)])
    letter += _titled("list_remains", remains(material))
    letter.append(keys.billing(material))
    return letter


def _nothing_done(material: Material) -> Sentence:
    if is_ses(material):
        return admit("gap.nothing_changed")
    return admit("gap.nothing_done") if _own_test(material) else nothing_done(material)


def _own_test(material: Material) -> list[Sentence]:
    """That our own test will be stopped and deleted, as long as nobody says that it was."""
    cause = material.cause
    if cause is None or cause.kind != "own_test_against_policy" or not material.cause_is_known:
        return []
    ended = {one.id for one in material.measures if one.state == "done"}
    due = date(next_reply(material.dossier.now, material.notice.deadline))
    said = [] if "stopped_own_test" in ended else [admit("plan.stop_test", item=True, date=due)]
    return said + ([] if "deleted_own_test" in ended else [admit("plan.delete_test", item=True, date=due)])


def _holding(material: Material, labels: list[Sentence]) -> Letter:
    """How it stands, in short: what is due after the next reply is left to that one."""
    was_done = done(material)
    known = root_cause(material) if material.cause and material.cause.kind != "unknown" else []
    looked = looked_at(material)
    unknown = [*looked, admit("cause.unknown" if looked else "gap.nothing_known")]
    shown = seen(material) if material.dossier.coverage and not material.cause_is_known else []
    lost = [admit("gap.unread", unread=unread(material.unread))] if material.unread else []
    soon = planned(material, until=next_reply(material.dossier.now, material.notice.deadline))
    return [
        [frame("opening_holding")],
        labels,
        *_asked(material),
        [frame("heading_status")],
        *(known or [unknown]),
        lost,
        *_titled("list_seen", shown),
        [frame("list_done"), *was_done] if was_done else [nothing_done(material)],
        *_titled("list_rechecked", rechecked(material)),
        *scheduled("list_planned", soon),
        [frame("heading_time")],
        [next_reply_by(material, key="plan.next_answer"), frame("request_holding")],
    ]


def _labels(material: Material) -> list[Sentence]:
    notice = material.notice
    said = [frame("label_account", account=material.account)]
    case = case_reference(notice.subject or material.mail.subject, material.account)
    said += [frame("label_case", case=name(case))] if case else []
    said += [frame("label_activity", activity=activities(material))]
    said += [frame("label_rate", rate=found)] if (found := rate(material)) else []
    said += [frame("label_resources", resources=listed(material.reported, 20))] if material.reported else []
    said += [frame("label_regions", regions=listed(notice.regions, 20))] if notice.regions else []
    time = reported_time(notice)
    return [*said, frame("label_time", time=time)] if time else said


def _titled(key: str, items: list[Sentence]) -> Letter:
    return [[frame(key), *items]] if items else []


def _listed(key: str, items: list[Sentence]) -> Letter:
    return [[frame(key)], items] if items else []
