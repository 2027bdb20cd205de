"""One round: every mailbox, every alert that is due."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from abusedesk.errors import Refused
from abusedesk.mail import Left, MailFailed, fetch

from ._round import AlertTold, MailboxRead, Round, Took
from ._since import since_of
from ._take import leave, take
from ._tell import tell_due, tell_unread

if TYPE_CHECKING:
    from datetime import datetime

    from abusedesk.mail import Fetched, Place
    from abusedesk.model import Mailbox, Settings
    from abusedesk.store import Store

    from ._office import Office
    from ._round import Outcome


@dataclass(frozen=True, slots=True)
class _Work:
    """What the round works with, and what it has done so far."""

    store: Store
    settings: Settings
    now: datetime
    office: Office
    mailboxes: list[MailboxRead] = field(default_factory=list)
    messages: list[Took] = field(default_factory=list)
    alerts: list[AlertTold] = field(default_factory=list)


def run_once(store: Store, settings: Settings, now: datetime, office: Office) -> Round:
    """
    Take in what is new in every mailbox and send what is due at now (aware UTC).

    A mailbox that cannot be read is an outcome and keeps none of the others waiting. Killed at any point
    and run again, nothing is lost and nothing doubles.

    Raises:
        Refused: another worker is at it.
    """
    with store.alone("worker") as ours:
        if not ours:
            raise Refused("another worker is running with this home")
        return one_round(store, settings, now, office)


def one_round(store: Store, settings: Settings, now: datetime, office: Office) -> Round:
    """As run_once, for whoever is alone already."""
    work = _Work(store, settings, now, office)
    told = False
    for mailbox in settings.mailboxes:
        if office.stop.is_set():
            break
        before = len(work.messages)
        _do_mailbox(work, mailbox)
        # Whoever waits for word of a new notice does not wait until the next mailbox has timed out.
        told = any(one.what in {"opened", "continued"} for one in work.messages[before:])
        if told:
            work.alerts.extend(tell_due(store, settings, now, office))
    if not told:
        work.alerts.extend(tell_due(store, settings, now, office))
    return Round(
        at=now,
        mailboxes=tuple(work.mailboxes),
        messages=tuple(work.messages),
        alerts=tuple(work.alerts),
    )


def _do_mailbox(work: _Work, mailbox: Mailbox) -> None:
    place = work.office.place(mailbox)
    read = _read(work, mailbox, place)
    work.mailboxes.append(read)
    work.office.show(read)
    for told in tell_unread(read, place, work.settings, work.now):
        work.alerts.append(told)
        work.office.show(told)
    place.save()


def _read(work: _Work, mailbox: Mailbox, place: Place) -> MailboxRead:
    before, why, older = len(work.messages), "", 0
    since = since_of(mailbox, place, work.now)
    outcome: Outcome = "read"
    try:
        with closing(fetch(mailbox, place, work.office.tokens, work.office.limits, since)) as messages:
            for one in messages:
                if isinstance(one, Left) and one.why == "older":
                    older += 1
                else:
                    _do_message(work, mailbox, one)
                if not isinstance(one, Left) or one.why == "older":
                    place.done(one)
                if work.office.stop.is_set():
                    outcome = "stopped"
                    break
    except MailFailed as failed:
        outcome, why = failed.reason, str(failed)
    counts = Counter(one.what for one in work.messages[before:])
    failures = 0 if outcome in {"read", "stopped"} else int(place.noted("failures") or 0) + 1
    place.note("failures", failures)
    if not failures:
        place.note("told", None)
    return MailboxRead(
        name=mailbox.name,
        outcome=outcome,
        why=why,
        failures=failures,
        messages=len({one.message for one in work.messages[before:]}),
        duplicates=counts["duplicate"],
        not_notices=counts["not_a_notice"],
        left=counts["growing"] + counts["unreadable"],
        older=older,
        since=since,
    )


def _do_message(work: _Work, mailbox: Mailbox, one: Fetched | Left) -> None:
    if isinstance(one, Left):
        taken = [leave(one)]
    else:
        servers = (*work.settings.authserv_ids, *mailbox.authserv_ids)
        resolver = work.office.resolver if work.settings.look_up_keys else None
        taken = list(take(work.store, one, work.now, servers, resolver))
    for each in taken:
        work.messages.append(each)
        work.office.show(each)
