"""Tells people in their own chat, mail or pager."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ._failed import MailFailed
from ._quiet import unlogged
from ._secrets import reveal

if TYPE_CHECKING:
    from abusedesk.model import Contact

_LONGEST = 20  # seconds for all places of one contact
_BODY = 4000  # characters; chats cut at about that
_TITLE = 200


@dataclass(frozen=True, slots=True)
class Told:
    """How many places of a contact took it; why says in English which did not, without its URL."""

    reached: int
    why: str = ""


def alert(contact: Contact, title: str, body: str) -> Told:
    """
    Send title and body, as plain text, to every apprise URL of contact (one a line, # begins a comment).

    Never raises: an alert that did not go out is an outcome. URLs hold tokens and are not logged.
    URLs are described at https://github.com/caronc/apprise/wiki.
    """
    if contact.notify is None:
        return Told(0, "no notify is set")
    try:
        lines = reveal(contact.notify).splitlines()
    except MailFailed as why:
        return Told(0, str(why))
    urls = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    return _sent(urls, _plain(title)[:_TITLE], _plain(body)[:_BODY])


def _sent(urls: list[str], title: str, body: str) -> Told:
    import apprise  # noqa: PLC0415 - slow to load, and needed for alerts only

    with unlogged():
        # Nothing of what is sent is kept on disk, and nothing in it is an escape or markup.
        asset = apprise.AppriseAsset(storage_mode=apprise.PersistentStoreMode.MEMORY, secure_logging=True)
        wrong: list[str] = []
        services = apprise.Apprise(asset=asset)
        for number, url in enumerate(urls, start=1):
            made = apprise.Apprise.instantiate(url, asset=asset)
            if made is None:
                wrong.append(f"URL {number} is none that apprise knows")
            else:
                services.add(made)
        reached = 0
        if len(services):
            result = services.notify(
                body=body,
                title=title,
                body_format=apprise.NotifyFormat.TEXT,
                interpret_escapes=False,
                timeout=_LONGEST,
            )
            reached = sum(map(bool, result))
            wrong += [f"{one.name}: {one.status.name.lower()}" for one in result if not one]
        elif not wrong:
            wrong.append("no URL is set")
    return Told(reached, "; ".join(wrong))


def _plain(text: str) -> str:
    """Text without what a screen would obey instead of showing."""
    return "".join(
        letter if letter in "\n\t" or not unicodedata.category(letter).startswith("C") else "\ufffd"
        for letter in text
    )
