"""No claim without evidence, and nothing told as done that is not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from abusedesk.reply._examined import LetterCheck, note, problem, quoted
from abusedesk.reply._sentences import speaks_of_future, states_done
from abusedesk.reply._supported import is_supported, unseen_names
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.reply._examined import Examined, Problem

_MARK = re.compile(r"(?i)^\W*(?:not confirmed|as our staff report)\W+")


def find(seen: Examined) -> Iterator[Problem]:
    """
    Claims without evidence, and what a person wrote without any.

    In his sentences: things told as done without a receipt, doubts taken out, and names that stand in
    nothing that was read.
    """
    bare = [one.text for one in seen.letter.claims if one.status == "confirmed" and not one.evidence]
    if bare:
        yield problem(
            msg("Sentences are stated as confirmed without evidence"), [quoted(one) for one in bare]
        )
    done = [one for one in seen.written if states_done(one)]
    unproved = [one for one in done if not is_supported(seen.material, seen.rechecks, one)]
    if unproved:
        yield problem(
            msg("The letter says that something was done, and nothing shows it"), [*map(quoted, unproved)]
        )
    doubted = {
        _bare(one.text)
        for one in seen.letter.claims
        if one.status == "not_confirmed" and _MARK.match(one.text)
    }
    if dropped := [one for one in seen.written if _bare(one) in doubted]:
        yield problem(msg("What is not confirmed is stated without saying so"), [*map(quoted, dropped)])
    if strange := unseen_names(seen):
        yield problem(msg("The letter names things that stand in nothing that was read"), strange)
    rest = [
        one for one in seen.written if one not in done and not speaks_of_future(one) and one not in dropped
    ]
    if rest:
        yield note(msg("Written by hand, with no evidence of ours behind it"), [*map(quoted, rest)])


def _bare(sentence: str) -> str:
    return re.sub(r"\W+", " ", _MARK.sub("", sentence)).strip().lower()


CHECK = LetterCheck(
    id="proof", asks=msg("Does evidence stand behind each claim?"), part="substance", find=find
)
