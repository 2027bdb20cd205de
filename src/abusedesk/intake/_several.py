"""Several notices in one message: which quoted heads are notices of their own, and where a digest parts."""

from __future__ import annotations

import re
from typing import NamedTuple

from abusedesk.intake._clean import flat, plain
from abusedesk.intake._fields import access_keys, account, resources
from abusedesk.intake._kind import Wording, best
from abusedesk.intake._labels import first_lines, labels
from abusedesk.intake._parts import report_starts
from abusedesk.intake._quoting import depth_of
from abusedesk.intake._surround import pieces

MOST = 50  # notices of one message
_ANSWER = re.compile(r"(?i)^\s*(?:(?:re|aw|sv|antw|fwd?|fw|wg|tr|転送|返信|回复|答复|转发)\s*[:：]\s*)+")
_HEADING = re.compile(
    r"(?i)^[\W_]*(?:(?:(?:abuse|aws|health) )?(?:notice|notification|event|report|alert|item|message)\s*"
    r"(?:no\.?|number|#)?\s*\d{1,2}(?:\s*(?:of|/)\s*\d{1,2})?|\d{1,2}\s*(?:of|/)\s*\d{1,2}|"
    r"(?:通知|お知らせ)\s*その?\s*\d{1,2}|\d{1,2}\s*[件通](?:目)?)[\W_]*(?::.*|[-:.].*)?$"
)


class Said(NamedTuple):
    """What tells one notice from another: its subject without "Re:", when it was sent, what it names."""

    subject: str
    text: str


def key_of(subject: str) -> str:
    """Subject without what replying and forwarding put before it."""
    return _ANSWER.sub("", flat(plain(subject))).lower()


def is_thread(upper: Said, lower: Said) -> bool:
    """Whether lower is an older message of the correspondence that upper belongs to."""
    mine, theirs = _account(upper), _account(lower)
    if mine and theirs and mine != theirs:
        return False
    above, below = key_of(upper.subject), key_of(lower.subject)
    if not above or not below or above == below:
        return True
    # A follow-up has a subject of its own at times, and still speaks of the same things.
    named, older = _named(upper), _named(lower)
    return not (named and older) or bool(named & older)


def _account(said: Said) -> str | None:
    own = plain(said.text[: report_starts(said.text)])
    return account(labels(own), own, said.subject)


def _named(said: Said) -> set[str]:
    own = plain(said.text[: report_starts(said.text)])
    return {*resources(labels(own), own), *access_keys(own)}


def divided(text: str) -> tuple[str, ...]:
    """
    Text of a digest cut into the notices in it; the whole where it holds one.

    They part at rules, headings and greetings, and each names an account and says what happened; two
    about the same account and the same thing are one. What follows a report's marker is never cut.
    """
    end = report_starts(text)
    before, after = text[:end], text[end:]
    found: list[list[str]] = [[]]
    seen: list[tuple[str, str]] = []
    for piece in _headed(pieces(before.split("\n"))):
        told = _told("\n".join(piece))
        if told and seen and told != seen[-1]:
            found.append([])
        if told and (not seen or told != seen[-1]):
            seen.append(told)
        found[-1] += piece
    if len(seen) < 2 or len(found) > MOST:  # noqa: PLR2004 # one is no digest
        return (text,)
    cut = ["\n".join(lines).strip("\n") for lines in found]
    return (*cut[:-1], f"{cut[-1]}\n\n{after}" if after else cut[-1])


def _told(piece: str) -> tuple[str, str] | None:
    own = plain(piece)
    found = labels(own)
    number = account(found, own)
    kind = best(Wording(prose=flat(own), activity=first_lines(found, "activity"))) if number else None
    return (number, kind) if number and kind else None


def _headed(found: list[list[str]]) -> list[list[str]]:
    """Pieces, cut at headings too ("Notice 2 of 3"); a heading alone goes with what it heads."""
    out: list[list[str]] = []
    for piece in found:
        started = False
        for line in piece:
            head = bool(_HEADING.match(line)) and not depth_of(line)
            if not started or head:
                out.append([])
                started = True
            out[-1].append(line)
    joined: list[list[str]] = []
    for piece in out:
        if joined and _is_head(joined[-1]):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def _is_head(piece: list[str]) -> bool:
    words = [line for line in piece if line.strip()]
    return len(words) <= 2 and any(_HEADING.match(line) or not re.search(r"\w", line) for line in words)  # noqa: PLR2004 # a rule and a heading
