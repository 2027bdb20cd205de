"""What a letter for time has promised to AWS, while it still counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from abusedesk import reply

from ._matching import is_no_notice

if TYPE_CHECKING:
    from datetime import datetime

    from abusedesk.model import Message, Reply
    from abusedesk.store import Incoming, Store

_NAME = "promise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """That AWS has an answer by until, said in the letter message_id; times are aware UTC."""

    until: datetime
    sent: datetime
    message_id: str


def keep_promise(store: Store, case_id: str, letter: Reply, sent: Message) -> None:
    """Keep what letter promises, if anything; sent is the message that it went out as."""
    until = reply.promised_until(letter, sent.time)
    if until is not None:
        kept = Promise(until=until, sent=sent.time, message_id=sent.message_id)
        store.put(case_id, _NAME, kept)
        store.journal(case_id).append("promised", {"until": until, "message_id": sent.message_id})


def promise_of(store: Store, case_id: str) -> Promise | None:
    """The last promise to AWS; None where there is none, or AWS has written since: its own time counts."""
    kept = store.get(case_id, _NAME, Promise)
    if kept is None or any(_after(one, kept.sent) for one in store.incoming(case_id)):
        return None
    return kept


def _after(one: Incoming, sent: datetime) -> bool:
    """Whether one is a message of AWS's that came after sent."""
    speaks = one.notice.authentic.verdict != "fail" and not is_no_notice(one.notice)
    return speaks and one.arrival is not None and one.arrival.arrived > sent
