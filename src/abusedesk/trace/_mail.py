"""Whether a way in was good for sending mail only, and how much mail went out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from ._facts import moment

if TYPE_CHECKING:
    from datetime import datetime

    from abusedesk.model import Evidence

    from ._entry import Entry
    from ._story import Story

# The console names the users of its SMTP credentials so:
# https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html
_SMTP = re.compile(r"ses[-_.]?smtp|smtp[-_.]?user", re.IGNORECASE)
# A flood: that many hours known before, that many in a row, that much an hour, that many times the usual.
_KNOWN, _LASTS, _LARGE, _TIMES = 24, 3, 300, 5
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


@dataclass(frozen=True, slots=True)
class Flood:
    """
    Far more mail than usual out of one region.

    since is the hour in which it begins (aware UTC), sent and complaints what it came to from then on,
    usual what an hour with mail came to before.
    """

    region: str
    since: datetime
    sent: int
    complaints: int
    usual: int
    evidence: str


def floods(story: Story) -> tuple[Flood, ...]:
    """Regions in which sending rose to many times what was usual and stayed there, by time."""
    found = (_flood(one) for one in story.dossier.things("ses.statistics"))
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.since))


def _flood(one: Evidence) -> Flood | None:
    hours: dict[datetime, list[int]] = {}
    for point in one.data.get("SendDataPoints") or ():
        time = moment(point.get("Timestamp")) if isinstance(point, dict) else None
        if time is not None:
            hour = hours.setdefault(time.replace(minute=0, second=0, microsecond=0), [0, 0])
            hour[0] += int(point.get("DeliveryAttempts") or 0)
            hour[1] += int(point.get("Complaints") or 0)
    times = sorted(hours)
    for number, time in enumerate(times):
        usual = int(median(hours[before][0] for before in times[:number])) if number else 0
        lasting = [hours[later][0] for later in times[number : number + _LASTS]]
        if number >= _KNOWN and min(lasting) >= max(_LARGE, _TIMES * usual):
            rest = [hours[later] for later in times[number:]]
            sent, complaints = sum(hour[0] for hour in rest), sum(hour[1] for hour in rest)
            return Flood(one.region, time, sent, complaints, usual, one.id)
    return None
