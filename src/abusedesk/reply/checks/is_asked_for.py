"""Whether there is anything to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.reply._examined import LetterCheck, problem
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.reply._examined import Examined, Problem

_NO_REPLY_ASKED = {"upgrade_notice", "public_bucket", "none"}


def find(seen: Examined) -> Iterator[Problem]:
    """A case that AWS has closed, and a message that asks for nothing, need no letter."""
    newest = seen.notices[-1]
    if newest.stage == "resolved" or seen.material.notice.stage == "resolved":
        yield problem(msg("AWS has closed the case: no reply is needed."))
    if seen.material.notice.kind in _NO_REPLY_ASKED:
        yield problem(msg("This kind of message asks for no reply."))


CHECK = LetterCheck(id="is_asked_for", asks=msg("Does AWS ask for an answer?"), part="address", find=find)
