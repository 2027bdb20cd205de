"""
Messages that were kept as they came over the wire, each with its length in bytes before it.

https://www.rfc-editor.org/rfc/rfc6587#section-3.4.1: "83 <38>1 2026-03-05T…", one after the other, on one
line or more. A file of plain lines passes through as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_COUNTED = re.compile(r"\d{1,6} <\d{1,3}>", re.ASCII)
_COUNT = re.compile(rb"(\d{1,6}) (?=<\d{1,3}>)")


def frames(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The number of the line that each message begins on, and the message."""
    rest, first, wanted = b"", 0, 0
    for number, line in lines:
        if not rest and not _COUNTED.match(line):
            yield number, line
            continue
        rest, first = (rest + b"\n" + line.encode(), first) if rest else (line.encode(), number)
        while rest and len(rest) >= wanted:
            count = _COUNT.match(rest)
            wanted = count.end() + int(count[1]) if count else len(rest)
            if len(rest) < wanted:
                break
            begin = count.end() if count else 0
            yield first, rest[begin:wanted].decode("utf-8", "replace")
            rest, first, wanted = rest[wanted:].lstrip(b"\n"), number, 0
    if rest:
        count = _COUNT.match(rest)
        yield first, rest[count.end() if count else 0 :].decode("utf-8", "replace")
