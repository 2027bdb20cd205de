"""What is new in a mailbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._folder import read_folder
from ._imap import read_imap
from ._take import Limits
from ._token import Tokens

if TYPE_CHECKING:
    from collections.abc import Generator
    from datetime import datetime

    from abusedesk.model import Mailbox

    from ._place import Place
    from ._take import Fetched, Left


def fetch(
    mailbox: Mailbox,
    place: Place,
    tokens: Tokens | None = None,
    limits: Limits | None = None,
    since: datetime | None = None,
) -> Generator[Fetched | Left]:
    """
    Every message of mailbox that place does not remember, oldest first; a message may come again.

    What arrived before since (aware UTC; None is the beginning) is not read, and comes as Left.

    Nothing is deleted, moved or marked. Call place.done with each that was dealt with, and place.save.

    Raises:
        MailFailed: the mailbox cannot be read, or not to its end.
    """
    if mailbox.imap is None:
        return read_folder(mailbox, place, limits or Limits(), since)
    return read_imap(mailbox, place, tokens or Tokens(), limits or Limits(), since)
