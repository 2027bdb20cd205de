"""Which case a message belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from abusedesk.model import CaseState, Text
from abusedesk.translate import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from abusedesk.model import Mail, Notice
    from abusedesk.store import Store

FINISHED = frozenset({CaseState.RESOLVED, CaseState.CLOSED})
UNPLACED = frozenset({"unknown", "none"})
# Ten, eleven and fifteen digits, or a letter and digits: AWS numbers its cases so, and never with twelve.
_NUMBER = r"(?<![\w-])(\d{10,11}|\d{15}|[A-Z]\d{6,17})(?![\w-]*\d)"
_CASES = (
    re.compile(r"[\[(#]\s*(?:CASE|Case)?\s*(?:ID|#)?\s*:?\s*" + _NUMBER + r"\s*[\])]"),
    re.compile(
        r"(?i:\b(?:case|report|reference|ticket)s?\b|ケース)(?i:\s*(?:id|numbers?|no\.?|番号))?[\s:：#(\[]{0,6}"
        + _NUMBER
    ),
    re.compile(r"(?i:displayId|caseId)(?:=|%3D)\s*" + _NUMBER),
    re.compile(r"(?<![\w-])(\d{15})(?![\w-]*\d)"),
    # The id that the Support API gives: https://docs.aws.amazon.com/awssupport/latest/APIReference/
    re.compile(r"\b(case-\d{10,13}-[a-z0-9-]{4,60})\b"),
)
# Any such number in a subject: enough to look whether a case has it, not to say that it is AWS's.
_PERHAPS = re.compile(r"\b[A-Z]?\d{10,15}\b")
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
_THING = re.compile(
    r"(?<![\w-])(?:i-[0-9a-f]{8,17}|(?:AKIA|ASIA)[A-Z0-9]{16}|\d{12})(?![\w-])|\barn:aws[\w-]*:"
)
_LOOKED_AT = 60_000  # characters of AWS's text; a notice has a few thousand


@dataclass(frozen=True, slots=True)
class Match:
    """The case that a message belongs to, None for a new one, and why."""

    case_id: str | None
    why: Text


def aws_cases(notice: Notice, mail: Mail) -> tuple[str, ...]:
    """
    The ids of AWS's own case that a message names, in its subject or in AWS's text, each once.

    What the forwarded report says is a stranger's and names none; nor does an account's number.
    """
    said = (notice.subject, mail.own_text[:_LOOKED_AT])
    found = (one for words in said for pattern in _CASES for one in pattern.findall(words))
    return tuple(dict.fromkeys(one for one in found if one != notice.account))


def match(store: Store, notice: Notice, mail: Mail) -> Match:
    """
    The case that a message continues: by thread headers, by AWS's case id, by account and resource.

    Of several that fit it is the newest open one. A finished case is only continued in its own thread, or
    by a later message about AWS's own case. Headers can be forged: where the accounts contradict each
    other neither they nor an id join anything.
    """
    threads = store.find_by_message_ids(_thread(mail))
    numbered = store.find_by_aws_cases(aws_cases(notice, mail))
    agreeing = _agreeing(store, threads, notice)
    if agreeing:
        return Match(
            _newest(store, agreeing), text("It stands in the same thread (In-Reply-To, References).")
        )
    contradicted = [one for one in [*threads, *numbered] if not _agreeing(store, [one], notice)]
    same = _agreeing(store, numbered, notice)
    open_or_later = same if notice.stage != "first" else _open(store, same)
    if open_or_later:
        return Match(_newest(store, open_or_later), text("It names the same case of AWS's."))
    found = _by_account(store, notice)
    if found:
        return found
    return Match(None, _why_new(store, notice, contradicted=contradicted, finished=same))


def is_no_notice(notice: Notice) -> bool:
    """Whether it is plainly no notice of AWS's; one that cannot be read, or not understood, is not plain."""
    return notice.kind == "none" and notice.stage == "none"


