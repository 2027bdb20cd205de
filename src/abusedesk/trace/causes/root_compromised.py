"""Somebody acts as the account's root user."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from abusedesk.trace._cause import Cause, judged
from abusedesk.trace._entry import RECOVERY
from abusedesk.trace._say import clock, listed
from abusedesk.trace._ways import by_way, way_in
from abusedesk.translate import msg, text

if TYPE_CHECKING:
    from abusedesk.model import RootCause, Text
    from abusedesk.trace._deed import Deed
    from abusedesk.trace._entry import Entry
    from abusedesk.trace._story import Story

_CITED = 40


def judge(story: Story) -> RootCause:
    """Root used from where the owner never is; or AWS says that root was taken."""
    used = way_in(story, {"root"})
    if used is not None:
        cause = by_way("root_compromised", story, used, 0.9, _statement(used))
        return replace(cause, for_=(*(deed.event.id for deed in _recovery(used)), *cause.for_)[:_CITED])
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


def _recovery(used: Entry) -> list[Deed]:
    return [deed for deed in used.deeds if deed.action.startswith(RECOVERY) and deed.ok]


def _statement(used: Entry) -> Text:
    values = {
        "since": clock(used.since),
        "ips": listed([deed.event.src_ip or "" for deed in used.deeds]),
    }
    recovery = [deed for deed in _recovery(used) if deed.time <= used.since]
    if not recovery:
        return text("Somebody else acted as the root user since {since}, from {ips}.", **values)
    return text(
        "Somebody else acted as the root user since {since}, from {ips}, after a new password had been asked "
        "for at {asked}: that takes the root user's mailbox, which he can read and which must be secured "
        "too.",
        asked=clock(recovery[0].time),
        **values,
    )


CAUSE = Cause(
    id="root_compromised",
    title=msg("The root user was taken"),
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html",
    asks=("iam.credential_report", "cloudtrail"),
    judge=judge,
)
