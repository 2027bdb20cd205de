"""
What Trust & Safety would ask next, and what must not leave the house.

Each problem is a sentence of the catalogue; where it names things, they follow after ": ", so that
the catalogue knows the part before.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from abusedesk.translate import msg, say

from . import _leaks as leaks
from ._address import is_amazons, takes_no_mail
from ._clean import name
from ._done import is_done, planned, prevention
from ._material import DISPUTED, KEY_KINDS
from ._reported import unexplained

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.model import Reply

    from ._material import Material

_NEAR = timedelta(hours=4)
# Where an intruder sent the mail, there is no consent of the receivers to show.
_ASKS_FOR_CONSENT = {"ses_bounce", "ses_complaint", "ses_review", "ses_spamtrap", "spam"}
_NO_REPLY_ASKED = {"upgrade_notice", "public_bucket", "none"}


def problems(letter: Reply, material: Material) -> tuple[str, ...]:
    """Everything that a person should mend or know before the letter is sent, most urgent first."""
    found = [
        *_sending(letter, material),
        *_leaking(letter),
        *(_substance(material) if letter.kind == "answer" else ()),
        *(_dispute(material) if letter.kind == "dispute" else ()),
        *(_coverage(material) if letter.kind in {"answer", "dispute"} else ()),
        *_kind(letter, material),
    ]
    return tuple(dict.fromkeys(found))


def problem_in(problem: str, language: str) -> str:
    """A problem in language, with the names that follow it."""
    sentence, colon, names = problem.partition(": ")
    whole = say(problem, language)
    return whole if whole != problem or not colon else f"{say(sentence, language)}: {names}"


def _sending(letter: Reply, material: Material) -> Iterator[str]:
    notice, mail, now = material.notice, material.mail, material.dossier.now
    if notice.authentic.verdict == "fail":
        yield msg(
            "The notice failed the check of its sender: do not answer it before it is clear that AWS sent it."
        )
    elif notice.authentic.verdict == "unknown":
        yield msg(
            "It is not proved that AWS sent the notice: compare it with the AWS Health Dashboard first."
        )
    if notice.deadline and notice.deadline <= now:
        yield msg("The deadline has passed: send this at once.")
    elif notice.deadline and notice.deadline - now <= _NEAR:
        yield msg("The deadline is less than four hours away: send a holding reply now if this is not ready.")
    if takes_no_mail(mail.reply_to or mail.from_):
        yield msg(
            "The notice came from an address that takes no mail: answer in the support case in the console."
        )
    elif letter.to and not is_amazons(letter.to):
        yield _with(msg("The answer goes to an address that is not AWS's; check it"), [letter.to])
    if not (notice.subject or mail.subject):
        yield msg("The notice's subject is not known: put it in unchanged before sending.")
    if notice.stage == "resolved":
        yield msg("AWS has closed the case: no reply is needed.")
    if notice.kind in _NO_REPLY_ASKED:
        yield msg("This kind of message asks for no reply.")


def _leaking(letter: Reply) -> Iterator[str]:
    if leaks.secrets(letter.text):
        yield msg("The letter holds what looks like a password or secret key: take it out.")
    if addresses := leaks.private_addresses(letter.text):
        yield _with(msg("The letter names private addresses"), addresses)
    if hosts := leaks.internal_hosts(letter.text):
        yield _with(msg("The letter names internal hosts"), hosts)
    if not letter.text.isascii():
        yield msg("The letter holds characters other than plain English ones: AWS expects English text.")


def _substance(material: Material) -> Iterator[str]:
    cause = material.cause
    if cause is None or cause.kind == "unknown":
        yield msg("The root cause is not known: Trust & Safety sends such an answer back.")
    elif not material.cause_is_known:
        yield msg("The root cause is uncertain: send a holding reply, or confirm it first.")
    elif not cause.for_:
        yield msg("The root cause has no evidence behind it.")
    elif cause.kind.startswith("leaked") and not (cause.credential and cause.principal):
        yield msg("The root cause names no key and owner: Trust & Safety asks which one it was.")
    yield from _actions(material)
    if lost := unexplained(material):
        yield _with(msg("The letter does not explain what was reported"), lost)


def _coverage(material: Material) -> Iterator[str]:
    if material.unread:
        unread = dict.fromkeys(f"{row.collector}/{row.region}" for row in material.unread)
        yield _with(msg("Not everything could be read, so the answer is not complete"), list(unread))


def _actions(material: Material) -> Iterator[str]:
    was_done = any(is_done(one) for one in material.receipts)
    if not was_done and not any(one.state == "done" for one in material.measures):
        yield msg("Nothing has been done yet: Trust & Safety asks what was done, not what is planned.")
    if failed := [one.target for one in material.receipts if one.failed]:
        yield _with(msg("Steps failed and must be done again"), failed)
    if planned(material):
        yield msg("The letter promises dates for steps that are not done: check that you can keep them.")
    if not prevention(material) and not any(one.state == "done" for one in material.measures):
        yield msg("The letter names no measure against a repeat.")
    if bare := [one.id for one in material.measures if one.state == "done" and not one.evidence]:
        yield _with(msg("Measures are reported as done without proof; attach a screenshot or file"), bare)
    if untold := [
        one.id for one in material.measures if not one.text.en.isascii() or not one.text.en.strip()
    ]:
        yield _with(msg("Measures have no English text"), untold)


def _dispute(material: Material) -> Iterator[str]:
    cause = material.cause
    if cause is None or cause.kind not in DISPUTED:
        yield msg("The investigation does not support a dispute: Trust & Safety refuses one without reasons.")
    elif not cause.for_ and not material.history_was_read:
        yield msg("The dispute has no evidence behind it: Trust & Safety refuses one without reasons.")
    if material.notice.activity_start is None and material.notice.reported.date is None:
        yield msg("The notice names no time of the activity: ask for it, the attribution depends on it.")


def _kind(letter: Reply, material: Material) -> Iterator[str]:
    kind = material.notice.kind
    if letter.kind == "answer":
        yield from _keys(material)
        yield from _mail(material)
    if kind == "copyright":
        yield msg("A counter-notice to a copyright claim must be signed by a person with fixed statements.")
    if kind == "bedrock_access":
        yield msg("An appeal about Amazon Bedrock goes to the model's provider, not to AWS.")
    if material.notice.stage == "denied":
        yield msg("AWS has denied the request: a new answer must bring new facts.")


def _keys(material: Material) -> Iterator[str]:
    if material.notice.kind not in KEY_KINDS:
        return
    deleted = {one.target for one in material.receipts if one.action == "delete_access_key" and is_done(one)}
    revoked = any(one.action == "revoke_role_sessions" and is_done(one) for one in material.receipts)
    asked = set(material.notice.access_keys)
    temporary = {one for one in asked if one.startswith("ASIA")}
    if asked - temporary - deleted:
        yield msg("AWS closes such a case only when the key is deleted, not when it is deactivated.")
    if temporary and not revoked:
        yield msg(
            "The reported key is a temporary one (ASIA...), which cannot be deleted: "
            "revoke the sessions of its role and tell AWS so."
        )


def _mail(material: Material) -> Iterator[str]:
    kind, cause = material.notice.kind, material.cause
    if kind.startswith("ses_"):
        yield msg("For Amazon SES only changes that are already made count, and how they prevent a repeat.")
    ours = cause is None or cause.kind in {"mail_list_quality", "unknown"}
    if kind in _ASKS_FOR_CONSENT and ours:
        yield msg("Say how the addresses were collected, with links to the opt-in and the opt-out.")


def _with(sentence: str, names: Sequence[str]) -> str:
    shown = ", ".join(name(one) for one in names[:10])
    return f"{sentence}: {shown}" + (f" (+{len(names) - 10})" if len(names) > 10 else "")  # noqa: PLR2004 the same ten
