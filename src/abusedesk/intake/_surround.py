"""AWS's part of a text in which other people wrote around it without saying where."""

from __future__ import annotations

import re
from typing import NamedTuple

from abusedesk.intake._clean import flat
from abusedesk.intake._quoting import depth_of, unquoted

_CJK = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uff66-\uff9f\uac00-\ud7af]")
_RULE = re.compile(r"^[ \t]*[-=_*~#+‐─━＝－＊…]{5,}.{0,60}$")
_GREETING = re.compile(r"(?i)^\s*(?:hello\b|dear\b|hi\b|greetings\b|to whom|attention\b)")
_SIGNED = re.compile(
    r"(?i)^\W*(?:(?:the )?(?:aws|amazon)(?: web services)?(?: trust (?:&|"
    r"and) safety| abuse| ses| account)?(?: team)?"
    r"|amazon web services(?:,? inc\.?)?|(?:the )?amazon ses team)\W*$"
)
# Words of AWS's own notices, and hardly of a colleague's; two of them make a text AWS's.
_AWS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"aws (?:account )?id\b",
        r"ec2 instance id",
        r"implicated (?:resource|in)",
        r"reported (?:activity|vulnerability)",
        r"abuse time",
        r"required actions?\b",
        r"trust (?:&|and) safety",
        r"aws abuse",
        r"abuse report",
        r"acceptable use policy",
        r"your aws account",
        r"your (?:amazon )?(?:ec2|ses|s3|instance|resource|access key)",
        r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
        r"access key",
        r"\bi-[0-9a-f]{8,17}\b",
        r"reply to this (?:e-?mail|message|notice|case)",
        r"respond to (?:this|the) (?:e-?mail|message|notice|case)",
        r"we(?:'ve| have) (?:received|detected|become aware|observed|noticed|not (?:received|heard))",
        r"dear (?:aws|amazon)",
        r"amazon (?:web services|ses)\b",
        r"forwarded report",
        r"corrective (?:action|measure)",
        r"root cause",
    )
)


class Part(NamedTuple):
    """AWS's words, and what stood around them."""

    own: str
    around: str


def weight(text: str) -> int:
    """How many of AWS's own turns of phrase text has."""
    words = flat(text)
    return sum(1 for pattern in _AWS if pattern.search(words))


def is_foreign(text: str) -> bool:
    """Whether text has Japanese, Chinese or Korean in it."""
    return bool(_CJK.search(text))


def aws_part(text: str) -> Part:
    """
    AWS's part of text: from the first to the last piece that reads like AWS, without Japanese lines.

    Pieces end at rules, at a change of script or of quoting, before a greeting and after AWS's
    signature. A text with nothing around is given back whole.
    """
    found = pieces(text.split("\n"))
    weights = [0 if _foreign(piece) else weight("\n".join(piece)) for piece in found]
    if not any(weights):
        return Part(text, "")
    first = next(number for number, one in enumerate(weights) if one)
    last = max(number for number, one in enumerate(weights) if one)
    first = _without_introduction(found, weights, first)
    last = _with_report(found, last)
    own = [line for piece in found[first : last + 1] if not _foreign(piece) for line in piece]
    around = [
        line
        for number, piece in enumerate(found)
        if not first <= number <= last or _foreign(piece)
        for line in piece
    ]
    depth = min((depth_of(line) for line in own if line.strip()), default=0)
    return Part("\n".join(unquoted(line, depth) for line in own).strip("\n"), "\n".join(around).strip("\n"))


def pieces(lines: list[str]) -> list[list[str]]:
    """Lines, cut where somebody else may begin to speak."""
    found: list[list[str]] = [[]]
    before, signed = "", False
    for line in lines:
        if _parted(before, line) or (signed and line.strip()):
            found.append([])
        found[-1].append(line)
        signed = bool(_SIGNED.match(line)) or (signed and not line.strip())
        before = line if line.strip() else before
    return found


def _parted(before: str, line: str) -> bool:
    """Whether somebody else may begin to speak at line; before is the last line with words."""
    if _RULE.match(line):
        return True
    if not line.strip() or not before:
        return False
    script = bool(_CJK.search(line)) is not bool(_CJK.search(before))
    quoting = bool(depth_of(line)) is not bool(depth_of(before))
    return bool(_GREETING.match(line)) or script or quoting


def _foreign(piece: list[str]) -> bool:
    """Whether a piece is in Japanese, Chinese or Korean: a colleague's, not AWS's."""
    words = [line for line in piece if line.strip()]
    return bool(words) and sum(1 for line in words if _CJK.search(line)) * 2 > len(words)


def _without_introduction(found: list[list[str]], weights: list[int], first: int) -> int:
    """
    Where AWS begins when an English-speaking reseller introduced the notice.

    A later piece that begins with a greeting or follows a rule and is clearly AWS's is its beginning.
    """
    for number in range(first + 1, len(found)):
        begins = next((line for line in found[number] if line.strip() and not _RULE.match(line)), "")
        opens = _GREETING.match(unquoted(begins, depth_of(begins))) or _RULE.match(found[number][0])
        if opens and weights[number] >= 2 and weights[number] > weights[first]:  # noqa: PLR2004 # one may be chance
            return number
        if "forwarded report" in flat("\n".join(found[number])).lower():
            break
    return first


def _with_report(found: list[list[str]], last: int) -> int:
    """The last piece that is AWS's; a forwarded report goes on to the end, or to the Japanese below it."""
    for number, piece in enumerate(found[: last + 1]):
        if "of forwarded report" in flat("\n".join(piece)).lower():
            end = number
            while end + 1 < len(found) and not _foreign(found[end + 1]):
                end += 1
            return max(end, last)
    return last
