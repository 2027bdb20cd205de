"""Whether each reported resource and the reported activity are spoken of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from abusedesk.reply._clean import name
from abusedesk.reply._examined import LetterCheck, problem
from abusedesk.reply._reported import unexplained
from abusedesk.reply._say import activity
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.reply._examined import Examined, Problem

_MANY = 20  # a draft lists so many of them by name
_STEM = 4


def find(seen: Examined) -> Iterator[Problem]:
    """What the draft could not explain, and what a letter written by hand leaves out."""
    unsaid = unexplained(seen.material) if seen.letter.kind == "answer" else ()
    lost = [one for one in unsaid if not _is_written_of(seen, one)]
    if lost:
        yield problem(msg("The letter does not explain what was reported"), lost)
    text = _plain(seen.text)
    absent = [one for one in seen.material.reported[:_MANY] if not _is_named(text, one) and one not in lost]
    if absent:
        yield problem(msg("The letter does not name what was reported"), absent)
    words = re.findall(r"[a-z]{4,}", activity(seen.material.notice).en.lower())
    if words and not any(word[:_STEM] in text for word in words):
        yield problem(
            msg("The letter does not speak of the reported activity"), [activity(seen.material.notice).en]
        )


def _is_written_of(seen: Examined, thing: str) -> bool:
    """Whether a person wrote a sentence of his own about thing."""
    return any(_is_named(_plain(one), thing) for one in seen.written)


def _is_named(text: str, thing: str) -> bool:
    tail = thing.rpartition("/")[2] if thing.startswith("arn:") else thing
    return any(_plain(one) in text for one in (thing, name(thing), tail) if one)


def _plain(text: str) -> str:
    """Text in lower case with defanged addresses made whole."""
    return re.sub(r"\s*\[\s*\.\s*\]\s*", ".", text.lower()).replace("hxxp", "http").rstrip("./")


CHECK = LetterCheck(
    id="reported_things",
    asks=msg("Is each reported resource and activity addressed?"),
    part="substance",
    find=find,
    letters=("answer", "dispute"),
)
