"""One message of a mailbox to the engine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from abusedesk import engine, intake
from abusedesk.errors import BadInput
from abusedesk.translate import text

from ._round import Took

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from abusedesk.intake import Reading, Resolver
    from abusedesk.mail import Fetched, Left
    from abusedesk.model import Text
    from abusedesk.store import Store

# AWS's case numbers as they stand in subjects: ten to fifteen digits, a letter before them at most.
_NUMBERS = re.compile(r"\b[A-Z]?\d{10,15}\b")
# What the reader of a message built to break it may raise; the engine opens a case by hand for those.
_FAULTS = (ArithmeticError, AttributeError, BadInput, LookupError, RecursionError, TypeError, ValueError)


def take(
    store: Store, one: Fetched, now: datetime, authserv_ids: Sequence[str], resolver: Resolver | None
) -> Iterator[Took]:
    """
    Hand one message over, give what became of each notice in it.

    What is no notice of AWS's and belongs to no case (a newsletter in a shared mailbox) opens none. What
    is too large comes as its headers, and opens a case by hand where it continues none.
    """
    if one.whole and _is_no_notice(store, one, authserv_ids):
        yield Took(
            message=one.name, what="not_a_notice", why=text("It is no notice of AWS's."), size=one.size
        )
        return
    # A server's clock that is ahead of ours must not hold back what is due on arrival.
    arrived = min(one.arrived or now, now)
    for received in engine.receive(
        store, one.raw, one.name, arrived=arrived, authserv_ids=authserv_ids, resolver=resolver
    ):
        yield Took(
            message=one.name,
            what=received.what,
            why=received.why if one.whole else _too_large(one),
            subject=received.notice.subject,
            case=received.case.id,
            kind=received.notice.kind,
            stage=received.notice.stage,
            size=one.size,
            whole=one.whole,
        )


def leave(one: Left) -> Took:
    """What is said of a message that stays for the next round."""
    why = (
        text("It is still being written; it is taken when it is complete.")
        if one.why == "growing"
        else text("It could not be read; it is tried again.")
    )
    return Took(message=one.name, what=one.why, why=why)


def _too_large(one: Fetched) -> Text:
    return text("It has {size} bytes, too many: only its headers were taken.", size=one.size)


def _is_no_notice(store: Store, one: Fetched, authserv_ids: Sequence[str]) -> bool:
    try:
        reading = intake.read(one.raw, name=one.name, authserv_ids=authserv_ids)
    except _FAULTS:
        return False
    every = (reading, *reading.more)
    return all(each.notice.kind == "none" and not _belongs(store, each) for each in every)


def _belongs(store: Store, reading: Reading) -> bool:
    """Whether a case knows the thread of a message or the number in its subject."""
    mail = reading.mail
    named = [one for one in (mail.in_reply_to, *mail.references, mail.message_id) if one]
    numbers = _NUMBERS.findall(reading.notice.subject)
    return bool(store.find_by_message_ids(named) or store.find_by_aws_cases(numbers))
