"""Whether the letter says what prevents a repeat, and what its measures rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.reply._examined import LetterCheck, note, problem
from abusedesk.reply._lacking import nothing_prevents
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.reply._examined import Examined, Problem


def find(seen: Examined) -> Iterator[Problem]:
    """No measure at all; measures without proof, English text or day."""
    measures = seen.material.measures
    done = [one for one in measures if one.state == "done"]
    if nothing_prevents(seen):
        yield problem(msg("The letter names no measure against a repeat."))
    if bare := [one.id for one in done if not one.evidence]:
        yield note(msg("Measures are reported as done without proof; attach a screenshot or file"), bare)
    if untold := [one.id for one in measures if not one.text.en.isascii() or not one.text.en.strip()]:
        yield problem(msg("Measures have no English text"), untold)
    if undated := [one.id for one in measures if one.state == "promised" and one.due is None]:
        yield problem(msg("Measures are promised without a date"), undated)
    if late := [one.id for one in measures if one.state == "promised" and one.due and one.due < seen.now]:
        yield problem(msg("Measures were promised for a day that has passed"), late)


CHECK = LetterCheck(
    id="against_a_repeat",
    asks=msg("Are measures against a repeat done, or do they have a date?"),
    part="substance",
    find=find,
    letters=("answer",),
)
