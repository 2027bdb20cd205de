"""The one error of this room: which step of speaking to a server failed."""

from __future__ import annotations

from typing import Literal

from abusedesk.errors import Unreachable

Reason = Literal["network", "tls", "login", "folder", "protocol", "secret", "rejected", "uncertain"]


class MailFailed(Unreachable):
    """
    A mail server did not do what was asked; the message names it, never a secret.

    reason "secret" is a password that is not where the settings say; "folder" one that cannot be opened;
    "rejected" a message that the server did not take; "uncertain" one that it may have taken, since the
    connection broke before it said so.
    """

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason: Reason = reason
