"""A letter that is longer than what is read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from abusedesk.reply._examined import LetterCheck, note
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.reply._examined import Examined, Problem

_READ = 600
_AFFECTED = re.compile(r"(?m)^AFFECTED RESOURCES\n\n(?:^.+\n)+")


def find(seen: Examined) -> Iterator[Problem]:
    """More than 600 words; the list of affected resources is looked things up in, not read."""
    words = sum(one != "-" for one in _AFFECTED.sub("", seen.letter.text).split())
    if words > _READ:
        yield note(msg("The letter is long; few read more than 600 words. Words"), [str(words)])


CHECK = LetterCheck(id="length", asks=msg("Is it short enough to be read?"), part="form", find=find)
