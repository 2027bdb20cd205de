"""The reported address was somebody else's at the reported time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.trace._cause import Cause, judged
from abusedesk.trace._held import could_look, held
from abusedesk.trace._say import clock
from abusedesk.translate import msg, text

if TYPE_CHECKING:
    from abusedesk.model import RootCause, Text
    from abusedesk.trace._held import Held
    from abusedesk.trace._story import Story


def judge(story: Story) -> RootCause:
    """Every reported address came after the reported time, had gone before, or was never here."""
    judgements = [one for one in held(story) if one.verdict != "never_seen" or not one.thing.startswith("i-")]
    foreign = [one for one in judgements if one.verdict == "not_ours"]
    unseen = [one for one in judgements if one.verdict == "never_seen"]
    ours = [one for one in judgements if one.verdict in {"ours", "unclear"} and one not in foreign]
    addresses = [one for one in (*foreign, *unseen) if not one.thing.startswith("i-")]
    if not foreign and not unseen:
        return judged("not_ours", 0.0)
    confidence = 0.93 if foreign else 0.7
    confidence -= 0.0 if could_look(story) else 0.25
    confidence -= 0.7 if story.deeds or story.breakins else 0.0
    if any(not one.thing.startswith("i-") for one in ours) or (ours and not addresses):
        confidence -= 0.8
    return judged(
        "not_ours",
        confidence,
        _statement(foreign or unseen, story),
        for_=[proof for one in foreign for proof in one.proof],
        against=[proof for one in ours for proof in one.proof],
    )


def _statement(found: list[Held], story: Story) -> Text:
    one = found[0]
    start = clock(story.when[0]) if story.when else "?"
    if one.since is not None and one.until is not None:
        return text(
            "{thing} was not ours at {start}: it left this account at {until} and came back at {since}.",
            thing=one.thing,
            start=start,
            until=clock(one.until),
            since=clock(one.since),
        )
    if one.since is not None:
        return text(
            "{thing} was not ours at {start}: it came to this account at {since}.",
            thing=one.thing,
            start=start,
            since=clock(one.since),
        )
    if one.until is not None:
        return text(
            "{thing} was not ours at {start}: it left this account at {until}.",
            thing=one.thing,
            start=start,
            until=clock(one.until),
        )
    return text("{thing} was not found in this account, now or in its records.", thing=one.thing)


CAUSE = Cause(
    id="not_ours",
    title=msg("The reported address was not ours"),
    source="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html",
    asks=("ec2.address", "ec2.instance", "ec2.network_interface", "cloudtrail"),
    judge=judge,
)
