"""The owner's own, permitted work was taken for abuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.trace._cause import Cause, judged
from abusedesk.trace._facts import is_announced
from abusedesk.trace._say import listed
from abusedesk.trace._story import ids
from abusedesk.trace._weigh import STRANGE
from abusedesk.translate import msg, text

if TYPE_CHECKING:
    from abusedesk.model import RootCause
    from abusedesk.trace._story import Story
    from abusedesk.trace._weigh import Weighed


def judge(story: Story) -> RootCause:
    """An announced test, or a named key or user that only its owner used, from a new place."""
    if story.deeds or story.breakins:
        return judged("authorised_activity", 0.0)
    tested = _announced_test(story)
    return tested if tested.confidence else _ordinary_use(story)


def _announced_test(story: Story) -> RootCause:
    """The instance says by its name or tags what it is for, and one of the owner's people started it."""
    for instance in story.instances:
        shown = story.one("ec2.instance", instance)
        made = story.launched.get(instance)
        weighed = story.ground.weighed.get(made.party) if made else None
        announced = shown is not None and is_announced(shown.data)
        by_tester = made is not None and made.who in story.facts.announced
        if shown is None or not (announced or by_tester):
            continue
        trusted = weighed is not None and weighed.score < STRANGE
        confidence = 0.6 + (0.15 if trusted else 0.0) + (0.1 if story.scans else 0.0)
        return judged(
            "authorised_activity",
            confidence,
            text(
                "{instance} is there to test defences, as its name and tags say, "
                "and the owner's people started it.",
                instance=instance,
            ),
            for_=[
                shown.id,
                *(ids([made]) if made else ()),
                *(event for scan in story.scans for event in scan.events),
            ],
        )
    return judged("authorised_activity", 0.0)


def _ordinary_use(story: Story) -> RootCause:
    notice = story.dossier.notice
    names = {f"/{name}" for name in notice.iam_users}
    used = [
        found
        for found in story.ground.weighed.values()
        if found.party.id.key in notice.access_keys
        or any(found.party.id.who.endswith(name) for name in names)
    ]
    moved = [found for found in used if "new_address" in found.signs]
    if not used or notice.kind == "exposed_access_key":
        return judged("authorised_activity", 0.15 if moved else 0.0)
    confidence = 0.35 + (0.15 if moved else 0.0) + (0.2 if any(map(_vouched, moved)) else 0.0)
    return judged(
        "authorised_activity",
        confidence,
        text(
            "All use of what AWS names is its owner's usual work; what is new are the addresses: {ips}.",
            ips=listed([found.party.id.ip for found in moved]) or "-",
        ),
        for_=[
            one.id
            for kind in ("iam.access_key", "iam.mfa_device")
            for one in story.dossier.things(kind)
            if one.key in notice.access_keys or one.data.get("UserName") in notice.iam_users
        ],
    )


def _vouched(found: Weighed) -> bool:
    return bool({"second_factor", "session_with_factor", "all_as_usual"} & set(found.signs))


CAUSE = Cause(
    id="authorised_activity",
    title=msg("Permitted work of the owner's"),
    source="https://aws.amazon.com/security/penetration-testing/",
    asks=("ec2.instance", "iam.user", "cloudtrail", "vpc_flow"),
    judge=judge,
)
