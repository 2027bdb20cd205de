"""The reported content was put there by the ordinary way: by the owner's people, programs or customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.trace._cause import Cause, judged
from abusedesk.trace._content import is_anonymous
from abusedesk.trace._reported import CONTENT_KINDS
from abusedesk.trace._say import clock, listed
from abusedesk.translate import msg, text

if TYPE_CHECKING:
    from abusedesk.model import RootCause
    from abusedesk.trace._content import Content
    from abusedesk.trace._story import Story
    from abusedesk.trace._web import Visits


def judge(story: Story) -> RootCause:
    """The notice is about content, and nobody strange is known to have put it there."""
    notice = story.dossier.notice
    if notice.kind not in CONTENT_KINDS - {"public_bucket"}:
        return judged("hosted_content", 0.0)
    for content in story.content:
        if content.puts:
            return _written(story, content)
    old = next((one for one in story.web.served if not one.is_new), None)
    if old is not None:
        return _always_there(story, old)
    return _only_named(story)


def _written(story: Story, content: Content) -> RootCause:
    """Somebody is on record who wrote the object: one of the owner's, or not."""
    last = content.puts[-1]
    strange = is_anonymous(last) or last.event.id in story.spoor.deeds
    return judged(
        "hosted_content",
        0.15 if strange else 0.85,
        text(
            "{object} in bucket {bucket} was written at {time} by {who}, by the way that all content takes.",
            object=content.stored.key or content.stored.folder or "?",
            bucket=content.stored.bucket,
            time=clock(last.time),
            who=last.event.actor or last.who,
        ),
        for_=() if strange else [deed.event.id for deed in content.puts[:10]],
        against=[last.event.id] if strange else [deed.event.id for deed in story.deeds[:5]],
    )


def _always_there(story: Story, old: Visits) -> RootCause:
    """The page was served for as long as the log goes back."""
    return judged(
        "hosted_content",
        0.6 - (0.4 if story.web.fallen or story.breakins else 0.0),
        text(
            "{path} has been served by {host} since the log begins ({since}), to {count} addresses; "
            "nothing shows a stranger putting it there.",
            path=old.page.path,
            host=old.site.instance or old.site.name,
            since=clock(old.first.time),
            count=old.addresses,
        ),
        for_=[old.first.event],
        against=[one.first.event for one in story.web.fallen] + [one.first.event for one in story.breakins],
    )


def _only_named(story: Story) -> RootCause:
    """The content is said to lie here; who put it there is not on record."""
    here = [one.id for one in (content.bucket for content in story.content) if one is not None]
    here += [shown.id for one in story.instances if (shown := story.one("ec2.instance", one)) is not None]
    entered = bool(story.deeds or story.breakins or story.web.fallen)
    return judged(
        "hosted_content",
        (0.35 if here else 0.2) - (0.25 if entered else 0.0),
        text(
            "AWS reports content at {place}; who put it there is not in what was read.",
            place=listed([*story.dossier.notice.urls, *story.things]) or "?",
        ),
        for_=here,
        against=[deed.event.id for deed in story.deeds[:5]],
    )


CAUSE = Cause(
    id="hosted_content",
    title=msg("Content of our own or of a customer's"),
    source="https://aws.amazon.com/aup/",
    asks=("s3.bucket", "web_access", "cloudtrail"),
    judge=judge,
)
