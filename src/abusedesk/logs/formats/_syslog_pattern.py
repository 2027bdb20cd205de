"""One message that a program writes, and the pieces that many are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from abusedesk.model import Outcome


@dataclass(frozen=True, slots=True)
class Pattern:
    """
    A message: what event it is, how it went if it says so, and what the whole of it looks like.

    Names of groups: user; by, who acts where that is somebody else; src_ip, src_port; refused, why
    it was not done. Those that are named as columns of an Event (dst_ip, url, …) are that too. Others
    are kept in the record under their name.
    """

    event: str
    outcome: Outcome | None
    matches: re.Pattern[str]


# What stands in a pattern as <name>. An address may be a host's name where sshd looked it up
# (UseDNS), and is in brackets in some messages. A user's name may hold anything, so it takes all
# that it can: the address that counts is the last one.
_PIECES = {
    "ip": r"\[?(?P<src_ip>[^\s\[\]]+)\]?",
    "at": r"\[?(?P<src_ip>[^\s\[\]]+)\]? port (?P<src_port>\d+)",
    "from": r"from \[?(?P<src_ip>[^\s\[\]]+)\]?(?: port (?P<src_port>\d+))?",
    "who": r"(?:(?P<invalid_user>invalid|illegal) user |authenticating user |user )?",
    "user": r"(?P<user>.*)",
    "preauth": r"(?: \[preauth\])?",
    "ssh2": r"(?: ssh\d)?",
    "error": r"(?:error: |fatal: )?",
    "queue": r"(?P<queue>NOQUEUE|[0-9A-Za-z]{5,20}): ",
}
_PIECE = re.compile(r"(?<!\?P)<(\w+)>")  # (?P<name> is a group's name


def pattern(event: str, outcome: Outcome | None, *parts: str) -> Pattern:
    """The Pattern of parts, regular expressions one after the other, with <name> for a common piece."""
    text = _PIECE.sub(lambda piece: _PIECES[piece[1]], "".join(parts))
    return Pattern(event, outcome, re.compile(text, re.DOTALL))
