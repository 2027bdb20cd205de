"""The letter is in English: nobody at the other end reads Japanese."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from abusedesk.reply._examined import LetterCheck, note, problem
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.reply._examined import Examined, Problem

# About every third word of an English text is one of these; a text of another language has few of them.
_COMMON = frozenset(
    {
        "a", "all", "an", "and", "are", "as", "at", "be", "been", "by", "did", "do", "for", "from", "had",
        "has", "have", "i", "in", "is", "it", "its", "my", "no", "not", "of", "on", "or", "our", "that",
        "the", "there", "these", "this", "to", "was", "we", "were", "which", "with", "you", "your",
    }
)  # fmt: skip
_ENOUGH, _SHARE = 25, 0.12


def find(seen: Examined) -> Iterator[Problem]:
    """Another script or another language stands in the way; odd punctuation is only said."""
    text = seen.letter.text
    if any(_is_foreign(letter) for letter in text):
        yield problem(
            msg("The letter holds characters other than plain English ones: AWS expects English text.")
        )
    elif not text.isascii():
        yield note(msg("The letter holds typographic signs; plain ASCII reaches every reader unchanged."))
    words = re.findall(r"(?<![\w.@/-])[A-Za-z]+(?![\w@/-])", text.lower())
    if len(words) >= _ENOUGH and sum(word in _COMMON for word in words) < _SHARE * len(words):
        yield problem(msg("The letter does not seem to be in English: AWS expects English text."))


def _is_foreign(letter: str) -> bool:
    if letter.isascii():
        return False
    wide = unicodedata.east_asian_width(letter) in {"W", "F"}
    return wide or (letter.isalpha() and not unicodedata.name(letter, "").startswith("LATIN"))


CHECK = LetterCheck(id="english", asks=msg("Is it in English?"), part="form", find=find)
