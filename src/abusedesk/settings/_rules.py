"""What must hold between settings, beyond the type of each."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ._read import Mistake, Path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from abusedesk.model import Customer, MailServer, OAuth, Settings

_ACCOUNT = re.compile(r"[0-9]{12}")
_ADDRESS = re.compile(r"[^@\s<>\"',;:]+@[^@\s<>\"',;:]+")
_DOMAIN = re.compile(r"@?(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]+")
_COUNTRY = re.compile(r"[A-Z]{2}")
_HIGHEST_PORT = 65535


def check(settings: Settings) -> None:
    """
    Look at everything that a type cannot say.

    Raises:
        Mistake: the first thing that does not fit.
    """
    for list_name in ("mailboxes", "outgoing", "customers"):
        _once([one.name for one in getattr(settings, list_name)], list_name)
    for number, mailbox in enumerate(settings.mailboxes):
        path: Path = ("mailboxes", number)
        if bool(mailbox.path) == (mailbox.imap is not None):
            raise Mistake(path, "expected one of path (a folder of files) and imap (a server)")
        if mailbox.imap is not None:
            _reading_server(mailbox.imap, (*path, "imap"))
    for number, outgoing in enumerate(settings.outgoing):
        _sending_server(outgoing.smtp, ("outgoing", number, "smtp"))
    for number, relay in enumerate(settings.relays):
        if not (_ADDRESS.fullmatch(relay) or _DOMAIN.fullmatch(relay)):
            expected = "expected an address or a domain, ticket@example.com or example.com"
            raise Mistake(("relays", number), expected)
    _customers(settings)
    _calendar(settings)


def _once(names: Sequence[str], list_name: str) -> None:
    for number, name in enumerate(names):
        if not name.strip():
            raise Mistake((list_name, number, "name"), "expected a name")
        if name in names[:number]:
            raise Mistake((list_name, number, "name"), f"{name!r} is there already; expected another name")


def _reading_server(server: MailServer, path: Path) -> None:
    _server(server, path)
    if server.tls == "none":
        raise Mistake((*path, "tls"), "a login is never sent in the clear; expected 'implicit' or 'starttls'")
    if not server.user or not (server.password or server.oauth):
        raise Mistake(path, "expected user, and password or oauth")


def _sending_server(server: MailServer, path: Path) -> None:
    _server(server, path)
    if server.tls == "none" and (server.user or server.password or server.oauth):
        raise Mistake((*path, "tls"), "a login is never sent in the clear; expected 'implicit' or 'starttls'")
    if bool(server.user) != bool(server.password or server.oauth):
        raise Mistake(path, "expected user together with password or oauth, or none of them")


def _server(server: MailServer, path: Path) -> None:
    if not server.host or any(one in server.host for one in "/@ "):
        raise Mistake((*path, "host"), "expected a host name, imap.example.com")
    if not 0 < server.port <= _HIGHEST_PORT:
        raise Mistake((*path, "port"), f"expected a number from 1 to {_HIGHEST_PORT}")
    if server.password and server.oauth:
        raise Mistake(path, "expected one of password and oauth")
    if server.oauth:
        _oauth(server.oauth, (*path, "oauth"))


def _oauth(oauth: OAuth, path: Path) -> None:
    if not oauth.token_url.startswith("https://"):
        raise Mistake((*path, "token_url"), "expected an https:// URL")
    if not (oauth.refresh_token or oauth.client_secret):
        raise Mistake(path, "expected refresh_token, or client_secret for the client's own credentials")


def _customers(settings: Settings) -> None:
    owners: dict[str, str] = {}
    for number, customer in enumerate(settings.customers):
        path: Path = ("customers", number)
        for place, account in enumerate(customer.accounts):
            where = (*path, "accounts", place)
            if not _ACCOUNT.fullmatch(account):
                raise Mistake(where, "expected an account id of 12 digits in quotes")
            if account in owners:
                raise Mistake(where, f"{account} is {owners[account]!r}'s already")
            owners[account] = customer.name
        _sender(customer, [one.name for one in settings.outgoing], path)
    rest = [number for number, one in enumerate(settings.customers) if not one.accounts]
    if len(rest) > 1:
        raise Mistake(("customers", rest[1]), "has no accounts, and one such customer is there already")


def _sender(customer: Customer, servers: Sequence[str], path: Path) -> None:
    if customer.outgoing and customer.outgoing not in servers:
        raise Mistake(
            (*path, "outgoing"),
            f"no such server; expected {' or '.join(map(repr, servers)) or '[[outgoing]]'}",
        )
    if customer.sender_address and not _ADDRESS.fullmatch(customer.sender_address):
        raise Mistake((*path, "sender_address"), "expected an address, security@example.com")
    if customer.outgoing and not customer.sender_address:
        raise Mistake(path, "has outgoing and no sender_address")


def _calendar(settings: Settings) -> None:
    calendar = settings.calendar
    try:
        ZoneInfo(calendar.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as why:
        raise Mistake(("calendar", "timezone"), "expected an IANA name, Asia/Tokyo") from why
    if not _COUNTRY.fullmatch(calendar.country):
        raise Mistake(("calendar", "country"), "expected two capital letters (ISO 3166), JP")
    if not calendar.opens < calendar.closes:
        raise Mistake(("calendar",), "expected opens to be before closes")
    for earlier, later in pairwise(("team", "on_call", "account_manager")):
        if getattr(settings.escalation, earlier) < getattr(settings.escalation, later):
            raise Mistake(("escalation",), f"expected {earlier} to be no later than {later}")
