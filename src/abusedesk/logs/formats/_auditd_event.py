"""The records of one event of the audit log, to an Event."""

from __future__ import annotations

import re
import shlex
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from abusedesk.logs._fields import address_of, compact, number_of
from abusedesk.model import Event, Outcome

from ._auditd_address import EXECVE, Socket, side_of, socket_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ._auditd_record import Record

_SIDE_RECORDS = frozenset({"PROCTITLE", "CWD", "PATH", "EOE", "SOCKADDR", "BPRM_FCAPS"})
_OUTCOMES: Mapping[str, Outcome] = {
    **dict.fromkeys(("yes", "success", "1", "granted"), "success"),
    **dict.fromkeys(("no", "failed", "failure", "0", "denied"), "failure"),
}
_UNSET = frozenset({"4294967295", "-1", "unset"})
_MOST_TEXT = 256 * 1024  # characters of a record
_SHORT = 16 * 1024  # of a field of one that is longer
_ARGUMENT = re.compile(r"a\d+")

Fields = dict[str, Any]


def event_of(records: Sequence[Record], file: str, line: int) -> Event:
    """The Event of records, which are of one event; line is where the first one stands."""
    first = next((one for one in records if one.type not in _SIDE_RECORDS), records[0])
    fields = _merged(records)
    command = _command(records, fields)
    kind = "execve" if _is_execve(fields) else first.type.lower()
    comm, exe = _first(fields, "comm"), _first(fields, "exe")
    node, stamp, serial = first.key
    return Event(
        time=first.time,
        source="auditd",
        id=f"{node + ':' if node else ''}{stamp}:{serial}:{records[0].type}",
        action=f"auditd:{kind}",
        outcome=_outcome(fields),
        user=_user(fields),
        target=node or None,
        process=comm or (exe or "").rsplit("/", 1)[-1] or None,
        pid=number_of(_first(fields, "pid")),
        message=command or None,
        file=file,
        line=line,
        record=_record(fields, command),
        **_addresses(fields),
    )


def _merged(records: Iterable[Record]) -> Fields:
    """The fields of all; a list where several have one and differ."""
    fields: Fields = {}
    for record in records:
        values = {**record.fields, **{f"a{number}": text for number, text in _arguments([record])}}
        for name, value in (("type", record.type), *values.items()):
            there = fields.setdefault(name, value)
            if isinstance(there, list):
                if value not in there:
                    there.append(value)
            elif there != value:
                fields[name] = [there, value]
    return fields


def _arguments(records: Iterable[Record]) -> list[tuple[int, str]]:
    parts: dict[int, str] = {}
    for record in records:
        for (number, _), text in sorted(record.arguments.items()):
            parts[number] = parts.get(number, "") + text
    return sorted(parts.items())


def _command(records: Sequence[Record], fields: Fields) -> str | None:
    """The command line: of execve's arguments, of what sudo was given, of the process's title."""
    if arguments := _arguments(records):
        return " ".join(text if text and " " not in text else shlex.quote(text) for _, text in arguments)
    if told := _first(fields, "cmd"):
        return told
    return _first(fields, "proctitle") if _is_execve(fields) else None


def _is_execve(fields: Fields) -> bool:
    if "EXECVE" in _all(fields, "type") or str(_first(fields, "SYSCALL") or "").startswith("execve"):
        return True
    return _first(fields, "syscall") in EXECVE.get(_first(fields, "arch") or "", ())


def _record(fields: Fields, command: str | None) -> str:
    whole = {**fields, **_process(fields, command)}
    if (socket := socket_of(_first(fields, "saddr") or "")) is not None:
        whole |= {"saddr_family": socket.family, "saddr_address": socket.address, "saddr_port": socket.port}
    text = compact({name: value for name, value in whole.items() if value is not None})
    if len(text) <= _MOST_TEXT:
        return text
    short = {
        name: value[:_SHORT] if isinstance(value, str) else value
        for name, value in whole.items()
        if value is not None and not _ARGUMENT.fullmatch(name)
    }
    return compact({**short, "truncated": True})


def _process(fields: Fields, command: str | None) -> Fields:
    """What Sigma calls the creation of a process."""
    if not (_is_execve(fields) or "cmd" in fields):
        return {}
    named = (command or "").split(" ", 1)[0]
    return {
        "command": command,
        "CommandLine": command,
        "Image": (named if "cmd" in fields else _first(fields, "exe") or named) or None,
        "CurrentDirectory": _first(fields, "cwd"),
        "ProcessId": _first(fields, "pid"),
        "ParentProcessId": _first(fields, "ppid"),
        "User": _user(fields) or ("root" if _first(fields, "uid") == "0" else _first(fields, "uid")),
    }


def _outcome(fields: Fields) -> Outcome | None:
    if _first(fields, "apparmor") == "DENIED":
        return "failure"
    told = (_OUTCOMES.get(_first(fields, name) or "") for name in ("res", "success", "seresult"))
    return next(filter(None, told), None)


def _user(fields: Fields) -> str | None:
    """The account in question, else (where the log is enriched) who logged in, else who runs it."""
    names = ("acct", "user", "AUID", "UID")
    return next((name for one in names if (name := _first(fields, one)) and name not in _UNSET), None)


def _addresses(fields: Fields) -> Fields:
    found: Fields = {}
    if (told := _address(_first(fields, "addr")) or _address(_first(fields, "src"))) is not None:
        found["src_ip"] = told
        found["src_port"] = _port(_first(fields, "rport") or _first(fields, "src_port"))
    for name in ("laddr", "dst"):
        if (own := _address(_first(fields, name))) is not None:
            found["dst_ip"], found["dst_port"] = own, _port(_first(fields, "lport"))
    socket = socket_of(_first(fields, "saddr") or "")
    if socket is not None and socket.family != "unix":
        side = side_of(*(_first(fields, name) or "" for name in ("arch", "syscall", "SYSCALL")))
        found |= _side(socket, "src" if side == "src" else "dst")
    return found


def _side(socket: Socket, side: str) -> Fields:
    return {f"{side}_ip": socket.address, f"{side}_port": socket.port}


def _address(text: str | None) -> str | None:
    try:
        return address_of(str(ip_address(text))) if text else None
    except ValueError:
        return None


def _port(text: str | None) -> int | None:
    number = number_of(text)
    return number if number is not None and number < 65536 else None  # noqa: PLR2004 - the most that a port can be


def _all(fields: Fields, name: str) -> list[str]:
    value = fields.get(name, [])
    return value if isinstance(value, list) else [value]


def _first(fields: Fields, name: str) -> str | None:
    value = fields.get(name)
    return value[0] if isinstance(value, list) else value
