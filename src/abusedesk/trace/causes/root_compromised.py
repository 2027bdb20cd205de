"""Somebody acts as the account's root user."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from abusedesk.trace._cause import Cause, judged
from abusedesk.trace._say import clock, listed
from abusedesk.trace._ways import by_way, way_in
from abusedesk.translate import msg, text

if TYPE_CHECKING:
    from abusedesk.model import RootCause
    from abusedesk.trace._story import Story


def judge(story: Story) -> RootCause:
    """Root used from where the owner never is; or AWS says that root was taken."""
    used = way_in(story, {"root"})
    if used is not None:
        statement = text(
            "Somebody else acted as the root user since {since}, from {ips}.",
            since=clock(used.since),
            ips=listed([deed.event.src_ip or "" for deed in used.deeds]),
        )
        return by_way("root_compromised", story, used, 0.9, statement)
    if story.dossier.notice.kind != "root_compromised" or story.entries:
        return judged("root_compromised", 0.0)
    rows = [one for one in story.dossier.things("iam.credential_report") if "<root_account>" in str(one.data)]
    cause = judged(
        "root_compromised",
        0.5,
        text("AWS says that the root user was taken; no strange use of it was found in what was read."),
        for_=[one.id for one in rows],
    )
    return replace(cause, principal=f"arn:aws:iam::{story.dossier.account}:root")


CAUSE = Cause(
    id="root_compromised",
    title=msg("The root user was taken"),
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html",
    asks=("iam.credential_report", "cloudtrail"),
    judge=judge,
)
