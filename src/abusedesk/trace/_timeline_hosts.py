"""What happened on hosts that fell, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.model import TimelineEntry
from abusedesk.translate import text

from ._addresses import is_public
from ._say import guesses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.model import Text

    from ._breakins import BreakIn
    from ._story import Story

_LOGINS = 5
_FETCHED = 10


def on_hosts(story: Story) -> Iterator[TimelineEntry]:
    """Guessing, break-in, new accounts, what was fetched, coming back, and scans."""
    for fall in story.breakins:
        yield from _fall(fall)
    for fetch in story.fetched[:_FETCHED]:
        what = text(
            "{user} fetches something on {host}: {command}",
            user=fetch.user or "?",
            host=fetch.instance or fetch.host,
            command=fetch.command,
        )
        yield TimelineEntry(
            time=fetch.time, what=what, actor=fetch.instance or fetch.host, evidence=(fetch.event,)
        )
    for scan in story.scans[:10]:
        what = text(
            "{instance} begins to call on port {port} of many hosts, {count} in all.",
            instance=scan.instance,
            port=scan.port,
            count=scan.targets,
        )
        yield TimelineEntry(time=scan.first, what=what, actor=scan.instance, evidence=scan.events)


def _fall(fall: BreakIn) -> Iterator[TimelineEntry]:
    host = fall.instance or fall.host
    if fall.guesses:
        what = text("The guessing of passwords that leads to the break-in begins on {host}.", host=host)
        yield TimelineEntry(time=fall.begun, what=what, actor=fall.first.ip)
    yield TimelineEntry(
        time=fall.first.time, what=_broke_in(fall, host), actor=fall.first.ip, evidence=(fall.first.event,)
    )
    for account in fall.accounts[:_LOGINS]:
        what = text("The intruder makes the account {user} on {host}.", user=account.user, host=host)
        yield TimelineEntry(time=account.time, what=what, actor=host, evidence=(account.event,))
    for login in fall.later[:_LOGINS]:
        what = text(
            "The intruder logs in again on {host}, as {user} from {ip}.",
            host=host,
            user=login.user,
            ip=login.ip,
        )
        yield TimelineEntry(time=login.time, what=what, actor=login.ip, evidence=(login.event,))


def _broke_in(fall: BreakIn, host: str) -> Text:
    values = {"host": host, "user": fall.first.user, "ip": fall.first.ip}
    if not fall.guesses and not is_public(fall.first.ip):
        return text(
            "Break-in: log-in as {user} on {host} from our own host {source} ({ip}), where the intruder "
            "already is.",
            source=fall.source or "?",
            **values,
        )
    if not fall.guesses:
        return text(
            "Break-in: log-in as {user} on {host} from {ip}, an address of the intruder's; "
            "nothing is guessed here.",
            **values,
        )
    if fall.places > 1:
        return text(
            "Break-in: log-in as {user} on {host} from {ip} after {guesses} from {places} addresses.",
            guesses=guesses(fall.guesses),
            places=fall.places,
            **values,
        )
    return text(
        "Break-in: log-in as {user} on {host} from {ip} after {guesses}.",
        guesses=guesses(fall.guesses),
        **values,
    )
