"""Speaks to the world in messages: fetches mail, sends it, alerts people, looks keys up."""

from ._alert import Told, alert
from ._dns import dns_resolver
from ._failed import MailFailed, Reason
from ._fetch import fetch
from ._place import Place
from ._send import send, wire
from ._take import Fetched, Left, Limits
from ._token import Tokens

__all__ = [
    "Fetched",
    "Left",
    "Limits",
    "MailFailed",
    "Place",
    "Reason",
    "Tokens",
    "Told",
    "alert",
    "dns_resolver",
    "fetch",
    "send",
    "wire",
]
