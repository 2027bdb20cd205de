"""No private address and no internal host name in the letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.reply import _leaks as leaks
from abusedesk.reply._examined import LetterCheck, problem
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.reply._examined import Examined, Problem


def find(seen: Examined) -> Iterator[Problem]:
    """They tell a stranger how the network is built, and AWS nothing."""
    if addresses := leaks.private_addresses(seen.letter.text):
        yield problem(msg("The letter names private addresses"), addresses)
    if hosts := leaks.internal_hosts(seen.letter.text):
        yield problem(msg("The letter names internal hosts"), hosts)


CHECK = LetterCheck(id="internals", asks=msg("Does it show our network?"), part="secrecy", find=find)
