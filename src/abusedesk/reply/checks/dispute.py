"""Whether a dispute has reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.reply._examined import LetterCheck, note, problem
from abusedesk.reply._material import DISPUTED
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.reply._examined import Examined, Problem


def find(seen: Examined) -> Iterator[Problem]:
    """A dispute that the investigation does not carry, or without evidence."""
    cause, notice = seen.material.cause, seen.material.notice
    if cause is None or cause.kind not in DISPUTED:
        yield problem(
            msg("The investigation does not support a dispute: Trust & Safety refuses one without reasons.")
        )
    elif not cause.for_ and not seen.material.history_was_read:
        yield problem(
            msg("The dispute has no evidence behind it: Trust & Safety refuses one without reasons.")
        )
    if notice.activity_start is None and notice.reported.date is None:
        yield note(
            msg("The notice names no time of the activity: ask for it, the attribution depends on it.")
        )


CHECK = LetterCheck(
    id="dispute",
    asks=msg("Does the dispute have reasons?"),
    part="substance",
    find=find,
    letters=("dispute",),
)
