"""What an answer lacks, as the checks and the likely questions both need it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.translate import msg

from ._done import is_done, prevention
from ._language import every

if TYPE_CHECKING:
    from ._examined import Examined

# What a recheck says of a key that is deleted, not merely off.
KEY_IS_GONE = msg("The key no longer exists.")
# Where an intruder sent the mail, there is no consent of the receivers to show.
_ASKS_FOR_CONSENT = {"ses_bounce", "ses_complaint", "ses_review", "ses_spamtrap", "spam"}


def how_is_missing(seen: Examined) -> bool:
    """Whether the letter itself admits that nobody knows how it could happen."""
    said = [one for key, one in every()["en"].sentences.items() if key.startswith("gap.how")]
    return any(one in seen.text for one in said)


def keys_not_deleted(seen: Examined) -> tuple[str, ...]:
    """The reported long-term keys that nothing shows to be deleted."""
    material = seen.material
    deleted = {one.target for one in material.receipts if one.action == "delete_access_key" and is_done(one)}
    deleted |= {one.target for one in seen.rechecks if one.holds and one.why.en == KEY_IS_GONE}
    deleted |= {
        key
        for one in material.measures
        for key in material.notice.access_keys
        if one.state == "done" and one.id.startswith("deleted_") and key in one.text.en
    }
    there = {one.key for one in material.dossier.things("iam.access_key")}
    gone = set(material.notice.access_keys) - there if material.dossier.was_read("iam_access_keys") else set()
    return tuple(
        one
        for one in material.notice.access_keys
        if not one.startswith("ASIA") and one not in deleted and one not in gone
    )


def consent_is_asked(seen: Examined) -> bool:
    """Whether AWS asks how the receivers' addresses were collected: we sent the mail ourselves."""
    cause = seen.material.cause
    ours = cause is None or cause.kind in {"mail_list_quality", "unknown"}
    return seen.material.notice.kind in _ASKS_FOR_CONSENT and ours


def nothing_prevents(seen: Examined) -> bool:
    """Whether no measure against a repeat is done, promised or proposed."""
    material = seen.material
    if prevention(material) or any(one.state == "done" for one in material.measures):
        return False
    meant = {(one.action, one.target) for one in material.steps if one.phase == "prevent"}
    return not any((one.action, one.target) in meant for one in material.receipts if is_done(one))


def nothing_is_done(seen: Examined) -> bool:
    """Whether neither a step was applied nor a measure done."""
    material = seen.material
    done = any(is_done(one) for one in material.receipts)
    return not done and not any(one.state == "done" for one in material.measures)
