"""What a review of sending with Amazon SES asks for beside the two questions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ._clean import name
from ._done import person_says
from ._language import phrase
from ._letter import Sentence, admit, frame
from ._material import IDENTITY_KINDS
from ._measures import fit_for_aws, is_listed, is_statement, measures
from ._when import date, next_reply, when

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.model import Text

    from ._material import Material

_RATE = re.compile(r"(?i)\bcurrent (bounce|complaint) rate is ([\d.]+\d|\d)\s?%")
# Where an intruder sent the mail, there is no consent of the receivers to show.
_CONSENT = frozenset({"ses_bounce", "ses_complaint", "ses_review", "ses_spamtrap", "spam"})
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
    if not is_ses(material) or material.notice.kind in IDENTITY_KINDS:
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
