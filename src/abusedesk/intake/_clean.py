"""Text as people read it, and text as our patterns read it."""

from __future__ import annotations

import re

# Zero-width, bidirectional and soft-hyphen characters: invisible, and used to break words apart.
_INVISIBLE = dict.fromkeys(
    [0xAD, 0x34F, 0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF]
)
_SPACES = dict.fromkeys([0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F], " ")
_CONTROL = dict.fromkeys([*range(9), *range(14, 32), 0x7F])
_READABLE: dict[int, str | None] = {**_INVISIBLE, **_SPACES, **_CONTROL, 0x2028: "\n", 0x2029: "\n"}

_QUOTES = dict.fromkeys([0x2018, 0x2019, 0x201A, 0x201B, 0x2032, 0xFF07, 0xB4, 0x60], "'")
_DOUBLE_QUOTES = dict.fromkeys([0x201C, 0x201D, 0x201E, 0x2033, 0xAB, 0xBB, 0xFF02], '"')
_DASHES = dict.fromkeys([0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212], "-")
_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_PLAIN: dict[int, str | None] = {
    **_FULL_WIDTH,
    **_QUOTES,
    **_DOUBLE_QUOTES,
    **_DASHES,
    0x3000: " ",
    0x3001: ",",
    0x301C: "~",
}

_DOT = re.compile(r"[ \t]*[\[({][ \t]*(?:\.|dot)[ \t]*[\])}][ \t]*", re.IGNORECASE)
_COLON = re.compile(r"\[(:|://|/)\]")
_AT = re.compile(r"[ \t]*[\[({][ \t]*(?:@|at)[ \t]*[\])}][ \t]*", re.IGNORECASE)
_SCHEME = re.compile(r"\bh(?:xx|\*\*|XX)p(s?)(?=\s*:|\[)", re.IGNORECASE)


# Nobody writes so many; patterns would take quadratic time over them.
_LONG_BLANK = re.compile(r"[ \t]{100,}|\n{50,}")


def readable(text: str) -> str:
    """Text with plain line ends and blanks, and without characters that cannot be seen."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_READABLE)
    return _LONG_BLANK.sub(lambda found: found[0][:50], text)


def plain(text: str) -> str:
    """Text for matching: straight quotes, ASCII for full-width letters, addresses no longer defanged."""
    return refanged(readable(text).translate(_PLAIN))


def refanged(text: str) -> str:
    """Text with hxxp://203 [.] 0 [.] 113 [.] 9 and its like written as an address again."""
    text = _SCHEME.sub(r"http\1", text)
    return _AT.sub("@", _COLON.sub(r"\1", _DOT.sub(".", text)))


def flat(text: str) -> str:
    """Text on one line with single blanks, as a phrase that was folded is matched."""
    return " ".join(text.split())
