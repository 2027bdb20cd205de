"""What the owner of a desk sets: mailboxes, customers, whom to alert. Never a secret, only where it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Literal

Tls = Literal["implicit", "starttls", "none"]
EscalationStep = Literal["owner", "team", "on_call", "account_manager"]


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret is: in an environment variable or in a file of its own; exactly one of them."""

    env: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuth:
    """
    How an access token for a mailbox is obtained (RFC 6749).

    With refresh_token by a refresh of it, without by the client's own credentials.
    """

    token_url: str
    client_id: str
    client_secret: Secret | None = None
    refresh_token: Secret | None = None
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """A server and how to log in to it: with password or with oauth. ca_file trusts one more CA (PEM)."""

    host: str
    port: int
    tls: Tls = "implicit"
    user: str = ""
    password: Secret | None = None
    oauth: OAuth | None = None
    ca_file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """
    Where notices arrive: a folder on an IMAP server, or path, a folder of .eml and .msg files.

    authserv_ids are the servers whose Authentication-Results count for what arrives here. What arrived
    before since (00:00 UTC) is passed over; None is 14 days before the mailbox is read for the first time.
    """

    name: str
    path: str = ""
    imap: MailServer | None = None
    folder: str = "INBOX"
    since: date | None = None
    authserv_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A server that sends mail (SMTP submission, RFC 6409)."""

    name: str
    smtp: MailServer


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Who is told at one step of an escalation; notify is where its apprise URLs are, one a line."""

    step: EscalationStep
    name: str
    notify: Secret | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """
    Whose accounts they are, and who answers for them; accounts empty is every account not named elsewhere.

    outgoing names the server that sends; sender_name and sender_address write the From of answers.
    two_persons: nobody alone may approve a change of their accounts.
    """

    name: str
    accounts: tuple[str, ...] = ()
    language: Literal["en", "ja"] = "ja"
    sender_name: str = ""
    sender_address: str = ""
    outgoing: str = ""
    contacts: tuple[Contact, ...] = ()
    two_persons: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When people work, in timezone (IANA); for reminders only, never for a deadline."""

    country: str = "JP"
    timezone: str = "Asia/Tokyo"
    opens: time = time(9)
    closes: time = time(18)


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """How long before the deadline each step is taken; the owner is told when the notice arrives."""

    team: timedelta = timedelta(hours=12)
    on_call: timedelta = timedelta(hours=4)
    account_manager: timedelta = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    All that is set; the default is a desk without mailboxes.

    relays are the addresses and domains that are not AWS's, and pass its mails on and our answers back: a
    provider's or a reseller's. A domain stands for the addresses in it, not for those in domains below it.
    two_persons: nobody alone may approve a change of any account; the command line then approves none, since
    it knows hands and not persons.
    """

    language: Literal["en", "ja"] = "en"
    authserv_ids: tuple[str, ...] = ()
    look_up_keys: bool = True
    relays: tuple[str, ...] = ()
    two_persons: bool = False
    mailboxes: tuple[Mailbox, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()
    customers: tuple[Customer, ...] = ()
    calendar: Calendar = field(default_factory=Calendar)
    escalation: Escalation = field(default_factory=Escalation)

    def is_relay(self, address: str) -> bool:
        """Whether address is one of the relays, or in the domain of one."""
        known = {one.casefold().removeprefix("@") for one in self.relays}
        whole = address.casefold()
        return whole in known or whole.rpartition("@")[2] in known

    def customer(self, account: str) -> Customer | None:
        """Whose account it is; else the customer without a list of accounts, else None."""
        named = (one for one in self.customers if account in one.accounts)
        rest = (one for one in self.customers if not one.accounts)
        return next(named, None) or next(rest, None)
