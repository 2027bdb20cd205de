"""Header values: unfolded and decoded, otherwise as they were sent."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from abusedesk.intake._charset import decode

_FOLD = re.compile(r"\r\n|\r|\n")
_WORD = re.compile(r"=\?([^?\s*]+)(?:\*[^?\s]*)?\?([bBqQ])\?([^?]*)\?=")
_BETWEEN = re.compile(r"(?<=\?=)[ \t\r\n]+(?==\?[^?\s]+\?[bBqQ]\?)")
_ANGLE = re.compile(r"<\s*([^<>\s@]+@[^<>\s@]+)\s*>")
_BARE = re.compile(r"[^\s<>()\[\],;:\"'@]+@[^\s<>()\[\],;:\"'@]+")
_MESSAGE_ID = re.compile(r"<[^<>\s]+>")


def header(raw: str) -> str:
    """A raw header (bytes as surrogate escapes), unfolded and with its encoded words decoded (RFC 2047)."""
    data = raw.encode("utf-8", "surrogateescape")
    value = _FOLD.sub("", decode(data)).strip(" \t")
    return _FOLD.sub(" ", _words(_BETWEEN.sub("", value)))


def _words(value: str) -> str:
    """Value decoded; neighbours in one charset are joined as bytes first, for a letter may be cut in two."""
    out: list[str] = []
    held: tuple[str, bytes] | None = None
    place = 0
    for word in _WORD.finditer(value):
        between = value[place : word.start()]
        charset, data = word[1].lower(), _bytes(word[2], word[3])
        if held and not between and held[0] == charset:
            held = (charset, held[1] + data)
        else:
            out.append(decode(held[1], held[0]) if held else "")
            out.append(between)
            held = (charset, data)
        place = word.end()
    if held:
        out.append(decode(held[1], held[0]))
    return "".join(out) + value[place:]


def _bytes(encoding: str, text: str) -> bytes:
    data = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return quopri.decodestring(data.replace(b"_", b" "))
    try:
        return base64.b64decode(data + b"=" * (-len(data) % 4))
    except (binascii.Error, ValueError):
        return data


def address(value: str) -> str:
    """
    The address in a From or Reply-To value, in lower case, or "".

    The last one in angle brackets counts: an address within the display name is a disguise.
    """
    angles = _ANGLE.findall(value)
    if angles:
        return str(angles[-1]).lower()
    bare = _BARE.search(value)
    return bare[0].lower().rstrip(".") if bare else ""


def domain(value: str) -> str:
    """The domain of the address in value, in lower case, or ""."""
    return address(value).rpartition("@")[2]


def message_ids(value: str) -> tuple[str, ...]:
    """Every <id> in a Message-ID, In-Reply-To or References value, in order."""
    return tuple(_MESSAGE_ID.findall(value))


def mail_date(value: str) -> datetime | None:
    """A Date header's moment in UTC, None where it is none; -0000 and no zone are read as UTC."""
    try:
        moment = parsedate_to_datetime(value)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
