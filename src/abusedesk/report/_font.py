"""The font that a PDF carries, with one character for each of its shapes."""

from __future__ import annotations

import struct

# One drawing serves several characters in this font, and a PDF's text is read back as the first of them:
# a kanji as the radical that looks like it, the middle dot of katakana as a hyphenation point. Without
# these the text that is copied from the PDF, or searched in it, is the text that was written.
# Unicode 17, blocks "CJK Radicals Supplement" and "Kangxi Radicals", and single characters.
_LESSER = {*range(0x2E80, 0x2FE0), 0x02BB, 0x2003, 0x2012, 0x2027, 0x2329, 0x232A}
_TABLES, _RECORD = 12, 16  # an OpenType file's table directory: where its records begin, bytes of each
_SEGMENTED = 12  # the format of the table of characters that holds all of Unicode


def readable(data: bytes) -> bytes:
    """
    An OpenType file with a new table of characters at its end, and its directory pointing there.

    Source: https://learn.microsoft.com/en-us/typography/opentype/spec/cmap
    """
    [count] = struct.unpack_from(">H", data, 4)
    records = range(_TABLES, _TABLES + _RECORD * count, _RECORD)
    place = next(one for one in records if data[one : one + 4] == b"cmap")
    table = _table(characters(data, *struct.unpack_from(">I", data, place + 8)))
    made = bytearray(data)
    struct.pack_into(">II", made, place + 8, len(data), len(table))
    return bytes(made + table)


def characters(data: bytes, start: int) -> list[tuple[int, int, int]]:
    """(first, last, shape of the first) of all characters kept; start is where their table begins."""
    [count] = struct.unpack_from(">H", data, start + 2)
    for number in range(count):
        [offset] = struct.unpack_from(">I", data, start + 8 + 8 * number)
        [form] = struct.unpack_from(">H", data, start + offset)
        if form == _SEGMENTED:
            break
    [size] = struct.unpack_from(">I", data, start + offset + 12)
    found = struct.iter_unpack(">III", data[start + offset + 16 :][: 12 * size])
    kept = []
    for first, last, shape in found:
        if not _LESSER.isdisjoint(range(first, last + 1)):
            kept += [(one, one, shape + one - first) for one in range(first, last + 1) if one not in _LESSER]
        else:
            kept.append((first, last, shape))
    return kept


def _table(groups: list[tuple[int, int, int]]) -> bytes:
    body = b"".join(struct.pack(">III", *one) for one in groups)
    head = struct.pack(">HHIII", _SEGMENTED, 0, 16 + len(body), 0, len(groups))
    # Version 0, one table: platform 3 (Windows), encoding 10 (all of Unicode), 12 bytes from here.
    return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + head + body
