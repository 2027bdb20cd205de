"""
One record of the Linux audit log: its type, when, its fields.

Fields whose value a user may choose are hexadecimal where they hold what would break the line
(https://github.com/linux-audit/audit-documentation/wiki/SPEC-Audit-Event-Enrichment and the field dictionary
beside it); enriched logs have names after a group separator.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# Whatever stands before "type=": audisp's syslog puts a time and a program there.
_BEGIN = re.compile(
    r"(?:node=(?P<node>\S+) )?type=(?P<type>[A-Z][A-Z0-9_]*|UNKNOWN\[\d+\]) "
    r"msg=audit\((?P<seconds>\d{1,11})\.(?P<fraction>\d{1,6}):(?P<serial>\d{1,19})\): ?(?P<rest>.*)",
    re.DOTALL,
)
_FIELD = re.compile(r"""(?<![\w.-])([A-Za-z_][\w.-]{0,63}(?:\[\d{1,6}\])?)=(?:"([^"]*)"|([^\s"]\S*)?)""")
_TOLD = " msg='"  # what a program tells, up to the last quotation mark; names in it may have others
_ARGUMENT = re.compile(r"a(\d{1,6})(?:\[(\d{1,6})\])?")
_HEXADECIMAL = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_ENCODED = frozenset(
    {
        *("acct", "cgroup", "cmd", "comm", "cwd", "data", "dev", "device", "dir", "exe", "file", "filetype"),
        *("invalid_context", "ioctlcmd", "key", "kernel", "name", "new", "ocomm", "old", "op", "path"),
        *("profile", "proctitle", "root", "sw", "unit", "vm", "watch", "grp", "new_group", "hostname"),
    }
)
_ABSENT = frozenset({"?", "(null)", "(none)", "(unknown)", ""})
_AVC = re.compile(r"avc: +(denied|granted) +\{ ([^}]{0,400}) \} for +")
_SEPARATOR = "\x1d"  # before what enrichment adds
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Record:
    """
    key says which records are one event: host, time and serial number; fields are in their order.

    arguments are those of an EXECVE record, by number and part, for a long one comes in several.
    """

    key: tuple[str, str, str]
    type: str
    time: datetime
    fields: dict[str, str]
    arguments: dict[tuple[int, int], str]


def record_of(line: str) -> Record:
    """
    The record that line is.

    Raises:
        ValueError: it is none; the text says what was expected.
    """
    found = _BEGIN.fullmatch(line)
    if found is None:
        raise ValueError("expected type=TYPE msg=audit(SECONDS.MILLISECONDS:SERIAL): and fields")
    fraction = found["fraction"]
    time = _EPOCH + timedelta(seconds=int(found["seconds"]), microseconds=int(fraction.ljust(6, "0")))
    fields, arguments = _fields(found["type"], found["rest"])
    stamp = f"{found['seconds']}.{fraction}"
    return Record((found["node"] or "", stamp, found["serial"]), found["type"], time, fields, arguments)


def _fields(kind: str, rest: str) -> tuple[dict[str, str], dict[tuple[int, int], str]]:
    fields: dict[str, str] = {}
    arguments: dict[tuple[int, int], str] = {}
    body, _, enriched = rest.partition(_SEPARATOR)
    if avc := _AVC.search(body):
        fields["seresult"], fields["seperms"] = avc[1], avc[2]
    body, _, told = f" {body}".partition(_TOLD)
    # What the kernel says stands against what a program tells, so it comes last.
    for name, quoted, bare in (*_FIELD.findall(told.rpartition("'")[0]), *_FIELD.findall(_parted(body))):
        if kind == "EXECVE" and (number := _ARGUMENT.fullmatch(name)):
            text = quoted or (_decoded(bare) if _HEXADECIMAL.fullmatch(bare) else bare)
            arguments[int(number[1]), int(number[2] or 0)] = text
        elif (value := _value(name, quoted, bare)) is not None:
            fields[name] = value
    for name, quoted, bare in _FIELD.findall(enriched):
        fields[name] = quoted or bare
    return fields, arguments


def _parted(body: str) -> str:
    # Kernels before 3.13 wrote "old auid=1 new auid=2".
    return body.replace(" old ", " old-").replace(" new ", " ") if "old auid=" in body else body


def _value(name: str, quoted: str, bare: str) -> str | None:
    value = quoted
    if not value and bare:
        value = bare.rstrip(",")
        if (
            name in _ENCODED
            and len(value) > 1
            and _HEXADECIMAL.fullmatch(value)
            and not _is_number(name, value)
        ):
            value = _decoded(value)
    return None if value in _ABSENT else value


def _is_number(name: str, value: str) -> bool:
    # "old" and "new" are numbers of settings more often than text.
    return name in {"old", "new", "data", "dev", "ioctlcmd", "op"} and value.isdigit() and len(value) < 8  # noqa: PLR2004 - a number, and no text of four letters


def _decoded(text: str) -> str:
    # NUL parts the arguments of a proctitle; \x01 the keys of a rule.
    raw = bytes.fromhex(text).rstrip(b"\0")
    return raw.replace(b"\0", b" ").replace(b"\1", b",").decode("utf-8", "replace")
