"""Takes a notice in: reads it, opens its case, says at once what matters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from abusedesk import intake, reply
from abusedesk.model import Dossier, Scope, Trace
from abusedesk.translate import text

from ._collecting import GLOBAL
from ._progress import NoticeRead

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from abusedesk.model import Case, Mail, Notice, Reply
    from abusedesk.store import Store


@dataclass(frozen=True, slots=True)
class Opened:
    """A notice and the case that it opened."""

    case: Case
    notice: Notice
    mail: Mail


def take_in(store: Store, data: bytes, name: str, now: datetime, authserv_ids: Sequence[str] = ()) -> Opened:
    """
    Read one message and open a case for it; what cannot be understood opens a case by hand.

    Raises:
        BadInput: data is empty or of a form that must be saved differently first.
    """
    reading = intake.read(data, name=name, authserv_ids=authserv_ids, arrived=now)
    case = store.open_case(reading.notice, reading.mail, data, now)
    return Opened(case, reading.notice, reading.mail)


def follow_up(store: Store, case_id: str, data: bytes, name: str, authserv_ids: Sequence[str] = ()) -> Notice:
    """
    Add one more message to an open case.

    Raises:
        BadInput: there is no such case, or data cannot be read.
    """
    store.case(case_id)
    reading = intake.read(data, name=name, authserv_ids=authserv_ids)
    store.add_notice(case_id, reading.notice, reading.mail, data)
    return reading.notice


def at_once(opened: Opened, now: datetime, own_key: str | None) -> NoticeRead:
    """What a person must know in the first minute; own_key is the access key id that we run with."""
    kind = intake.every().get(opened.notice.kind)
    return NoticeRead(
        case=opened.case,
        notice=opened.notice,
        now=now,
        title=text(kind.title) if kind else text("A notice of a kind that is not known"),
        means=text(kind.means) if kind else text("Read the mail yourself and classify the case."),
        first_step=text(kind.first_step) if kind else text("Answer AWS that you are looking into it."),
        holding=_holding(opened, now),
        own_key=own_key is not None and own_key in opened.notice.access_keys,
    )


def _holding(opened: Opened, now: datetime) -> Reply:
    scope = Scope(opened.notice.account or "", GLOBAL, now, now)
    dossier = Dossier(notice=opened.notice, scope=scope, now=now, account=opened.notice.account or "")
    return reply.draft(dossier, Trace(), (), opened.mail, kind="holding")
