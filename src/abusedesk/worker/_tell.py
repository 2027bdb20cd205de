"""Alerts that go out, and the one about a mailbox that cannot be read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from abusedesk import engine, mail
from abusedesk.errors import Unreachable
from abusedesk.translate import text

from ._round import AlertTold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.engine import Alert
    from abusedesk.mail import Place
    from abusedesk.model import Contact, Settings, Text
    from abusedesk.store import Store

    from ._office import Office
    from ._round import MailboxRead

FAILURES = 3  # rounds in a row after which the owner hears that a mailbox cannot be read
_AGAIN = timedelta(hours=24)  # and again while it lasts


def tell_due(store: Store, settings: Settings, now: datetime, office: Office) -> list[AlertTold]:
    """Send every alert that is due; one that reached nobody is due again next time."""
    told: list[AlertTold] = []

    def tell(alert: Alert) -> None:
        title, body = _in(alert.language, alert.title), _in(alert.language, alert.body)
        got = mail.alert(alert.contact, title, body)
        told.append(
            AlertTold(
                step=alert.step,
                contact=alert.contact.name,
                title=alert.title,
                reached=got.reached > 0,
                why=got.why,
                case=alert.case_id,
            )
        )
        office.show(told[-1])
        if not got.reached:
            raise Unreachable(got.why)

    engine.tick(store, settings, now, tell)
    return told


def tell_unread(read: MailboxRead, place: Place, settings: Settings, now: datetime) -> Iterator[AlertTold]:
    """Tell the owner of a mailbox that failed FAILURES times in a row, then once a day while it lasts."""
    if read.failures < FAILURES or not _is_due(place.noted("told"), now):
        return
    title = text("The mailbox {name} cannot be read", name=read.name)
    body = text(
        "It failed {count} times in a row. Notices of AWS's may be waiting there, and their clock runs. "
        "What happened: {why}",
        count=read.failures,
        why=read.why,
    )
    for contact in _owners(settings):
        got = mail.alert(contact, _in(settings.language, title), _in(settings.language, body))
        if got.reached:
            place.note("told", now.isoformat())
        yield AlertTold(
            step=contact.step, contact=contact.name, title=title, reached=got.reached > 0, why=got.why
        )


def _is_due(told: object, now: datetime) -> bool:
    try:
        return now - datetime.fromisoformat(str(told)) >= _AGAIN
    except (TypeError, ValueError):
        return True


def _owners(settings: Settings) -> list[Contact]:
    """The desk's own owners: those of the customer for all other accounts; without one, every customer's."""
    rest = settings.customer("")
    customers = [rest] if rest else settings.customers
    return [one for customer in customers for one in customer.contacts if one.step == "owner" and one.notify]


def _in(language: str, sentence: Text) -> str:
    return sentence.ja if language == "ja" else sentence.en
