"""What the letter promises: with a day, and a day that is still to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.reply._examined import LetterCheck, problem, quoted
from abusedesk.reply._sentences import days, promises, sentences, speaks_of_future, unquoted
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.reply._examined import Examined, Problem


def find(seen: Examined) -> Iterator[Problem]:
    """Promises for days that have passed, promises without a day, and a letter for more time without one."""
    dated = [(one, days(one)) for one in sentences(unquoted(seen.letter.text)) if speaks_of_future(one)]
    past = [f"{max(named):%Y-%m-%d}" for _, named in dated if named and max(named) < seen.now]
    if past:
        yield problem(msg("The letter promises something for a day that has passed"), past)
    bare = [one for one in seen.written if promises(one) and not days(one)]
    if bare:
        yield problem(msg("The letter promises something without a date"), [quoted(one) for one in bare])
    waits = seen.letter.kind in {"holding", "extension"}
    # A day that has passed is said above already.
    if waits and not any(named for _, named in dated):
        yield problem(msg("The letter does not say by which day the next answer comes."))


CHECK = LetterCheck(
    id="promises", asks=msg("Does each promise have a date that can be kept?"), part="substance", find=find
)
