"""A bucket that everybody may read or write."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from abusedesk.model import lets_everybody_read, lets_everybody_write
from abusedesk.trace._cause import Cause, judged
from abusedesk.trace._content import is_anonymous
from abusedesk.trace._reported import CONTENT_KINDS
from abusedesk.trace._say import clock, listed
from abusedesk.translate import msg, text

if TYPE_CHECKING:
    from abusedesk.model import RootCause, Text
    from abusedesk.trace._content import Content
    from abusedesk.trace._deed import Deed
    from abusedesk.trace._story import Story


def judge(story: Story) -> RootCause:
    """A bucket lets everybody in: AWS says so, or anybody could put there what it complains of."""
    kind = story.dossier.notice.kind
    if kind != "public_bucket":
        return _written_by_anybody(story) if kind in CONTENT_KINDS else judged("public_storage", 0.0)
    named = {thing.rpartition(":::")[2] for thing in story.things}
    buckets = [one for one in story.dossier.things("s3.bucket") if not named or one.key in named]
    opened = [one for one in buckets if lets_everybody_read(one) or lets_everybody_write(one)]
    return judged(
        "public_storage",
        (0.85 if opened else 0.5) - (0.5 if story.deeds else 0.0),
        text(
            "These buckets let everybody in: {buckets}.", buckets=listed([one.key for one in opened]) or "?"
        ),
        for_=[one.id for one in opened],
        against=[deed.event.id for deed in story.deeds[:5]],
    )


def _written_by_anybody(story: Story) -> RootCause:
    """The reported object was written without credentials, or could have been and nobody else did."""
    for content in story.content:
        open_ = content.bucket is not None and lets_everybody_write(content.bucket)
        if content.writer == "account" or not (open_ or content.writer == "anybody"):
            continue
        mine = [deed for deed in content.puts if is_anonymous(deed)]
        cause = judged(
            "public_storage",
            0.92 if mine else 0.55,
            _statement(content, mine),
            for_=[*(deed.event.id for deed in mine[:20]), *((content.bucket.id,) if content.bucket else ())],
            against=[deed.event.id for deed in story.deeds[:5] if deed not in mine],
        )
        return replace(cause, since=mine[0].time) if mine else cause
    return judged("public_storage", 0.0)


def _statement(content: Content, mine: list[Deed]) -> Text:
    if not mine:
        return text(
            "Bucket {bucket} lets everybody write to it, so anybody could put {object} there.",
            bucket=content.stored.bucket,
            object=content.stored.key or "?",
        )
    return text(
        "Bucket {bucket} lets everybody write to it: {object} was put there without any credentials from "
        "{ips} since {since}.",
        bucket=content.stored.bucket,
        object=content.stored.key or content.stored.folder or "?",
        ips=listed([deed.event.src_ip or "" for deed in mine]),
        since=clock(mine[0].time),
    )


CAUSE = Cause(
    id="public_storage",
    title=msg("Public storage"),
    source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    asks=("s3.bucket", "cloudtrail"),
    judge=judge,
)
