"""nginx's error log."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from abusedesk.logs._fields import address_of, compact, number_of
from abusedesk.logs._head import first_lines, mostly
from abusedesk.logs._unit import Format
from abusedesk.model import Event, Outcome, Rejected
from abusedesk.translate import msg

from ._web_error import FAILED_LEVELS, address_and_port
from ._web_fields import REQUEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.logs._lines import Lines

# "2026/03/05 02:10:00 [error] 42#42: *7 open() … failed (…), client: 192.0.2.1, server: …, request: "…""
_LINE = re.compile(
    r"(?P<time>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d) \[(?P<level>[a-z]+)\] (?P<pid>\d+)#(?P<tid>\d+): "
    r"(?:\*(?P<connection>\d+) )?(?P<message>.*)",
    re.DOTALL,
)
# What nginx adds at the end of a message on a request. Paths before it and referrers behind it are the other
# side's, who can write the same in them: of several clients none is believed.
_CLIENT = re.compile(r", client: (?P<client>[^,\s\"]+)")
_MORE = re.compile(
    r', (server|request|subrequest|upstream|host|referrer|login): (?:"((?:[^"\\]|\\.)*)"|([^,"]*))'
)
_USER = re.compile(r'user "(?P<user>[^"]*)"(?:: password mismatch| was not found in).*', re.DOTALL)
_MOST = 64 * 1024  # characters of a message and of the lines that go on with it


def sniff(head: bytes) -> bool:
    """Whether most of the first lines are lines of nginx's error log."""
    return mostly(first_lines(head), _LINE.fullmatch)


def read(lines: Lines) -> Iterator[Event | Rejected]:
    """
    One Event per message, with the lines that a program behind nginx put into it.

    Its times have no zone; the lines' is taken, and said in the record ("zone").

    action is "nginx:" and the level; outcome is failure from error on. src_ip is the client, http_method
    and url the request's, user who could not log in. record has level, tid, connection, server, request,
    upstream, host, referrer, login, message; client is a list where a message names several, and src_ip none.
    """
    first, whole, size = 0, [""], 0
    for number, line in lines:
        if _LINE.match(line) is None and first and size + len(line) < _MOST:
            whole.append(line)
            size += len(line)
            continue
        if first:
            yield _found("\n".join(whole), lines, first)
        first, whole, size = number, [line], len(line)
    if first:
        yield _found("\n".join(whole), lines, first)


def _found(line: str, lines: Lines, number: int) -> Event | Rejected:
    match = _LINE.fullmatch(line)
    if match is None:
        return Rejected(lines.name, number, "expected a time, [level] and PID#TID: as in nginx's error log")
    try:
        return _event(match, lines, number)
    except (OverflowError, ValueError):
        return Rejected(lines.name, number, f"not a time: {match['time']}")


def _event(match: re.Match[str], lines: Lines, number: int) -> Event:
    time = datetime.fromisoformat(match["time"].replace("/", "-")).replace(tzinfo=lines.timezone)
    message, level = match["message"], match["level"]
    clients = list(dict.fromkeys(_CLIENT.findall(message)))
    client, port = address_and_port(clients[0] if len(clients) == 1 else None)
    told = message.partition(f", client: {client}")[2] if client else ""
    more = {name: quoted or bare for name, quoted, bare in _MORE.findall(told)}
    request = REQUEST.fullmatch(more.get("request", ""))
    user = _USER.match(message)
    outcome: Outcome | None = "failure" if level in FAILED_LEVELS or "login failed" in message else None
    record = {
        "level": level,
        "tid": match["tid"],
        "connection": match["connection"],
        **more,
        "client": clients[0] if len(clients) == 1 else clients or None,
        "message": message,
        "zone": str(lines.timezone),
    }
    return Event(
        time=time.astimezone(UTC),
        source=FORMAT.id,
        id=f"{lines.name}:{number}",
        action=f"nginx:{level}",
        outcome=outcome,
        user=user["user"] if user else more.get("login"),
        src_ip=address_of(client),
        src_port=port,
        target=more.get("host") or more.get("server") or None,
        http_method=request[1] if request else None,
        url=request[2] if request else None,
        process="nginx",
        pid=number_of(match["pid"]),
        message=message,
        file=lines.name,
        line=number,
        record=compact({name: value for name, value in record.items() if value is not None}),
    )


FORMAT = Format(
    id="nginx_error",
    title=msg("nginx's error log"),
    source="https://nginx.org/en/docs/ngx_core_module.html#error_log",
    logsources=(("nginx", "error"), ("nginx", None)),
    sniff=sniff,
    read=read,
)
