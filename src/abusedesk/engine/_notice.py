"""A case's notice: as its messages say it together, and what to say of it at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from abusedesk import intake, reply
from abusedesk.model import Dossier, Reply, Scope, Trace
from abusedesk.translate import text

from ._collecting import GLOBAL
from ._matching import UNPLACED, is_no_notice
from ._progress import NoticeRead

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from abusedesk.model import Case, Mail, Notice
    from abusedesk.store import Store


@dataclass(frozen=True, slots=True)
class Opened:
    """A notice, the mail that an answer goes to, and their case."""

    case: Case
    notice: Notice
    mail: Mail


_TOGETHER = ("regions", "resources", "access_keys", "iam_users", "ips", "urls", "ports", "remote_ips")


def opened(store: Store, case_id: str) -> Opened:
    """
    A case with what all its messages say together, and the message that is to be answered.

    What they name adds up; kind, account and date are the first's that has them; subject, sender and stage
    are those of the message that is answered, and the deadline is the case's. What is probably not AWS's
    counts only where the case has nothing else.

    Raises:
        BadInput: there is no such case.
    """
    case = store.case(case_id)
    received = store.notices(case_id)
    counting = [one for one in received if one[0].authentic.verdict != "fail"] or received
    first, _ = counting[0]
    last, mail = answered(received)
    kind = next((one.kind for one, _ in counting if one.kind not in UNPLACED), first.kind)
    starts = [one.activity_start for one, _ in counting if one.activity_start]
    ends = [one.activity_end for one, _ in counting if one.activity_end]
    whole = replace(
        first,
        kind=kind,
        stage=last.stage,
        channel=last.channel,
        account=next((one.account for one, _ in counting if one.account), None),
        activity_start=min(starts, default=None),
        activity_end=max(ends, default=None),
        subject=last.subject,
        from_=last.from_,
        deadline=case.deadline,
        deadline_basis=case.deadline_basis,
    )
    named: dict[str, Any] = {
        field: tuple(dict.fromkeys(value for one, _ in counting for value in getattr(one, field)))
        for field in _TOGETHER
    }
    return Opened(case, replace(whole, **named), mail)


def answered(received: Sequence[tuple[Notice, Mail]]) -> tuple[Notice, Mail]:
    """
    The message that an answer goes to: AWS's newest by its date.

    Neither what is probably not AWS's nor what is no notice (a colleague's word in the same thread) is
    answered where there is another.
    """
    genuine = [one for one in received if one[0].authentic.verdict != "fail"]
    notices = [one for one in genuine if one[0].kind != "none" or one[0].stage != "none"]
    left = list(enumerate(notices or genuine[:1] or received[:1]))
    dated = [one for one in left if one[1][0].received]
    newest = max(dated or left, key=lambda one: (one[1][0].received, one[0]) if dated else (one[0],))
    return newest[1]


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
        # What is no notice is answered with nothing.
        holding=Reply(kind="holding") if is_no_notice(opened.notice) else _holding(opened, now),
        own_key=own_key is not None and own_key in opened.notice.access_keys,
    )


def _holding(opened: Opened, now: datetime) -> Reply:
    scope = Scope(opened.notice.account or "", GLOBAL, now, now)
    dossier = Dossier(notice=opened.notice, scope=scope, now=now, account=opened.notice.account or "")
    return reply.draft(dossier, Trace(), (), opened.mail, kind="holding")
