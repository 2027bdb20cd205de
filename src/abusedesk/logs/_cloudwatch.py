"""
What CloudWatch Logs writes around the lines of other logs, taken away.

An export to S3 has a time before every line; an answer of FilterLogEvents or GetLogEvents and a
batch of a subscription are JSON with the lines as messages.
"""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO, cast

from abusedesk.model import Rejected

from ._inflate import PIECE
from ._json import values
from ._lines import Lines
from ._member import Member

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/S3Export.html
_STAMP = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ")
_STAMPED_LINES = 20

_MESSAGES = re.compile(rb'"(?:events|logEvents)"\s*:\s*\[')
_MESSAGE = re.compile(rb'"message"\s*:\s*"')


def unstamped(member: Member, head: bytes) -> Member | None:
    """Member without the times before its lines; None where most of the first lines have none."""
    first = [line for line in head.split(b"\n", _STAMPED_LINES)[:_STAMPED_LINES] if line.strip()]
    stamped = [line for line in first if _STAMP.match(line)]
    if not first or not _STAMP.match(first[0]) or 2 * len(stamped) < len(first):
        return None
    return Member(member.name, lambda problems: _stream(_without_stamps(member.open(problems))))


def _without_stamps(stream: BinaryIO) -> Iterator[bytes]:
    begins = True
    with stream:
        while piece := stream.readline(PIECE):
            stamp = _STAMP.match(piece) if begins else None
            begins = piece.endswith(b"\n")
            yield piece[stamp.end() :] if stamp else piece


def messages(member: Member, head: bytes) -> Member | None:
    """The messages in member one after the other, line N the Nth; None where it is no such JSON."""
    if not head.startswith((b"{", b"[")) or not _MESSAGES.search(head) or not _MESSAGE.search(head):
        return None
    return Member(member.name, lambda problems: _stream(_each_message(member, head, problems)))


def _each_message(member: Member, head: bytes, problems: list[str]) -> Iterator[bytes]:
    lines = Lines(member, head, UTC, datetime.max.replace(tzinfo=UTC))
    for found in values(lines):
        if isinstance(found, Rejected):
            problems.append(f"line {found.line}: {found.why}")
            continue
        for message in _messages_in(found[1]):
            if message is None:
                problems.append(f"line {found[0]}: expected an event of CloudWatch Logs with its message")
            else:
                yield message.rstrip("\r\n").encode("utf-8", "replace") + b"\n"
    problems += [each.why for each in lines.rejected]


def _messages_in(value: object) -> Iterator[str | None]:
    if not isinstance(value, dict):
        yield None
        return
    inner = value.get("logEvents", value.get("events"))
    for each in inner if isinstance(inner, list) else [value]:
        message = each.get("message") if isinstance(each, dict) else None
        yield message if isinstance(message, str) else None


def _stream(pieces: Iterator[bytes]) -> BinaryIO:
    return cast("BinaryIO", io.BufferedReader(_Pieces(pieces), PIECE))


class _Pieces(io.RawIOBase):
    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._next: Callable[[], bytes] = lambda: next(pieces, b"")
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]  # only memory is handed in
        while not self._rest:
            if not (piece := self._next()):
                return 0
            self._rest = piece
        out = self._rest[: len(buffer)]
        self._rest = self._rest[len(buffer) :]
        buffer[: len(out)] = out
        return len(out)
