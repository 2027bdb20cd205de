"""What stands in the way of sending a letter, and what to know before: all checks, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.translate import say

from ._examined import PARTS, checks, examined

if TYPE_CHECKING:
    from abusedesk.model import Reply

    from ._examined import Examined, Problem
    from ._material import Material


def problems(letter: Reply, material: Material) -> tuple[str, ...]:
    """Everything that a person should mend or know before the letter is sent, what blocks it first."""
    found = [one for one in find(examined(letter, material)) if one.said not in _OF_SENDING]
    return tuple(dict.fromkeys(one.said for one in sorted(found, key=lambda one: not one.blocks)))


def find(seen: Examined) -> list[Problem]:
    """What every check for this kind of letter finds, by part, in order of the checks' ids."""
    asked = [one for one in checks().values() if not one.letters or seen.letter.kind in one.letters]
    asked.sort(key=lambda one: PARTS.index(one.part))
    return list(dict.fromkeys(problem for one in asked for problem in one.find(seen)))


def problem_in(problem: str, language: str) -> str:
    """A problem in language, with the names that follow it."""
    sentence, colon, names = problem.partition(": ")
    whole = say(problem, language)
    return whole if whole != problem or not colon else f"{say(sentence, language)}: {names}"


# A draft is not about to be sent yet: that nothing was read again goes without saying.
_OF_SENDING = frozenset({"Nothing was read again from the account: give credentials, and it will be."})
