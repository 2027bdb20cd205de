"""A folder on an IMAP server, looked at and never changed."""

from __future__ import annotations

import contextlib
import imaplib
import re
import ssl
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ._failed import MailFailed
from ._secrets import reveal
from ._take import Fetched, Left, headers_only
from ._tls import trusting
from ._token import answer

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from imap_tools import BaseMailBox

    from abusedesk.model import Mailbox, MailServer

    from ._place import Place
    from ._take import Limits
    from ._token import Tokens

_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


def read_imap(
    mailbox: Mailbox, place: Place, tokens: Tokens, limits: Limits, since: datetime | None = None
) -> Generator[Fetched | Left]:
    """
    Every message after place, oldest first.

    The folder is opened read only (EXAMINE) and read with BODY.PEEK: nothing on the server changes, not
    even a flag.

    Raises:
        MailFailed: a step failed; what was given before that is good.
    """
    server = mailbox.imap
    if server is None:
        raise MailFailed("folder", f"{mailbox.name}: no server")
    where = f"{server.host}:{server.port}"
    with _opened(server, tokens, limits.timeout) as box:
        try:
            box.folder.set(mailbox.folder, readonly=True)
        except _refusals() as why:
            raise MailFailed("folder", f"{where}: {mailbox.folder} cannot be opened: {_said(why)}") from why
        try:
            yield from _messages(box, mailbox, place, limits.size, since)
        except _refusals() as why:
            raise MailFailed("protocol", f"{where}: {_said(why)}") from why
        except OSError as why:
            raise MailFailed("network", f"{where}: {_said(why)}") from why


@contextlib.contextmanager
def _opened(server: MailServer, tokens: Tokens, timeout: float) -> Iterator[BaseMailBox]:
    box = _connected(server, timeout)
    try:
        _log_in(box, server, tokens, timeout)
        yield box
        with contextlib.suppress(OSError, *_refusals()):
            box.logout()
    finally:
        with contextlib.suppress(OSError):
            box.client.shutdown()


def _connected(server: MailServer, timeout: float) -> BaseMailBox:
    from imap_tools import MailBox, MailBoxUnencrypted  # noqa: PLC0415 - not needed for --help

    where = f"{server.host}:{server.port}"
    context = trusting(server.ca_file)
    try:
        if server.tls == "implicit":
            return MailBox(server.host, server.port, timeout=timeout, ssl_context=context)
        box = MailBoxUnencrypted(server.host, server.port, timeout=timeout)
    except ssl.SSLError as why:
        raise MailFailed("tls", f"{where}: {_said(why)}") from why
    except OSError as why:
        raise MailFailed("network", f"{where}: {_said(why)}") from why
    except _refusals() as why:
        raise MailFailed("protocol", f"{where}: {_said(why)}") from why
    try:
        box.client.starttls(context)
    except (OSError, imaplib.IMAP4.error) as why:
        with contextlib.suppress(OSError):
            box.client.shutdown()
        raise MailFailed("tls", f"{where}: STARTTLS: {_said(why)}") from why
    return box


def _log_in(box: BaseMailBox, server: MailServer, tokens: Tokens, timeout: float) -> None:
    where = f"{server.user} at {server.host}:{server.port}"
    token = tokens.get(server.oauth, server.ca_file, timeout) if server.oauth else ""
    password = reveal(server.password) if server.password else ""
    try:
        if server.oauth:
            reply = answer(server.user, token)
            box.client.authenticate("XOAUTH2", lambda said: reply(said).encode())
        elif (server.user + password).isascii():
            box.login(server.user, password, initial_folder=None)
        else:
            box.login_utf8(server.user, password, initial_folder=None)
    except _refusals() as why:
        if server.oauth:
            tokens.forget(server.oauth)
        # The server's own words are left out: some repeat what was sent to them.
        raise MailFailed("login", f"{where}: the server refused the login") from why
    except OSError as why:
        raise MailFailed("network", f"{where}: {_said(why)}") from why


def _messages(
    box: BaseMailBox, mailbox: Mailbox, place: Place, limit: int, since: datetime | None
) -> Generator[Fetched | Left]:
    validity, next_uid = _number(box, "UIDVALIDITY"), _number(box, "UIDNEXT")
    last = place.after(validity or 0, next_uid)
    # "n:*" gives the last message even where n is beyond it (RFC 9051, 6.4.4).
    found = sorted({int(uid) for uid in box.uids(f"UID {last + 1}:*", charset=None)})
    older = _before(box, last, since) if since else set()
    for uid in (one for one in found if one > last):
        name = f"{mailbox.name}: {mailbox.folder}/{uid}.eml"
        if uid in older:
            yield Left(str(uid), name, "older")
            continue
        facts = box.client.uid("FETCH", str(uid), "(RFC822.SIZE INTERNALDATE)")
        told = b" ".join(_lines(facts[1]))
        arrived = _arrived(told)
        if since and arrived and arrived < since:
            yield Left(str(uid), name, "older")
            continue
        size = _SIZE.search(told)
        part = "HEADER" if size and int(size[1]) > limit else ""
        raw = _literal(box.client.uid("FETCH", str(uid), f"(BODY.PEEK[{part}])"))
        if raw is None:
            place.hold(uid)
            yield Left(str(uid), name, "unreadable")
            continue
        whole = not part and len(raw) <= limit
        length = int(size[1]) if size else len(raw)
        kept = raw if whole else headers_only(raw, length, limit)
        yield Fetched(str(uid), kept, name, arrived, length, whole)


def _before(box: BaseMailBox, last: int, since: datetime) -> set[int]:
    """
    UIDs after last that arrived before since for sure: years of old mail are not asked for one by one.

    A server compares days of its own time zone (RFC 9051, 6.4.4), so the day before is left to look at.
    """
    day = imaplib.Time2Internaldate(since - timedelta(days=1))[1:12]
    return {int(uid) for uid in box.uids(f"UID {last + 1}:* BEFORE {day}", charset=None)}


def _number(box: BaseMailBox, name: str) -> int | None:
    found = [one for one in box.client.response(name)[1] or () if isinstance(one, bytes) and one.isdigit()]
    return int(found[-1]) if found else None


def _lines(data: list[Any]) -> Iterator[bytes]:
    for one in data or ():
        if isinstance(one, bytes):
            yield one
        elif isinstance(one, tuple):
            yield one[0]


def _literal(answered: tuple[str, list[Any]]) -> bytes | None:
    """The message in a FETCH answer; None where the server gives none."""
    status, data = answered
    found = [one[1] for one in data or () if isinstance(one, tuple)]
    return bytes(found[0]) if status == "OK" and found else None


def _arrived(told: bytes) -> datetime | None:
    when = imaplib.Internaldate2tuple(told)  # in the time zone of this machine
    return datetime.fromtimestamp(time.mktime(when), UTC) if when else None


def _refusals() -> tuple[type[Exception], ...]:
    from imap_tools.errors import ImapToolsError  # noqa: PLC0415 - not needed for --help

    return (imaplib.IMAP4.error, ImapToolsError)


def _said(why: Exception) -> str:
    return " ".join(str(why).split())[:300] or type(why).__name__
