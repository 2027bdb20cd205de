"""What a worker works with."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING

from abusedesk.mail import Limits, Place, Tokens

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from abusedesk.intake import Resolver
    from abusedesk.model import Mailbox

    from ._round import Shown


def _silent(_: Shown) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """
    Where places are remembered (home), who looks keys up (None: nobody), and who is shown what happens.

    stop, once set, ends the round after the message at hand.
    """

    home: Path
    resolver: Resolver | None = None
    show: Callable[[Shown], None] = _silent
    stop: Event = field(default_factory=Event)
    tokens: Tokens = field(default_factory=Tokens)
    limits: Limits = field(default_factory=Limits)

    def place(self, mailbox: Mailbox) -> Place:
        """
        How far mailbox was read.

        By where it is, not by its name: another server's UIDs mean nothing here.
        """
        server = mailbox.imap
        where = [server.host, str(server.port), server.user, mailbox.folder] if server else ["", mailbox.path]
        digest = hashlib.sha256("\0".join(where).encode()).hexdigest()
        return Place(self.home / "mailboxes" / f"{digest[:32]}.json")
