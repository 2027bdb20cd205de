"""The language of a PDF, which its typesetter cannot say: for those to whom it is read aloud."""

from __future__ import annotations

import re
import struct
import zlib

_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_STREAM = re.compile(rb"<<(?P<told>(?:[^<>]|<<.*?>>)*)>>\s*stream\r?\n", re.DOTALL)


def with_language(data: bytes, language: str) -> bytes:
    """
    The PDF with language ("en" or "ja") in its catalogue, added after its end as an update.

    The file must be one that cairo wrote: with a stream of references, and its catalogue in a stream of
    objects; any other is given back as it was. ISO 32000-1, 7.5.6, 7.5.7, 7.5.8 and 14.9.2.
    """
    ended = _START.search(data)
    told = _dictionary(data, int(ended[1])) if ended else None
    root = re.search(rb"/Root (\d+) 0 R", told) if told else None
    size = re.search(rb"/Size (\d+)", told) if told else None
    catalogue = _in_streams(data, int(root[1])) if root else None
    if ended is None or root is None or size is None or catalogue is None:
        return data
    number, count = int(root[1]), int(size[1])
    inner = catalogue.strip().removeprefix(b"<<").removesuffix(b">>")
    said = b"<<" + inner + b" /Lang (" + language.encode() + b") >>"
    first = len(data)
    updated = b"%d 0 obj\n%s\nendobj\n" % (number, said)
    second = first + len(updated)
    places = _entry(first) + _entry(second)
    references = (
        b"%d 0 obj\n<< /Type /XRef /Size %d /Index [%d 1 %d 1] /W [1 4 2] /Root %d 0 R%s /Prev %d"
        b" /Length %d >>\nstream\n%s\nendstream\nendobj\n"
        % (count, count + 1, number, count, number, _info(told or b""), int(ended[1]), len(places), places)
    )
    return data + updated + references + b"startxref\n%d\n%%%%EOF\n" % second


def _entry(place: int) -> bytes:
    """One object that stands at place and is not compressed."""
    return struct.pack(">BIH", 1, place, 0)


def _info(told: bytes) -> bytes:
    found = re.search(rb"/Info \d+ 0 R", told)
    return b" " + found[0] if found else b""


def _dictionary(data: bytes, place: int) -> bytes | None:
    """The inside of the dictionary of the stream that stands at place."""
    found = _STREAM.search(data, place)
    return found["told"] if found and found.start() - place < len(b"0000000000 0 obj\n") else None


def _in_streams(data: bytes, number: int) -> bytes | None:
    """The object of that number out of the stream of objects that holds it."""
    for found in re.finditer(rb"/Type /ObjStm(?P<told>[^>]*)>>\s*stream\r?\n", data):
        first = re.search(rb"/First (\d+)", found["told"])
        if first is None:
            continue
        try:
            inside = zlib.decompressobj().decompress(data[found.end() :])
        except zlib.error:
            continue
        start = int(first[1])
        numbers = [int(one) for one in inside[:start].split()]
        places = dict(zip(numbers[::2], numbers[1::2], strict=True))
        if number in places:
            after = [place for place in places.values() if place > places[number]]
            return inside[start + places[number] : start + min(after) if after else None]
    return None
