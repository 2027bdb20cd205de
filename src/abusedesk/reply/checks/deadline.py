"""How much time is left for the answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from abusedesk.reply._examined import LetterCheck, note
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.reply._examined import Examined, Problem

_NEAR = timedelta(hours=4)


def find(seen: Examined) -> Iterator[Problem]:
    """A deadline that has passed or is near makes sending urgent; it never stands in its way."""
    deadline = seen.material.notice.deadline
    if deadline and deadline <= seen.now:
        yield note(msg("The deadline has passed: send this at once."))
    elif deadline and deadline - seen.now <= _NEAR:
        yield note(
            msg("The deadline is less than four hours away: send a holding reply now if this is not ready.")
        )


CHECK = LetterCheck(id="deadline", asks=msg("Is there time left?"), part="address", find=find)
