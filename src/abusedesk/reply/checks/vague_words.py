"""Words that say nothing: such an answer is sent back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from abusedesk.reply._examined import LetterCheck, problem, quoted
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.reply._examined import Examined, Problem

_VAGUE = re.compile(
    r"(?i)(?<![\w-])(?:as soon as possible|a\.?s\.?a\.?p|soon(?! as)|shortly|in the near future"
    r"|in due (?:course|time)|at the earliest|sometime"
    r"|(?:appropriate|adequate|proper|necessary|suitable|various|relevant|required|several|some"
    r"|additional|certain) (?:security )?(?:measures?|actions?|steps?|countermeasures?)"
    r"|take (?:\w+ ){0,3}(?:very )?seriously|(?:do|doing|try|trying) our (?:very )?best|our best efforts?"
    r"|(?:strengthen|strengthened|strengthening|improve|improved|improving|enhance|enhanced|reinforce|reinforced)"
    r" (?:our |the )?(?:overall )?security|be more careful|pay more attention|and so on|etc)(?![\w-])"
)


def find(seen: Examined) -> Iterator[Problem]:
    """Promises without a day, and measures without a name."""
    found = [quoted(one[0].lower()) for one in _VAGUE.finditer(seen.text)]
    if found:
        yield problem(msg("Vague words: say what, where and when instead"), found)


CHECK = LetterCheck(id="vague_words", asks=msg("Is it concrete?"), part="form", find=find)
