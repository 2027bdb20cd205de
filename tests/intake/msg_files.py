"""Outlook messages for tests: MAPI properties in a compound file, written by the published formats.

https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-cfb/ and
https://learn.microsoft.com/en-us/openspecs/exchange_server_protocols/ms-oxmsg/
"""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
STRING8, STRING, BINARY, INTEGER, TIME = 0x001E, 0x001F, 0x0102, 0x0003, 0x0040
SECTOR, SMALL, CUTOFF = 512, 64, 4096
PIDS = {
    "subject": 0x0037,
    "sent": 0x0039,
    "headers": 0x007D,
    "sender_name": 0x0C1A,
    "sender_address": 0x5D01,
    "to": 0x0E04,
    "message_id": 0x1035,
    "body": 0x1000,
    "html": 0x1013,
    "codepage": 0x3FFD,
    "body_codepage": 0x3FDE,
    "file_name": 0x3707,
    "type": 0x370E,
    "data": 0x3701,
    "method": 0x3705,
}


def message(attached=(), header=32, charset=None, **values):
    """The tree of a message: values are its properties by their names in PIDS; attached are trees."""
    made = properties(values, header, charset)
    for number, one in enumerate(attached):
        made[f"__attach_version1.0_#{number:08X}"] = one
    return made


def attachment(name, data, kind="application/octet-stream"):
    return properties({"file_name": name, "data": data, "type": kind, "method": 1}, 8, None)


def enclosed(tree):
    """A message attached; tree was made with header=24."""
    return {**properties({"method": 5}, 8, None), "__substg1.0_3701000D": tree}


def properties(values, header, charset):
    made, rows = {}, [b"\0" * header]
    for name, value in values.items():
        pid = PIDS[name]
        if isinstance(value, int):
            rows.append(struct.pack("<HHIII", INTEGER, pid, 6, value & 0xFFFFFFFF, 0))
        elif isinstance(value, datetime):
            ticks = (value - datetime(1601, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 10
            rows.append(struct.pack("<HHIQ", TIME, pid, 6, ticks))
        else:
            kind = BINARY if isinstance(value, bytes) else STRING8 if charset else STRING
            data = value if isinstance(value, bytes) else value.encode(charset or "utf-16-le")
            made[f"__substg1.0_{pid:04X}{kind:04X}"] = data
            rows.append(struct.pack("<HHIII", kind, pid, 6, len(data), 0))
    return {**made, "__properties_version1.0": b"".join(rows)}


def compound(tree):
    """Tree (bytes are streams, dicts are storages) as a compound file of version 3."""
    entries, sectors, small = [], [], bytearray()
    fat, small_fat = [], []

    def big(data):
        if not data:
            return END
        first = len(fat)
        pieces = [data[at : at + SECTOR] for at in range(0, len(data), SECTOR)]
        fat.extend([*range(first + 1, first + len(pieces)), END])
        sectors.extend(piece.ljust(SECTOR, b"\0") for piece in pieces)
        return first

    def little(data):
        if not data:
            return END
        first = len(small_fat)
        pieces = -(-len(data) // SMALL)
        small_fat.extend([*range(first + 1, first + pieces), END])
        small.extend(data.ljust(pieces * SMALL, b"\0"))
        return first

    def add(name, node, kind):
        at = len(entries)
        entries.append(None)
        if isinstance(node, bytes):
            start = big(node) if len(node) >= CUTOFF else little(node)
            entries[at] = [name, 2, FREE, FREE, start, len(node)]
            return at
        children = [add(one, node[one], 1) for one in sorted(node, key=lambda one: (len(one), one.upper()))]
        for left, right in pairwise(children):
            entries[left][2] = right
        entries[at] = [name, kind, FREE, children[0] if children else FREE, 0, 0]
        return at

    add("Root Entry", tree, 5)
    entries[0][4], entries[0][5] = big(bytes(small)), len(small)
    small_start = big(struct.pack(f"<{len(small_fat)}I", *small_fat))
    directory = big(b"".join(map(_entry, entries)))
    need = next(n for n in count(1) if n * 128 >= len(fat) + n)
    places = list(range(len(fat), len(fat) + need))
    fat.extend([FAT] * need)
    fat.extend([FREE] * (need * 128 - len(fat)))
    sectors.extend(struct.pack("<128I", *fat[at : at + 128]) for at in range(0, len(fat), 128))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    small_sectors = -(-len(small_fat) // 128)
    head += struct.pack("<9I", 0, need, directory, 0, CUTOFF, small_start, small_sectors, END, 0)
    head += struct.pack("<109I", *places, *[FREE] * (109 - need))
    return head + b"".join(sectors)


def _entry(entry):
    name, kind, right, child, start, size = entry
    raw = name.encode("utf-16-le") + b"\0\0"
    return raw.ljust(64, b"\0") + struct.pack(
        "<HBB3I16xI16xIII", len(raw), kind, 1, FREE, right, child, 0, start, size, 0
    )
