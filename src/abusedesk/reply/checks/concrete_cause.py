"""Whether the cause is concrete: what, where, how and since when."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from abusedesk.reply._examined import LetterCheck, note, problem
from abusedesk.reply._lacking import how_is_missing
from abusedesk.reply._material import KEY_KINDS
from abusedesk.reply._sentences import days
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.reply._examined import Examined, Problem

_IDS = re.compile(
    r"\bA[KS]IA[A-Z0-9]{12,}|\bi-[0-9a-f]{8,17}\b|\barn:aws[\w-]*:\S+|\b(?:\d{1,3}\.){3}\d{1,3}\b"
)


def find(seen: Examined) -> Iterator[Problem]:
    """Where: a credential, identity or resource. Since when: a day. How: what the draft admits to lack."""
    cause = seen.material.cause
    if cause is None or not seen.material.cause_is_known:
        return
    names = {cause.credential or "", (cause.principal or "").rpartition("/")[2], *seen.material.reported}
    names |= {one.id for one in seen.material.trace.affected}
    if not any(one and one in seen.text for one in names) and not _IDS.search(seen.text):
        yield problem(msg("The letter names no credential, identity or resource behind the root cause."))
    if cause.since and not days(seen.text):
        yield problem(msg("The letter does not say since when it went on."))
    if how_is_missing(seen):
        said = msg("The letter does not say how it could happen: Trust & Safety asks for that next.")
        # A notice about a key asks for its steps; about a host, for how the intruder came in.
        yield note(said) if seen.material.notice.kind in KEY_KINDS else problem(said)


CHECK = LetterCheck(
    id="concrete_cause",
    asks=msg("Is the cause concrete: what, where, how, since when?"),
    part="substance",
    find=find,
    letters=("answer",),
)
