"""Whether the subject is the notice's own, but for Re:."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from abusedesk.reply._examined import LetterCheck, problem
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.reply._examined import Examined, Problem


def find(seen: Examined) -> Iterator[Problem]:
    """The thread is found by its subject: byte for byte the same, with one Re: before it at most."""
    asked = {one.subject for one in seen.notices} | {seen.material.notice.subject, seen.material.mail.subject}
    known = {_bare(one) for one in asked if one}
    if not known:
        yield problem(msg("The notice's subject is not known: put it in unchanged before sending."))
    elif _bare(seen.letter.subject) not in known:
        yield problem(msg("The subject is not the notice's own: only Re: may be put before it."))


def _bare(subject: str) -> str:
    line = re.sub(r"[\r\n]+", " ", subject)
    return line if not line.lower().startswith("re:") else line[3:].removeprefix(" ")


CHECK = LetterCheck(id="subject", asks=msg("Is the subject unchanged?"), part="address", find=find)
