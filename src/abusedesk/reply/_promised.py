"""By when a letter for time promises what comes next."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ._sentences import days, sentences, speaks_of_future

if TYPE_CHECKING:
    from datetime import datetime

    from abusedesk.model import Reply

# What is said of the next letter, and not of a step: "you will have our next reply by ...", "until ...".
_EXTENSION = re.compile(r"(?i)\b(?:until|more (?:time|hours?|days?)|extension|extend\w*)\b")
_REPLY = re.compile(r"(?i)\b(?:repl(?:y|ies)|answers?|respon(?:d|se)|updates?|report back|hear from us)\b")


def promised_until(letter: Reply, sent: datetime) -> datetime | None:
    """
    The moment (aware UTC) by which letter, a holding or extension letter, promises the next answer.

    A day without a time is its end. Only what is still to come when the letter is sent counts: of a letter
    for more time what it asks for, else what it says of the next reply, else the first day that it names.
    None for other kinds, and where it names no day.
    """
    if letter.kind not in {"holding", "extension"}:
        return None
    dated = [
        (one, moment)
        for one in sentences(letter.text)
        if speaks_of_future(one)
        for moment in days(one)
        if moment > sent
    ]
    asked = [moment for one, moment in dated if _EXTENSION.search(one)] if letter.kind == "extension" else []
    answered = [moment for one, moment in dated if _REPLY.search(one)]
    if asked:
        return max(asked)
    return min(answered or [moment for _, moment in dated], default=None)
