"""No password, key or token in the letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.reply import _leaks as leaks
from abusedesk.reply._examined import LetterCheck, problem
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.reply._examined import Examined, Problem


def find(seen: Examined) -> Iterator[Problem]:
    """Whatever looks like one; which it is stays unsaid, for problems are shown and kept."""
    if leaks.secrets(seen.letter.text) or leaks.secrets(seen.text):
        yield problem(msg("The letter holds what looks like a password or secret key: take it out."))


CHECK = LetterCheck(id="secrets", asks=msg("Does it hold a secret?"), part="secrecy", find=find)
