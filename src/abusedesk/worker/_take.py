"""One message of a mailbox to the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk import engine
from abusedesk.translate import text

from ._round import Took

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from abusedesk.intake import Resolver
    from abusedesk.mail import Fetched, Left
    from abusedesk.model import Text
    from abusedesk.store import Store

    from ._round import What


def take(
    store: Store, one: Fetched, now: datetime, authserv_ids: Sequence[str], resolver: Resolver | None
) -> Iterator[Took]:
    """
    Hand one message over, give what became of each notice in it.

    What is no notice of AWS's and belongs to no case (a newsletter in a shared mailbox) opens none. What
    is too large comes as its headers, and opens a case by hand where it continues none.
    """
    taken = engine.receive(
        store,
        one.raw,
        one.name,
        # A server's clock that is ahead of ours must not hold back what is due on arrival.
        arrived=min(one.arrived or now, now),
        authserv_ids=authserv_ids,
        resolver=resolver,
        only_notices=one.whole,
    )
    if not taken:
        yield Took(
            message=one.name, what="not_a_notice", why=text("It is no notice of AWS's."), size=one.size
        )
    for received in taken:
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
    what: What = "growing" if one.why == "growing" else "unreadable"
    return Took(message=one.name, what=what, why=why)


def _too_large(one: Fetched) -> Text:
    return text("It has {size} bytes, too many: only its headers were taken.", size=one.size)
