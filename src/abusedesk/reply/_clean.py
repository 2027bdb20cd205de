"""
Values from outside, made fit for a letter of plain ASCII text.

A name is one word, so that it can never be read as a sentence or a heading of ours; free text is
quoted and stands in list items only, whose lines are indented. Nothing is dropped in silence: what
is not printable ASCII is written as its escape.
"""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from abusedesk.model import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

from ._language import phrase

NAME_LENGTH = 160
PROSE_LENGTH = 220
_PLAIN_NAME = re.compile(r"[\w+=,.@:/*<>?&%#~-]*[\w/*>]", re.ASCII)
_PRIVATE = [
    ip_network(one)
    for one in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8",
                "100.64.0.0/10", "fc00::/7", "fe80::/10", "::1/128")
]  # fmt: skip


def name(value: str) -> str:
    """Value as one word of printable ASCII, at most 160 characters, in double quotes if it is odd."""
    word = re.sub(r"\s+", "_", value.strip())
    word = _ascii("".join(one for one in word if one.isprintable() or ord(one) > 0x7F))  # noqa: PLR2004 the last ASCII character
    word = word.replace('"', "'")
    if len(word) > NAME_LENGTH:
        word = word[: NAME_LENGTH - 3] + "..."
    return word if _PLAIN_NAME.fullmatch(word) else f'"{word}"'


def on_one_line(value: str) -> str:
    """Value's printable characters, with single blanks for all between them."""
    return " ".join("".join(one if one.isprintable() else " " for one in value).split())


def prose(value: str) -> str:
    """Value as quoted free text of printable ASCII on one line, at most 220 characters."""
    return f'"{_cut(_ascii(on_one_line(value)))}"'


def prose_text(value: Text) -> Text:
    """Value as quoted free text in both languages; the Japanese keeps its own script."""
    return Text(en=prose(value.en), ja=f"「{_cut(on_one_line(value.ja or value.en))}」")


def listed(values: Sequence[str], limit: int = 10) -> Text:
    """The names in values, joined by commas, with the count of those beyond limit."""
    unique = list(dict.fromkeys(values))
    if not unique:
        return phrase("mark.none")
    shown = ", ".join(name(value) for value in unique[:limit])
    if len(unique) <= limit:
        return Text(en=shown, ja=shown)
    return phrase("mark.more", listed=shown, count=str(len(unique) - limit))


def is_private(address: str) -> bool:
    """Whether address is one that means nothing outside our own network."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found.version == network.version and found in network for network in _PRIVATE)


def _ascii(value: str) -> str:
    return value.encode("ascii", "backslashreplace").decode("ascii")


def _cut(value: str) -> str:
    quoted = value.replace('"', "'")
    return quoted if len(quoted) <= PROSE_LENGTH else quoted[: PROSE_LENGTH - 3] + "..."
