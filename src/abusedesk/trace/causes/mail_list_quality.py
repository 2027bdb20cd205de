"""Bounces and complaints from our own mail: a list of bad addresses, no intruder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.trace._cause import Cause, judged
from abusedesk.trace._mail import floods
from abusedesk.translate import msg, text

if TYPE_CHECKING:
    from abusedesk.model import RootCause
    from abusedesk.trace._story import Story

_KINDS = frozenset({"ses_bounce", "ses_complaint", "ses_spamtrap"})


def judge(story: Story) -> RootCause:
    """A notice about bounces, complaints or spam traps, and nobody strange in the account."""
    if story.dossier.notice.kind not in _KINDS:
        return judged("mail_list_quality", 0.0)
    identities = story.dossier.things("ses.identity")
    sudden = floods(story)
    return judged(
        "mail_list_quality",
        0.2 if story.deeds else 0.45 if sudden else 0.55,
        text(
            "Our own mail went to addresses that do not exist or did not want it; no strange use was found."
        ),
        for_=[one.id for one in identities],
        against=[*(one.evidence for one in sudden), *(deed.event.id for deed in story.deeds[:5])],
    )


CAUSE = Cause(
    id="mail_list_quality",
    title=msg("Bad addresses in our own mailing list"),
    source="https://docs.aws.amazon.com/ses/latest/dg/faqs-enforcement.html",
    asks=("ses.identity", "ses.account", "ses.statistics", "cloudtrail"),
    judge=judge,
)
