"""AWS Trust & Safety opens no attachments: all that counts must stand in the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from abusedesk.reply._examined import LetterCheck, problem
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.reply._examined import Examined, Problem

_THINGS = r"(?:files?|screenshots?|logs?|reports?|documents?|pdf|images?|evidence|copy|copies)"
_ATTACHED = re.compile(
    rf"(?i)\b(?:please|see|find)\b[^.\n]{{0,40}}\battached\b"
    rf"|\battached\s+(?:please|you will|is|are|{_THINGS})\b|\b{_THINGS}\s+(?:is|are)\s+attached\b"
    r"|\b(?:we|i)\s+(?:have\s+)?(?:attach(?:ed)?|enclosed?)\b"
    r"(?!\s+(?:the|a|an)\s+\w*\s*(?:policy|role|volume|interface|group))"
    r"|\b(?:as|in) (?:an|the|our) (?:attachment|enclosure)s?\b"
    rf"|\bsee (?:the )?attachments?\b|\benclosed\s+(?:please|is|are|{_THINGS})\b"
)


def find(seen: Examined) -> Iterator[Problem]:
    """Words that point to an attachment."""
    if _ATTACHED.search(seen.text):
        yield problem(
            msg("The letter points to an attachment, and AWS opens none: put what counts into the text.")
        )


CHECK = LetterCheck(id="attachments", asks=msg("Does it do without attachments?"), part="form", find=find)
