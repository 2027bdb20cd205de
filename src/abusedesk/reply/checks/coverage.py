"""What could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.reply._examined import LetterCheck, note
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.reply._examined import Examined, Problem


def find(seen: Examined) -> Iterator[Problem]:
    """Gaps; the letter itself says what follows from them."""
    if seen.material.unread:
        rows = dict.fromkeys(f"{row.collector}/{row.region}" for row in seen.material.unread)
        yield note(msg("Not everything could be read, so the answer is not complete"), list(rows))


CHECK = LetterCheck(
    id="coverage",
    asks=msg("Was everything read?"),
    part="substance",
    find=find,
    letters=("answer", "dispute"),
)
