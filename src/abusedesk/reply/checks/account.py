"""Whether the letter speaks of the account that the notice names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from abusedesk.reply._examined import LetterCheck, problem
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.reply._examined import Examined, Problem

_OWN = re.compile(
    r"(?i)(?:^|[\n\r]\W*)AWS account(?: id)?\s*:\s*(\d{12})\b"
    r"|\b(?:our|owner of(?: the)?|on behalf of(?: the)?) (?:AWS )?account(?: id)?\s*[:#]?\s*(\d{12})\b"
)


def find(seen: Examined) -> Iterator[Problem]:
    """Another account in the letter, or another one looked at, answers for somebody else."""
    named, read = seen.material.notice.account, seen.material.dossier.account
    told = {one for found in _OWN.findall(seen.letter.text) for one in found if one}
    known = {one for one in (named, read) if one}
    if known and (other := sorted(told - known)):
        yield problem(msg("The letter speaks of another account than the notice"), other)
    if named and read and named != read:
        yield problem(msg("The notice names one account, and another was investigated"), [named, read])


CHECK = LetterCheck(
    id="account", asks=msg("Is it the account that the notice names?"), part="address", find=find
)
