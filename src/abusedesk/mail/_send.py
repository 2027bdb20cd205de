"""Sends one message through a submission server (RFC 6409)."""

from __future__ import annotations

import contextlib
import copy
import smtplib
import ssl
from email.policy import SMTP
from email.utils import getaddresses
from typing import TYPE_CHECKING

from abusedesk.errors import BadInput, Refused

from ._failed import MailFailed
from ._secrets import reveal
from ._tls import trusting
from ._token import Tokens, answer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from email.message import EmailMessage

    from abusedesk.model import MailServer, Outgoing

_TIMEOUT = 30.0  # seconds for each answer of the server
_LONGEST_LINE = 998  # RFC 5322, 2.1.1
_ACCEPTED = 250
_FORWARDED = 251
_READY = 354


def wire(message: EmailMessage) -> bytes:
    """
    Message's bytes as they are sent, the same each time: 7-bit, with CR LF, without Bcc.

    A header goes unfolded up to what RFC 5322 allows, so that a subject stays what it was byte for byte.
    """
    shown = copy.copy(message)
    del shown["Bcc"]
    return shown.as_bytes(policy=SMTP.clone(max_line_length=_LONGEST_LINE, cte_type="7bit"))


def send(outgoing: Outgoing, message: EmailMessage, tokens: Tokens | None = None) -> None:
    """
    Hand message to outgoing's server, to all of To, Cc and Bcc or to none of them.

    Raises:
        Refused: the login would cross the network in the clear.
        BadInput: message has no sender or nobody to go to.
        MailFailed: it was not sent; with the reason "uncertain" it may have been.
    """
    server = outgoing.smtp
    if server.tls == "none" and (server.user or server.password or server.oauth):
        raise Refused(f"{outgoing.name}: a login is never sent in the clear; set tls")
    sender, to = _envelope(message)
    raw = wire(message)
    where = f"{server.host}:{server.port}"
    with _connected(server, where) as smtp:
        _log_in(smtp, server, tokens or Tokens(), where)
        try:
            _offer(smtp, sender, to, where)
        except (smtplib.SMTPException, OSError) as why:
            raise MailFailed("network", f"{where}: {type(why).__name__}") from why
        try:
            code, reply = _deliver(smtp, raw)
        except (smtplib.SMTPException, OSError) as why:
            raise MailFailed("uncertain", f"{where}: the connection broke before it was accepted") from why
        if code != _ACCEPTED:
            raise MailFailed("rejected", f"{where}: {code} {_words(reply)}")


def _envelope(message: EmailMessage) -> tuple[str, list[str]]:
    senders = [address for _, address in getaddresses(message.get_all("From", [])) if address]
    fields = [str(one) for name in ("To", "Cc", "Bcc") for one in message.get_all(name, [])]
    to = [address for _, address in getaddresses(fields) if address]
    if len(senders) != 1 or not to:
        raise BadInput("the message needs one sender in From and somebody in To")
    if not "".join([*senders, *to]).isascii():
        raise BadInput("the message's addresses must be ASCII")
    return senders[0], to


@contextlib.contextmanager
def _connected(server: MailServer, where: str) -> Iterator[smtplib.SMTP]:
    context = trusting(server.ca_file)
    try:
        if server.tls == "implicit":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=_TIMEOUT, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=_TIMEOUT)
    except ssl.SSLError as why:
        raise MailFailed("tls", f"{where}: {why}") from why
    except (smtplib.SMTPException, OSError) as why:
        raise MailFailed("network", f"{where}: {why}") from why
    try:
        if server.tls == "starttls":
            _start_tls(smtp, context, where)
        yield smtp
        with contextlib.suppress(smtplib.SMTPException, OSError):
            smtp.quit()
    finally:
        smtp.close()


def _start_tls(smtp: smtplib.SMTP, context: ssl.SSLContext, where: str) -> None:
    try:
        smtp.starttls(context=context)
    except (smtplib.SMTPException, OSError) as why:
        raise MailFailed("tls", f"{where}: STARTTLS: {why}") from why


def _log_in(smtp: smtplib.SMTP, server: MailServer, tokens: Tokens, where: str) -> None:
    if not server.user:
        return
    token = tokens.get(server.oauth, server.ca_file) if server.oauth else ""
    password = reveal(server.password) if server.password else ""
    try:
        smtp.ehlo_or_helo_if_needed()
        if server.oauth:
            smtp.auth("XOAUTH2", answer(server.user, token))
        else:
            smtp.login(server.user, password)
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError, UnicodeEncodeError) as why:
        if server.oauth:
            tokens.forget(server.oauth)
        # The server's own words are left out: some repeat what was sent to them.
        raise MailFailed("login", f"{server.user} at {where}: the server refused the login") from why
    except (smtplib.SMTPException, OSError) as why:
        raise MailFailed("network", f"{where}: {type(why).__name__}") from why


def _offer(smtp: smtplib.SMTP, sender: str, to: Sequence[str], where: str) -> None:
    """Sender and recipients; one that is refused ends it before anything was sent."""
    smtp.ehlo_or_helo_if_needed()
    for said, (code, reply) in (
        (sender, smtp.mail(sender)),
        *((one, smtp.rcpt(one)) for one in to),
    ):
        if code not in {_ACCEPTED, _FORWARDED}:
            raise MailFailed("rejected", f"{where}: {said}: {code} {_words(reply)}")
    code, reply = smtp.docmd("DATA")
    if code != _READY:
        raise MailFailed("rejected", f"{where}: {code} {_words(reply)}")


def _deliver(smtp: smtplib.SMTP, raw: bytes) -> tuple[int, bytes]:
    smtp.send(_stuffed(raw))
    return smtp.getreply()


def _stuffed(raw: bytes) -> bytes:
    """Raw as DATA wants it: a dot that begins a line is doubled, a dot alone ends it (RFC 5321, 4.5.2)."""
    lines = raw.removesuffix(b"\r\n").split(b"\r\n")
    return b"\r\n".join(b"." + one if one.startswith(b".") else one for one in lines) + b"\r\n.\r\n"


def _words(reply: bytes) -> str:
    return " ".join(reply.decode("utf-8", "replace").split())[:300]
