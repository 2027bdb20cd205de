"""SMTP credentials, or a key that only sends mail, in somebody else's hands."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from abusedesk.trace._cause import Cause, judged
from abusedesk.trace._mail import floods, is_mail_only, is_smtp_user
from abusedesk.trace._say import clock, listed
from abusedesk.trace._ways import by_way, key_evidence, way_in
from abusedesk.translate import msg, text

if TYPE_CHECKING:
    from abusedesk.model import RootCause
    from abusedesk.trace._mail import Flood
    from abusedesk.trace._story import Story

_EARLY = timedelta(hours=1)
_MAIL_KINDS = frozenset(
    {"ses_credentials", "ses_review", "ses_complaint", "ses_bounce", "ses_spamtrap", "spam"}
)


def judge(story: Story) -> RootCause:
    """A way in by which nothing but mail was sent; or AWS says that SES credentials were taken."""
    used = way_in(story, {"key"})
    if used is not None and is_mail_only(story, used):
        statement = text(
            "Key {key} of {who}, which sends mail, was used by somebody else since {since}, from {ips}.",
            key=used.credential,
            who=used.who,
            since=clock(used.since),
            ips=listed([deed.event.src_ip or "" for deed in used.deeds]),
        )
        cause = by_way("mail_credentials_leaked", story, used, 0.9, statement)
        sent = [one.evidence for one in floods(story) if one.since >= used.since - _EARLY]
        return replace(cause, for_=(*cause.for_, *sent))
    return _only_said(story)


def _only_said(story: Story) -> RootCause:
    """Sending over SMTP leaves nothing in CloudTrail, so AWS's word stands with what IAM shows."""
    notice, flood = story.dossier.notice, next(iter(floods(story)), None)
    if story.entries or notice.kind not in _MAIL_KINDS:
        return judged("mail_credentials_leaked", 0.0)
    if notice.kind != "ses_credentials":
        return _only_flooded(flood) if flood else judged("mail_credentials_leaked", 0.0)
    keys = [
        one
        for one in story.dossier.things("iam.access_key")
        if is_smtp_user(str(one.data.get("UserName", "")))
    ]
    key = next((one.key for one in keys if one.data.get("Status") == "Active"), None)
    cause = judged(
        "mail_credentials_leaked",
        (0.6 if key else 0.4) + (0.1 if flood else 0.0),
        text(
            "AWS says that credentials for sending mail were taken; "
            "sending by SMTP leaves no trace in CloudTrail."
        ),
        for_=[
            *((flood.evidence,) if flood else ()),
            *(id_ for found in keys for id_ in key_evidence(story, found.key)),
        ],
    )
    return replace(cause, credential=key, since=flood.since if flood else None)


def _only_flooded(flood: Flood) -> RootCause:
    """Somebody sent far more than usual; that may as well be a campaign of the owner's."""
    cause = judged(
        "mail_credentials_leaked",
        0.35,
        text(
            "From {since} on far more mail than usual went out of {region}: {sent} messages, where an hour "
            "had {usual} before; who sent it is not on record.",
            since=clock(flood.since),
            region=flood.region,
            sent=flood.sent,
            usual=flood.usual,
        ),
        for_=[flood.evidence],
    )
    return replace(cause, since=flood.since)


CAUSE = Cause(
    id="mail_credentials_leaked",
    title=msg("Leaked credentials for sending mail"),
    source="https://docs.aws.amazon.com/ses/latest/dg/faqs-enforcement.html",
    asks=("iam.access_key", "ses.identity", "ses.statistics", "cloudtrail"),
    judge=judge,
)
