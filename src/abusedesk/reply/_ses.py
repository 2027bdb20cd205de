"""What a review of sending with Amazon SES asks for beside the two questions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ._clean import name
from ._done import person_says
from ._language import phrase
from ._letter import Sentence, admit, frame
from ._measures import fit_for_aws, is_listed, is_statement, measures
from ._when import date, next_reply, read_moment, when

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from abusedesk.model import Evidence, Text

    from ._material import Material

_RATE = re.compile(r"(?i)\bcurrent (bounce|complaint) rate is ([\d.]+\d|\d)\s?%")
# Where an intruder sent the mail, there is no consent of the receivers to show.
_CONSENT = frozenset({"ses_bounce", "ses_complaint", "ses_review", "ses_spamtrap", "spam"})
# A quarter of an hour with this share of the most counts as part of the flood.
_STILL_MUCH = 0.1
_OURS = frozenset({"mail_list_quality", "unknown"})


def is_ses(material: Material) -> bool:
    """Whether the notice is about sending with Amazon SES."""
    return material.notice.kind.startswith("ses_")


def rate(material: Material) -> Text | None:
    """The rate that the notice itself names."""
    found = _RATE.search(material.mail.own_text)
    if found is None:
        return None
    return phrase(f"mark.rate_{found[1].lower()}", percent=found[2])


def sending(material: Material) -> Iterator[Sentence]:
    """
    How sending stood in each region when it was read, from sesv2 GetAccount.

    https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html
    """
    if not is_ses(material):
        return
    for one in material.dossier.things("ses.account"):
        quota = one.data.get("SendQuota") or {}
        sent = quota.get("SentLast24Hours")
        in_use = one.region in material.notice.regions or bool(sent)
        if not in_use or sent is None or "SendingEnabled" not in one.data:
            continue
        yield material.claim(
            "seen.ses_on" if one.data["SendingEnabled"] else "seen.ses_off",
            [one.id],
            item=True,
            region=name(one.region),
            status=name(str(one.data.get("EnforcementStatus") or "-")),
            count=f"{float(sent):,.0f}",
            time=when(one.asked),
        )


def lasting(material: Material, statistics: Evidence, since: datetime) -> Iterator[Sentence]:
    """
    Until when more mail than usual went out, which began at since, by SES's own statistics.

    They count in quarters of an hour
    (https://docs.aws.amazon.com/ses/latest/APIReference/API_GetSendStatistics.html).
    """
    hour = _last_hour(statistics, since)
    if hour is not None and hour > since:
        yield material.claim(
            "seen.mail_until", [statistics.id], item=True, region=name(statistics.region), time=when(hour)
        )


def mail_ended(material: Material) -> list[datetime]:
    """The last hours of the floods of mail on which the root cause rests."""
    proof = set(material.cause.for_) if material.cause else set()
    floods = [one for one in material.dossier.things("ses.statistics") if one.id in proof]
    begun = {id_: one.time for one in material.trace.timeline for id_ in one.evidence}
    ended = [_last_hour(one, begun[one.id]) for one in floods if one.id in begun]
    return [one for one in ended if one is not None]


def _last_hour(statistics: Evidence, since: datetime) -> datetime | None:
    points = [
        (time, int(one.get("DeliveryAttempts") or 0))
        for one in statistics.data.get("SendDataPoints") or ()
        if (time := read_moment(one.get("Timestamp"))) and time >= since
    ]
    if not points:
        return None
    much = max(count for _, count in points) * _STILL_MUCH
    last = max(time for time, count in points if count >= much)
    return last.replace(minute=0, second=0, microsecond=0)


def collection(material: Material) -> list[list[Sentence]]:
    """How the receivers' addresses were collected, where the mail was ours; nothing elsewhere."""
    cause = material.cause
    ours = (
        cause is None or cause.kind in _OURS or (is_ses(material) and cause.kind == "own_test_against_policy")
    )
    if material.notice.kind not in _CONSENT or not ours:
        return []
    said = [
        person_says("done.said", one, what=one.text)
        for one in material.measures
        if one.state == "done" and is_statement(one.id) and fit_for_aws(one) and is_listed(one)
    ]
    if not said:
        due = date(next_reply(material.dossier.now, material.notice.deadline))
        return [[frame("heading_collection")], [admit("plan.collection", date=due)]]
    return [[frame("heading_collection")], said]


def effects(material: Material) -> list[Sentence]:
    """How the changes that were made prevent a repeat, one sentence for each that the list explains."""
    said: dict[str, Sentence] = {}
    for one in material.measures:
        facts = measures().get(one.id)
        if facts and facts.effect and one.state == "done" and is_listed(one) and fit_for_aws(one):
            said[one.id] = person_says("done.said", one, what=facts.effect)
    return list(said.values())
