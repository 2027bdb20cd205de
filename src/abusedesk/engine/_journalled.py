"""What the journal of a case says of answers that were sent, or may have been."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from abusedesk.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from abusedesk.store import Store

SENDING, SENT, NOT_SENT, GIVEN_UP = "reply_sending", "reply_sent", "reply_not_sent", "reply_given_up"


@dataclass(frozen=True, slots=True)
class Sendings:
    """Message-IDs of answers without an end, and digests of the texts that were sent."""

    open: tuple[str, ...]
    sent: frozenset[str]


def digest(text: str) -> str:
    """A letter's text, by which the same one is known again wherever its lines break."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def sendings(store: Store, case_id: str) -> Sendings:
    """What was begun and what was ended."""
    begun: dict[str, Mapping[str, Any]] = {}
    sent: set[str] = set()
    for one in store.journal(case_id).entries():
        if one.kind == SENDING:
            begun[str(one.body["message_id"])] = one.body
        elif one.kind in {SENT, NOT_SENT, GIVEN_UP}:
            ended = begun.pop(str(one.body["message_id"]), None)
            if ended is not None and one.kind == SENT:
                sent.add(str(ended["text_sha256"]))
    return Sendings(tuple(begun), frozenset(sent))


def never_twice(store: Store, case_id: str, text: str, *, again: bool, by: str) -> None:
    """
    Let a letter go out unless it went out before, or may have; again lets it all the same.

    Raises:
        Refused: it may have been sent, or was.
    """
    known = sendings(store, case_id)
    if known.open and not again:
        raise Refused(
            f"an answer may have been sent already: {', '.join(known.open)} was begun and has no end. "
            "Look into the sent mail or the support case, then give --again"
        )
    if digest(text) in known.sent and not again:
        raise Refused("this very text was sent already; give --again to send it once more")
    for one in known.open:
        store.journal(case_id).append(GIVEN_UP, {"message_id": one, "by": by})
