"""A bucket that everybody may read or write."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from abusedesk.trace._cause import Cause, judged
from abusedesk.trace._say import listed
from abusedesk.translate import msg, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.model import Evidence, RootCause
    from abusedesk.trace._story import Story


def judge(story: Story) -> RootCause:
    """The notice is about a public bucket, and a bucket's policy lets everybody in."""
    if story.dossier.notice.kind != "public_bucket":
        return judged("public_storage", 0.0)
    opened = list(_public(story))
    return judged(
        "public_storage",
        (0.85 if opened else 0.5) - (0.5 if story.deeds else 0.0),
        text(
            "These buckets let everybody in: {buckets}.", buckets=listed([one.key for one in opened]) or "?"
        ),
        for_=[one.id for one in opened],
        against=[deed.event.id for deed in story.deeds[:5]],
    )


def _public(story: Story) -> Iterator[Evidence]:
    named = {thing.rpartition(":::")[2] for thing in story.things}
    for one in story.dossier.things("s3.bucket"):
        policy = one.data.get("Policy")
        if named and one.key not in named:
            continue
        if isinstance(policy, str):
            try:
                policy = json.loads(policy)
            except ValueError:
                continue
        statements = policy.get("Statement") if isinstance(policy, dict) else None
        if any(
            statement.get("Effect") == "Allow" and statement.get("Principal") in ("*", {"AWS": "*"})
            for statement in (statements if isinstance(statements, list) else ())
        ):
            yield one


CAUSE = Cause(
    id="public_storage",
    title=msg("Public storage"),
    source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    asks=("s3.bucket",),
    judge=judge,
)
