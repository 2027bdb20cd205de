"""A user's long-term access key in somebody else's hands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from abusedesk.trace._cause import Cause, judged
from abusedesk.trace._mail import is_mail_only
from abusedesk.trace._say import clock, listed
from abusedesk.trace._ways import by_way, key_evidence, way_in
from abusedesk.translate import msg, text

if TYPE_CHECKING:
    from abusedesk.model import RootCause, Text
    from abusedesk.trace._entry import Entry
    from abusedesk.trace._story import Story


def judge(story: Story) -> RootCause:
    """A key that the intruder did not make and that he called with from where its owner never does."""
    used = way_in(story, {"key"})
    if used is None:
        return _only_named(story)
    named = used.credential in story.dossier.notice.access_keys
    confidence = 0.75 + (0.15 if named else 0.0) + (0.05 if _usual_elsewhere(story, used) else 0.0)
    cause = by_way("leaked_access_key", story, used, confidence, _statement(used))
    if is_mail_only(story, used):
        cause = replace(cause, confidence=round(cause.confidence * 0.6, 3))
    return replace(cause, for_=(*cause.for_, *key_evidence(story, used.credential)))


def _statement(used: Entry) -> Text:
    return text(
        "Access key {key} of {who} was used by somebody else since {since}, from {ips}; "
        "its owner's programs call from other addresses.",
        key=used.credential,
        who=used.who,
        since=clock(used.since),
        ips=listed([deed.event.src_ip or "" for deed in used.deeds]),
    )


def _only_named(story: Story) -> RootCause:
    """AWS says that a key is public or in doubt, and nobody strange has used it as far as was read."""
    notice = story.dossier.notice
    if not notice.access_keys or story.entries:
        return judged("leaked_access_key", 0.0)
    key = notice.access_keys[0]
    users = [one for one in story.dossier.things("iam.access_key") if one.key == key]
    quarantined = any("CompromisedKeyQuarantine" in str(one.data) for one in story.dossier.things("iam.user"))
    confidence = (0.55 if notice.kind == "exposed_access_key" else 0.3) + (0.1 if quarantined else 0.0)
    cause = judged(
        "leaked_access_key",
        confidence,
        text(
            "AWS names access key {key}, but no use of it by anybody else was found in what was read.",
            key=key,
        ),
        for_=key_evidence(story, key),
    )
    who = story.facts.names.get(str(users[0].data.get("UserName", ""))) if users else None
    return replace(cause, principal=who, credential=key)


def _usual_elsewhere(story: Story, used: Entry) -> bool:
    parties = story.ground.activity.by_key.get(used.credential, ())
    return any(party.id not in story.spoor.parties for party in parties)


CAUSE = Cause(
    id="leaked_access_key",
    title=msg("A leaked access key"),
    source="https://attack.mitre.org/techniques/T1078/004/",
    asks=("iam.access_key", "cloudtrail"),
    judge=judge,
)
