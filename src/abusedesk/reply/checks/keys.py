"""A notice about a key is closed when the key is deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.reply._done import is_done
from abusedesk.reply._examined import LetterCheck, note, problem
from abusedesk.reply._lacking import keys_not_deleted
from abusedesk.reply._material import KEY_KINDS
from abusedesk.reply._sentences import days, sentences, speaks_of_future
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.reply._examined import Examined, Problem


def find(seen: Examined) -> Iterator[Problem]:
    """A key that is there still, unless the letter says by which day it will be deleted."""
    if seen.material.notice.kind not in KEY_KINDS:
        return
    if left := keys_not_deleted(seen):
        said = msg("AWS closes such a case only when the key is deleted, not when it is deactivated.")
        dated = any(
            "delet" in one.lower() and speaks_of_future(one) and max(days(one), default=seen.now) > seen.now
            for one in sentences(seen.letter.text)
            if any(key in one for key in left)
        )
        yield note(said) if dated else problem(said)
    revoked = any(one.action == "revoke_role_sessions" and is_done(one) for one in seen.material.receipts)
    temporary = any(one.startswith("ASIA") for one in seen.material.notice.access_keys)
    if temporary and not revoked:
        yield problem(
            msg(
                "The reported key is a temporary one (ASIA...), which cannot be deleted: "
                "revoke the sessions of its role and tell AWS so."
            )
        )


CHECK = LetterCheck(
    id="keys", asks=msg("Is the reported key deleted?"), part="kind", find=find, letters=("answer",)
)
