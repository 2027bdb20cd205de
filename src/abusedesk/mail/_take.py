"""A message as it came, and one that was left where it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

_HEADERS = 256 * 1024  # bytes of headers that are kept of a message that is too large
_FIELD = re.compile(rb"[^\n]*\n(?:[ \t][^\n]*\n)*")
_SHAPE = re.compile(rb"(?i)(?:content-[a-z-]+|mime-version)[ \t]*:")
_NAME = re.compile(rb"[!-9;-~]+[ \t]*:")


@dataclass(frozen=True, slots=True)
class Limits:
    """
    How much and how long.

    size is the number of bytes of a message beyond which only its headers are taken; timeout is in
    seconds for each answer of a server; settle the seconds without a change after which a file is complete.
    """

    size: int = 25 * 1024 * 1024
    timeout: float = 30.0
    settle: float = 2.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """
    One message: its bytes, what to call it, and when it arrived (aware UTC), as far as it is known.

    uid names it within its mailbox: an IMAP UID, or a file's name; stamp tells one state of a file from
    another. whole is False where the message, of size bytes, was larger than the limit: then raw is its
    headers and a sentence that says so.
    """

    uid: str
    raw: bytes
    name: str
    arrived: datetime | None
    size: int
    whole: bool = True
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """
    A message that was not read.

    "growing" (still being written) and "unreadable" (the server did not give it) are left for the next
    time; "older" arrived before all that is wanted. stamp is as of Fetched.
    """

    uid: str
    name: str
    why: Literal["growing", "unreadable", "older"]
    stamp: str = ""


def headers_only(head: bytes, size: int, limit: int) -> bytes:
    """
    A message made of the headers at the beginning of head, with a sentence in place of the body.

    What tells how a body is laid out is left away, since that body is not there.
    """
    kept = b""
    for field in _FIELD.findall(head[:_HEADERS].replace(b"\r\n", b"\n")):
        if not _NAME.match(field):
            break
        if not _SHAPE.match(field):
            kept += field
    said = (
        f"abusedesk kept the headers of this message only: it has {size} bytes, "
        f"and the limit is {limit}. Read the rest of it in the mailbox.\n"
    )
    return (kept + b"\n" + said.encode()).replace(b"\n", b"\r\n")
