"""Whether AWS really sent the notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.reply._examined import LetterCheck, note, problem
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.reply._examined import Examined, Problem


def find(seen: Examined) -> Iterator[Problem]:
    """A mail that failed stands in the way; one that nobody could check is only said."""
    verdict = seen.material.notice.authentic.verdict
    if verdict == "fail":
        yield problem(
            msg(
                "The notice failed the check of its sender: "
                "do not answer it before it is clear that AWS sent it."
            )
        )
    elif verdict == "unknown":
        yield note(
            msg("It is not proved that AWS sent the notice: compare it with the AWS Health Dashboard first.")
        )


CHECK = LetterCheck(id="sender", asks=msg("Did AWS send the notice?"), part="address", find=find)
