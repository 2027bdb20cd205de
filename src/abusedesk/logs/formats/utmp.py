"""
Who was logged in: wtmp, btmp (failed log-ins) and utmp of Linux, in the layouts of glibc.

https://man7.org/linux/man-pages/man5/utmp.5.html: a record is longer where a time has 64 bits.
"""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, NamedTuple

from abusedesk.logs._fields import address_of, compact
from abusedesk.logs._unit import Format
from abusedesk.model import Event, Outcome, Rejected
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.logs._lines import Lines

# type, pid, line, id, user, host, termination, exit, session, seconds, microseconds, address
_LAYOUTS = (
    struct.Struct("<h2xi32s4s32s256shhiii16s20x"),  # x86_64, i386, 32 bit ARM
    struct.Struct("<h2xi32s4s32s256shhqqq16s24x"),  # aarch64, riscv64
    struct.Struct(">h2xi32s4s32s256shhqqq16s24x"),  # s390x
    struct.Struct(">h2xi32s4s32s256shhiii16s20x"),  # ppc64
)
_SNIFFED = 16  # records
_MICROSECONDS = 1_000_000
_LATEST = 2**32  # seconds: the year 2106
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_TYPES = (
    "EMPTY",
    "RUN_LVL",
    "BOOT_TIME",
    "NEW_TIME",
    "OLD_TIME",
    "INIT_PROCESS",
    "LOGIN_PROCESS",
    "USER_PROCESS",
    "DEAD_PROCESS",
    "ACCOUNTING",
)
_EMPTY, _RUN_LEVEL, _LOGIN_PROCESS, _USER_PROCESS = 0, 1, 6, 7
_EVENTS = ("", "run_level", "boot", "new_time", "old_time", "init", "getty", "login", "logout", "accounting")
_GETTY = "LOGIN"  # the user of a terminal that waits for one


class _Record(NamedTuple):
    type: int
    pid: int
    line: bytes
    id: bytes
    user: bytes
    host: bytes
    termination: int
    exit: int
    session: int
    seconds: int
    microseconds: int
    address: bytes


def sniff(head: bytes) -> bool:
    """Whether the first records are such as are written in one of the layouts."""
    return _layout(head) is not None


def _layout(head: bytes) -> struct.Struct | None:
    for layout in _LAYOUTS:
        whole = head[: min(len(head) // layout.size, _SNIFFED) * layout.size]
        records = [_Record(*values) for values in layout.iter_unpack(whole)]
        likely = [one for one in records if _is_likely(one)]
        if any(one.type for one in likely) and 2 * len(likely) >= len(records):
            return layout
    return None


def _is_likely(record: _Record) -> bool:
    if record.type == _EMPTY:
        return not any((*record.user, *record.host))
    texts = (record.line, record.user, record.host)
    return (
        0 < record.type < len(_TYPES)
        and 0 < record.seconds < _LATEST
        and 0 <= record.microseconds < _MICROSECONDS
        and any(text[0] for text in texts)
        and all(text.split(b"\0", 1)[0].decode("utf-8", "replace").isprintable() for text in texts)
    )


def read(lines: Lines) -> Iterator[Event | Rejected]:
    """
    One Event per record that is not empty; line is its number, from 1, and times are UTC as they stand.

    action is utmp:login, failed_login, logout, boot, shutdown, run_level, getty and so on. A record of a
    log-in process with a user's name is a failed log-in, as sshd and login write it to btmp; in a file
    whose name begins with btmp every record with a user is. record has type (as in utmp.h), line (the
    terminal), id, user, host, session, termination and exit.
    """
    rest, number, layout = b"", 0, None
    failed = lines.name.rsplit("/", 1)[-1].startswith("btmp")
    for piece in lines.binary():
        rest += piece
        layout = layout or _layout(rest) or _LAYOUTS[0]
        whole = len(rest) // layout.size * layout.size
        for values in layout.iter_unpack(rest[:whole]):
            number += 1
            yield from _found(_Record(*values), lines.name, number, failed=failed)
        rest = rest[whole:]
    if rest:
        size = (layout or _LAYOUTS[0]).size
        yield Rejected(lines.name, number + 1, f"expected {size} bytes of a record, there are {len(rest)}")


def _found(record: _Record, file: str, number: int, *, failed: bool) -> Iterator[Event | Rejected]:
    if record.type == _EMPTY and not record.seconds:
        return
    if not 0 <= record.type < len(_TYPES):
        yield Rejected(file, number, f"expected a type from 0 to {len(_TYPES) - 1}, not {record.type}")
        return
    try:
        time = _EPOCH + timedelta(seconds=record.seconds, microseconds=record.microseconds)
    except OverflowError:
        yield Rejected(file, number, f"not a time: {record.seconds}")
        return
    user, line, host = _text(record.user), _text(record.line), _text(record.host)
    event, outcome = _event(record.type, user, line, failed=failed)
    yield Event(
        time=time if record.seconds else None,
        source=FORMAT.id,
        id=f"{file}:{number}",
        action=f"utmp:{event}" if event else None,
        outcome=outcome,
        user=user if event in {"login", "logout", "failed_login"} else None,
        src_ip=_address(record.address) or _as_address(host),
        pid=record.pid if record.pid > 0 else None,
        file=file,
        line=number,
        record=compact(
            {
                "type": _TYPES[record.type],
                "user": user,
                "line": line,
                "id": _text(record.id),
                "host": host,
                "session": record.session,
                "termination": record.termination,
                "exit": record.exit,
            }
        ),
    )


def _event(kind: int, user: str | None, line: str | None, *, failed: bool) -> tuple[str, Outcome | None]:
    if kind == _RUN_LEVEL and user == "shutdown":
        return "shutdown", None
    if user and line != "~" and (failed or (kind == _LOGIN_PROCESS and user != _GETTY)):
        return "failed_login", "failure"
    return _EVENTS[kind], "success" if kind == _USER_PROCESS else None


def _text(field: bytes) -> str | None:
    return field.split(b"\0", 1)[0].decode("utf-8", "replace") or None


def _address(field: bytes) -> str | None:
    if not any(field):
        return None
    if not any(field[4:]):
        return str(ip_address(field[:4]))
    return address_of(_plain(IPv6Address(field)))


def _plain(address: IPv6Address) -> str:
    return str(address.ipv4_mapped or address)


def _as_address(host: str | None) -> str | None:
    try:
        return _plain(IPv6Address(host)) if host and ":" in host else str(ip_address(host or ""))
    except ValueError:
        return None


FORMAT = Format(
    id="utmp",
    title=msg("Log-ins of Linux (wtmp, btmp, utmp)"),
    source="https://man7.org/linux/man-pages/man5/utmp.5.html",
    logsources=(("linux", "utmp"), ("linux", "wtmp"), ("linux", "btmp")),
    sniff=sniff,
    read=read,
)