def names_aws_things(mail: Mail) -> bool:
    """Whether a mail that is no notice names an account, an instance, a key or an ARN all the same."""
    return _THING.search(f"{mail.subject}\n{mail.own_text[:_LOOKED_AT]}") is not None


def is_foreign(store: Store, notice: Notice, mail: Mail) -> bool:
    """Whether it is no notice, and neither its thread nor a number in its subject is a case's."""
    if notice.kind != "none":
        return False
    numbers = _PERHAPS.findall(notice.subject)
    return not (store.find_by_message_ids(_thread(mail)) or store.find_by_aws_cases(numbers))


def _thread(mail: Mail) -> list[str]:
    return [one for one in (mail.in_reply_to, *mail.references, mail.message_id) if one]


def _why_new(store: Store, notice: Notice, *, contradicted: Sequence[str], finished: Sequence[str]) -> Text:
    if contradicted:
        return text(
            "It points to case {case}, but names account {named} where that case is about {account}: "
            "a case of its own.",
            case=contradicted[0],
            named=notice.account,
            account=store.account(contradicted[0]),
        )
    if finished:
        return text("A first notice, and case {case} with its number is over: a new case.", case=finished[0])
    if notice.stage not in {"first", "none"}:
        return text("It is no first message, but no open case fits it: a case of its own.")
    alike = _sharing(store, _open(store, _of_account(store, notice)), notice)
    if alike:
        return text(
            "A first notice: a new case. See also case {case}, about the same resource.", case=alike[0]
        )
    return text("A first notice: a new case.")


def _by_account(store: Store, notice: Notice) -> Match | None:
    if notice.stage in {"first", "none"} or not notice.account:
        return None
    ours = _of_account(store, notice)
    # That something is over may be said twice: the second time nothing is open any more.
    fitting = _open(store, ours) or (ours if notice.stage in {"resolved", "denied"} else [])
    if notice.stage == "another_resource":
        alike = [one for one in fitting if _kind(store, one) == notice.kind]
        said = text("Another resource of the same account, and this case of that kind is open.")
        return Match(alike[0], said) if alike else None
    shared = _sharing(store, fitting, notice)
    if shared:
        return Match(shared[0], text("It is about the same account and resource."))
    if _names(notice):
        # It names something that no case knows: only a case that names nothing itself can be meant.
        fitting = [one for one in fitting if not _known(store, one)]
    alike = [one for one in fitting if notice.kind in {*UNPLACED, _kind(store, one)}]
    return Match(alike[0], text("It is about the same account and the same matter.")) if alike else None


def _agreeing(store: Store, case_ids: Iterable[str], notice: Notice) -> list[str]:
    return [one for one in case_ids if not notice.account or store.account(one) in {"", notice.account}]


def _open(store: Store, case_ids: Iterable[str]) -> list[str]:
    return [one for one in case_ids if store.case(one).state not in FINISHED]


def _newest(store: Store, case_ids: Sequence[str]) -> str:
    return (_open(store, case_ids) or list(case_ids))[0]


def _of_account(store: Store, notice: Notice) -> list[str]:
    return store.find_by_account(notice.account) if notice.account else []


def _sharing(store: Store, case_ids: Iterable[str], notice: Notice) -> list[str]:
    named = _names(notice)
    return [one for one in case_ids if named & _known(store, one)]


def _known(store: Store, case_id: str) -> set[str]:
    return {name for notice, _ in store.notices(case_id) for name in _names(notice)}


def _names(notice: Notice) -> set[str]:
    named = (*notice.resources, *notice.access_keys, *notice.iam_users, *notice.ips, *notice.urls)
    return {one.lower() for one in named}


def _kind(store: Store, case_id: str) -> str:
    """The kind of a case: that of its first message which has one."""
    kinds = [notice.kind for notice, _ in store.notices(case_id)]
    return next((one for one in kinds if one not in UNPLACED), "unknown")
