"""What AWS asks of those who send mail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from abusedesk.reply._examined import LetterCheck, note, problem
from abusedesk.reply._lacking import consent_is_asked
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.reply._examined import Examined, Problem

_CONSENT = re.compile(
    r"(?i)\bopt(?:ed)?[- ]?(?:in|out)\b|\bunsubscrib|\bconsent|\bsubscri(?:be|ption)|\bdouble opt"
)


def find(seen: Examined) -> Iterator[Problem]:
    """Changes made, not planned; and how the addresses were collected, where we sent the mail ourselves."""
    if seen.material.notice.kind.startswith("ses_"):
        yield note(
            msg("For Amazon SES only changes that are already made count, and how they prevent a repeat.")
        )
    if consent_is_asked(seen) and not any(_CONSENT.search(one) for one in (seen.text, *seen.written)):
        yield problem(msg("Say how the addresses were collected, with links to the opt-in and the opt-out."))


CHECK = LetterCheck(
    id="mail", asks=msg("Does it say what Amazon SES asks for?"), part="kind", find=find, letters=("answer",)
)
