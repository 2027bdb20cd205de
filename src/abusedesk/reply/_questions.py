"""
What Trust & Safety would probably ask next.

From what people report of their correspondence: an answer without a cause, with the port still open, with
the key only deactivated or with plans instead of changes is sent back with that very question.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from abusedesk.translate import msg, text

from ._clean import listed
from ._content import authors
from ._done import is_done, planned
from ._lacking import consent_is_asked, how_is_missing, keys_not_deleted, nothing_is_done, nothing_prevents
from ._material import CONTENT_KINDS, IDENTITY_KINDS, KEY_KINDS, NOT_BROKEN_INTO
from ._reported import unexplained

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.model import Text

    from ._examined import Examined

_STILL = {
    "key_off": msg("Why is access key {thing} still active?"),
    "principal_denied": msg("Why can {thing} still be used?"),
    "instance_cut_off": msg("Why is {thing} still running and connected to the network?"),
    "port_closed": msg("Why is {thing} still open to the whole internet?"),
    "content_gone": msg("Why can {thing} still be reached by everybody?"),
    "sending_off": msg("Why is sending still on in {thing}?"),
}
_BY_KEY = {"leaked_access_key", "mail_credentials_leaked", "stolen_instance_credentials"}
_BY_PASSWORD = {"root_compromised", "stolen_console_password", "third_party_access"}
_EVERYWHERE = re.compile(
    r"(?i)\b(?:all|every|each|other|no other|any other) (?:\w+ ){0,3}"
    r"(?:regions?|users?|identit\w+|accounts?|keys|roles?|resources?)\b"
)
_MOST = 8


def questions(seen: Examined) -> tuple[Text, ...]:
    """At most eight, the likeliest first; none for a letter that only asks for time."""
    if seen.letter.kind in {"holding", "extension"}:
        return ()
    asked = [*_dispute(seen)] if seen.letter.kind == "dispute" else [*_answer(seen)]
    return tuple(dict.fromkeys(asked))[:_MOST]


def _answer(seen: Examined) -> Iterator[Text]:
    for question, asks in _STILL.items():
        there = [one.target for one in seen.rechecks if one.question == question and one.holds is False]
        if there:
            yield text(asks, thing=listed(there, 1))
    yield from _cause(seen)
    yield from _measures(seen)
    if lost := unexplained(seen.material):
        yield text("What about {things}, which the notice names?", things=listed(lost, 5))
    yield from _extent(seen)
    yield from _mail(seen)
    yield from _rest(seen)


def _cause(seen: Examined) -> Iterator[Text]:
    cause, receipts = seen.material.cause, seen.material.receipts
    if not seen.material.cause_is_known or cause is None:
        if any(one.action in {"terminate_instance", "stop_instance"} and is_done(one) for one in receipts):
            yield text(
                "The instance is gone, but what made it do this, and what keeps a new one from doing it too?"
            )
        yield text("What was the root cause, and how do you know?")
    elif how_is_missing(seen):
        if cause.kind in _BY_KEY:
            yield text("How was the access key exposed, and is it still to be read there?")
        elif cause.kind in _BY_PASSWORD:
            yield text("How did somebody else come to know the password, and why was there no second factor?")
        else:
            yield text("How did the intruder come in: by which account, port or software?")
    elif cause.kind == "hosted_content" and authors(seen.material, cause):
        yield text("Which person or customer uploaded the content, and what became of that account?")


def _measures(seen: Examined) -> Iterator[Text]:
    material = seen.material
    if nothing_is_done(seen):
        yield text("What have you done to stop the activity?")
    if material.notice.kind in KEY_KINDS and (left := keys_not_deleted(seen)):
        yield text(
            "When was access key {keys} deleted? It is not enough to deactivate it.", keys=listed(left, 3)
        )
    if nothing_prevents(seen):
        yield text("What prevents this from happening again?")


def _extent(seen: Examined) -> Iterator[Text]:
    cause, kind = seen.material.cause, seen.material.notice.kind
    intruded = cause is not None and cause.kind not in NOT_BROKEN_INTO
    silent = not _EVERYWHERE.search(seen.text)
    if (intruded or kind in IDENTITY_KINDS) and (silent or not seen.material.history_was_read):
        yield text("Have you checked every region, and all other users, roles and access keys?")
    deleted = {one.target for one in seen.material.receipts if is_done(one)}
    made = [
        one.id
        for one in seen.material.trace.affected
        if one.how == "created" and one.type.startswith("AWS::IAM::") and one.id not in deleted
    ]
    if made:
        yield text("Are the identities that the intruder made gone: {things}?", things=listed(made, 3))


def _mail(seen: Examined) -> Iterator[Text]:
    if seen.material.notice.kind.startswith("ses_") and (planned(seen.material) or nothing_is_done(seen)):
        yield text("Which of these changes have you already made, and how does each one prevent a repeat?")
    if consent_is_asked(seen):
        yield text("How did you collect the addresses, and where can a receiver opt in and opt out?")


def _rest(seen: Examined) -> Iterator[Text]:
    if planned(seen.material) and not nothing_is_done(seen):
        yield text("Have the steps that you promised been done in the meantime?")
    if unread := [one for one in seen.rechecks if one.holds is None]:
        yield text(
            "Can you confirm that this is off: {things}?", things=listed([one.target for one in unread], 3)
        )


def _dispute(seen: Examined) -> Iterator[Text]:
    cause, kind = seen.material.cause, seen.material.notice.kind
    proved = cause is not None and cause.kind == "not_ours" and seen.material.cause_is_known and cause.for_
    if cause is not None and cause.kind == "authorised_activity":
        yield text(
            "Who allowed the activity, against which targets, and does AWS's policy for testing cover it?"
        )
    elif kind in CONTENT_KINDS:
        yield text("Who is the third party, and when will the content be gone?")
    elif not proved:
        yield text("What shows that the address was not yours at the reported time?")
    if cause is None or not cause.for_ or not seen.material.history_was_read:
        yield text("Have you looked at the records of every region for the reported time?")
