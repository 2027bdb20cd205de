"""Whether the reported abuse would be impossible now, by what was read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.reply._examined import LetterCheck, note, problem
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.reply._examined import Examined, Problem

_QUOTE = '"'
_HELD = "address_not_held"


def find(seen: Examined) -> Iterator[Problem]:
    """What is still there stands in the way; what could not be read again is said."""
    if seen.letter.kind == "dispute":
        denied = (
            "No network interface" in seen.text or "do not hold" in seen.text or "does not hold" in seen.text
        )
        held = [one.target for one in seen.rechecks if one.question == _HELD and one.holds is False]
        if held and denied:
            yield problem(msg("The letter says that the account does not hold an address, and it does"), held)
        return
    asked = [one for one in seen.rechecks if one.question != _HELD]
    for why in dict.fromkeys(one.why.en for one in asked if one.holds is False):
        there = [one.target for one in asked if one.holds is False and one.why.en == why]
        yield problem(msg("The reported abuse is still possible"), [f'"{why.replace(_QUOTE, "")}"', *there])
    if unread := [one.target for one in asked if one.holds is None]:
        yield note(msg("It could not be read whether this is really off"), unread)
    if not seen.rechecks:
        yield note(msg("Nothing was read again from the account: give credentials, and it will be."))


CHECK = LetterCheck(
    id="still_possible",
    asks=msg("Would the reported abuse be impossible now?"),
    part="substance",
    find=find,
    letters=("answer", "dispute"),
)
