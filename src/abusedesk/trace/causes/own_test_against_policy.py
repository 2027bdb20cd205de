"""The owner's own people ran a scan or a flood themselves, which AWS forbids even as a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.trace._cause import Cause, judged
from abusedesk.trace._say import clock
from abusedesk.translate import msg, text

if TYPE_CHECKING:
    from abusedesk.model import RootCause
    from abusedesk.trace._story import Story


def judge(story: Story) -> RootCause:
    """A tool for scanning or guessing that was started on a host that nobody had broken into."""
    if not story.tools or story.deeds:
        return judged("own_test_against_policy", 0.0)
    end = story.when[1] if story.when else story.dossier.now
    early = [tool for tool in story.tools if tool.time <= end]
    here = [tool for tool in early if tool.instance in story.instances]
    if not early:
        return judged("own_test_against_policy", 0.0)
    tool = (here or early)[-1]
    confidence = (0.65 if here else 0.3) + (0.1 if story.scans else 0.0) - (0.3 if story.breakins else 0.0)
    return judged(
        "own_test_against_policy",
        confidence,
        text(
            "{tool} was started on {host} at {time} by somebody with an ordinary log-in, "
            "and nobody broke in before.",
            tool=tool.tool,
            host=tool.instance or "?",
            time=clock(tool.time),
        ),
        for_=[one.event for one in (here or early)],
        against=[one.first.event for one in story.breakins],
    )


CAUSE = Cause(
    id="own_test_against_policy",
    title=msg("A test of our own that AWS forbids"),
    source="https://aws.amazon.com/aup/",
    asks=("syslog", "vpc_flow"),
    judge=judge,
)
