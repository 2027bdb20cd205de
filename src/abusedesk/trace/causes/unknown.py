"""Nothing explains it yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.trace._cause import Cause, judged
from abusedesk.translate import msg, text

if TYPE_CHECKING:
    from abusedesk.model import RootCause
    from abusedesk.trace._story import Story

_UNREAD = frozenset({"denied", "failed", "truncated", "delayed"})


def judge(story: Story) -> RootCause:
    """Always there; it weighs more the less was read, and when no way in was seen."""
    unread = [row for row in story.dossier.coverage if row.status in _UNREAD]
    blind = len(unread) / max(1, len(story.dossier.coverage))
    blank = not story.deeds and not story.breakins
    confidence = 0.12 + 0.2 * blind + (0.15 if blank else 0.0)
    return judged(
        "unknown",
        confidence,
        text(
            "What was read does not show how this came about; {gaps} sources could not be read.",
            gaps=len(unread),
        ),
        for_=[event for scan in story.scans for event in scan.events] if blank else (),
    )


CAUSE = Cause(
    id="unknown",
    title=msg("Not known yet"),
    source="https://repost.aws/knowledge-center/aws-abuse-report",
    asks=(),
    judge=judge,
)
