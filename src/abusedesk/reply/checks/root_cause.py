"""The first question of AWS: what the root cause was."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from abusedesk.reply._examined import LetterCheck, problem
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.reply._examined import Examined, Problem

_CAUSE = re.compile(
    r"(?i)\b(?:root cause|caused? by|because|due to|reason (?:was|is|for)|result of|originated"
    r"|exploit(?:ed|ing)|leaked|stolen|compromised|guessed|exposed|misconfigur\w+|vulnerab\w+|attributed)\b"
)


def find(seen: Examined) -> Iterator[Problem]:
    """A cause that is not known, not certain, without evidence, or not in the letter at all."""
    cause = seen.material.cause
    if cause is None or cause.kind == "unknown":
        yield problem(msg("The root cause is not known: Trust & Safety sends such an answer back."))
    elif not seen.material.cause_is_known:
        yield problem(msg("The root cause is uncertain: send a holding reply, or confirm it first."))
    elif not cause.for_:
        yield problem(msg("The root cause has no evidence behind it."))
    elif cause.kind.startswith("leaked") and not (cause.credential and cause.principal):
        yield problem(msg("The root cause names no key and owner: Trust & Safety asks which one it was."))
    if not _CAUSE.search(seen.text):
        yield problem(msg("The letter does not say what the root cause was."))


CHECK = LetterCheck(
    id="root_cause",
    asks=msg("Does it answer the first question: what was the root cause?"),
    part="substance",
    find=find,
    letters=("answer",),
)
