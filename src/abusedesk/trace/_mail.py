"""Whether a way in was good for sending mail only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._entry import Entry
    from ._story import Story

# The console names the users of its SMTP credentials so:
# https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html
_SMTP = re.compile(r"ses[-_.]?smtp|smtp[-_.]?user", re.IGNORECASE)
_MAIL = frozenset({"ses", "sts", "email"})


def is_smtp_user(who: str) -> bool:
    """Whether the user's name says that its key is an SMTP password."""
    return bool(_SMTP.search(who.rpartition("/")[2]))


def is_mail_only(story: Story, used: Entry) -> bool:
    """Whether all that worked by this way in was mail, or it is an SMTP user's."""
    worked = {deed.action.partition(":")[0] for deed in used.deeds if deed.ok}
    mail = story.dossier.notice.kind.startswith("ses_") or story.dossier.notice.kind == "spam"
    only = "ses" in worked and worked <= _MAIL and len(story.entries) == 1
    others = {deed.action.partition(":")[0] for deed in story.deeds if deed.ok} - _MAIL
    return is_smtp_user(used.who) or (only and mail and not others and not _has_other_work(story, used))


def _has_other_work(story: Story, used: Entry) -> bool:
    """Whether its owner's programs use the key for anything but mail."""
    parties = story.ground.activity.by_key.get(used.credential, ())
    own = {action for party in parties if party.id not in story.spoor.parties for action in party.done}
    return bool({action.partition(":")[0] for action in own} - _MAIL)
