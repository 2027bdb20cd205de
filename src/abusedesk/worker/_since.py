"""From when on a mailbox is read."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from abusedesk.mail import Place
    from abusedesk.model import Mailbox

FIRST = timedelta(days=14)  # of mail that is read where a mailbox is new and the settings name no day
_NOTED = "since"


def since_of(mailbox: Mailbox, place: Place, now: datetime) -> datetime:
    """
    Before when (aware UTC) mail is passed over: the day that is set, else FIRST before the first round.

    It stays what it was at the first round: a mailbox that fails for a month, or whose server numbers its
    messages anew, is read from the same time on. Where an earlier day is set, place forgets what it knows,
    so that what was passed over comes again.
    """
    noted = _moment(place.noted(_NOTED))
    since = datetime.combine(mailbox.since, time(), UTC) if mailbox.since else noted or now - FIRST
    if noted is not None and since < noted:
        place.forget()
    place.note(_NOTED, since.isoformat())
    return since


def _moment(said: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(said))
    except ValueError:
        return None
    return found if found.tzinfo else None
