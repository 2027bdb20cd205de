"""The second question of AWS: what was done to stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.reply._done import is_done, planned
from abusedesk.reply._examined import LetterCheck, note, problem
from abusedesk.reply._sentences import sentences, states_done
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.reply._examined import Examined, Problem


def find(seen: Examined) -> Iterator[Problem]:
    """Nothing done, or done and not said; steps that failed; and promises that somebody has to keep."""
    material = seen.material
    was_done = any(is_done(one) for one in material.receipts)
    was_done = was_done or any(one.state == "done" for one in material.measures)
    if not was_done:
        yield problem(
            msg("Nothing has been done yet: Trust & Safety asks what was done, not what is planned.")
        )
    elif seen.written and not any(states_done(one) for one in sentences(seen.letter.text)):
        yield problem(msg("The letter does not say what was done."))
    again = {(one.action, one.target) for one in material.receipts if is_done(one)}
    failed = [one.target for one in material.receipts if one.failed and (one.action, one.target) not in again]
    if failed:
        yield problem(msg("Steps failed and must be done again"), failed)
    if planned(material):
        yield note(
            msg("The letter promises dates for steps that are not done: check that you can keep them.")
        )


CHECK = LetterCheck(
    id="what_was_done",
    asks=msg("Does it answer the second question: what was done?"),
    part="substance",
    find=find,
    letters=("answer",),
)
