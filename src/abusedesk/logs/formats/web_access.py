"""Access logs of web servers: Apache's common and combined formats, nginx's, with or without a host first."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING

from abusedesk.logs._fields import compact
from abusedesk.logs._unit import Format
from abusedesk.model import Event, Outcome, Rejected
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.logs._lines import Lines

_SNIFFED = 50  # lines
_TEXT = r'"((?:[^"\\]|\\.)*)"'
# [vhost[:port]] client ident user [time] "request" status bytes ["referer" "agent"] whatever else
_LINE = re.compile(
    r"(?:([\w.-]{1,253}(?::\d{1,5})?) (?=[^ .:]*[.:]))?(?!- )(\S{1,253}) (\S{1,253}) ([^\[\"]{1,255}?) "
    r"\[(\d{2}/[A-Z][a-z]{2}/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4})\] "
    rf"{_TEXT} (\d{{3}}|-) (\d{{1,18}}|-)(?: {_TEXT} {_TEXT})?(.*)"
)
_REQUEST = re.compile(r"([A-Za-z_-]{1,32}) (.*?)(?: (HTTP/[\d.]{1,6}))?")
_QUOTED = re.compile(_TEXT)
_ESCAPE = re.compile(r'\\(?:x([0-9a-fA-F]{2})|(["\\]))')
_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
_FAILED = 400  # https://www.rfc-editor.org/rfc/rfc9110#name-status-codes
_MISSING = "-"


def sniff(head: bytes) -> bool:
    """Whether most of the first lines are lines of an access log."""
    lines = [line for line in head.decode("utf-8", "replace").splitlines()[:_SNIFFED] if line.strip()]
    if len(lines) > 1 and len(head) >= 65_536:  # noqa: PLR2004 - the last line is cut there
        lines.pop()
    known = [line for line in lines if _LINE.fullmatch(line)]
    return bool(known) and 2 * len(known) >= len(lines)


def read(lines: Lines) -> Iterator[Event | Rejected]:
    """
    One Event per request; time is when the server wrote it down, in UTC.

    action is "http:" and the method in lower case, "http:?" for what is no HTTP request. outcome is
    failure from status 400 on. src_ip is the client; where that is a private address (a load balancer's)
    and the line ends with an X-Forwarded-For field, the last address in that, which the balancer wrote
    itself. record has Sigma's names for web servers (c-ip, cs-method, cs-uri-stem, cs-uri-query,
    sc-status, sc-bytes, cs-referer, cs-user-agent, cs-host, cs-username, cs-version).
    """
    for number, line in lines:
        match = _LINE.fullmatch(line)
        if match is None:
            yield Rejected(
                lines.name, number, "expected client, user, [time], request, status and size of a web log"
            )
            continue
        try:
            yield _event(match, lines.name, number)
        except ValueError as why:
            yield Rejected(lines.name, number, str(why))


def _event(match: re.Match[str], file: str, number: int) -> Event:
    host, client, _, user, stamp, request, status, size, referer, agent, rest = match.groups()
    method, url, version = _request(_plain(request))
    stem, mark, query = url.partition("?")
    code = None if status == _MISSING else int(status)
    fields = {
        "c-ip": client,
        "cs-host": host,
        "cs-username": None if user == _MISSING else user,
        "cs-method": method,
        "cs-uri": url,
        "cs-uri-stem": stem,
        "cs-uri-query": query if mark else None,
        "cs-version": version,
        "sc-status": code,
        "sc-bytes": None if size == _MISSING else int(size),
        "cs-referer": _told(referer),
        "cs-user-agent": _told(agent),
    }
    return Event(
        time=_time(stamp),
        source=FORMAT.id,
        id=f"{file}:{number}",
        action=f"http:{method.lower() if method else '?'}",
        outcome=_outcome(code),
        user=fields["cs-username"] if isinstance(fields["cs-username"], str) else None,
        src_ip=_client(client, rest),
        target=host.partition(":")[0] if host else None,
        http_method=method,
        url=url or None,
        status=code,
        user_agent=_told(agent),
        file=file,
        line=number,
        record=compact({name: value for name, value in fields.items() if value is not None}),
    )


def _request(text: str) -> tuple[str | None, str, str | None]:
    """Method, target and version; of bytes that are no request (a TLS hello, a port scan) the target only."""
    match = _REQUEST.fullmatch(text)
    if match is None:
        return None, "" if text == _MISSING else text, None
    return match[1], match[2], match[3]


def _plain(text: str) -> str:
    """Text without the escapes that the server wrote; bytes stay as they would stand in Latin 1."""
    return _ESCAPE.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else str(found[2])


def _told(text: str | None) -> str | None:
    return None if text in (None, "", _MISSING) else _plain(text)


def _outcome(status: int | None) -> Outcome | None:
    if status is None:
        return None
    return "failure" if status >= _FAILED else "success"


def _client(client: str, rest: str) -> str:
    """The caller: of what a load balancer passes on, the address that it names last."""
    if not _is_inside(client):
        return client
    for text in reversed(_QUOTED.findall(rest)):
        named = [part.strip() for part in str(text).split(",")]
        if named and all(map(_is_address, named)):
            return named[-1]
    return client


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_inside(text: str) -> bool:
    # Not is_private alone: documentation addresses count as private too.
    try:
        address = ip_address(text)
    except ValueError:
        return False
    inside = ("10.", "192.168.", "127.", "100.64.", *(f"172.{number}." for number in range(16, 32)))
    return address.is_loopback or text.startswith((*inside, "fd", "fc"))


def _time(stamp: str) -> datetime:
    # strptime's %b depends on the locale.
    month = _MONTHS.find(stamp[3:6])
    if month % 3:
        raise ValueError(f"not a month: {stamp[3:6]}")
    iso = f"{stamp[7:11]}-{month // 3 + 1:02}-{stamp[:2]}T{stamp[12:20]}{stamp[21:24]}:{stamp[24:]}"
    try:
        return datetime.fromisoformat(iso).astimezone(UTC)
    except (OverflowError, ValueError) as why:
        raise ValueError(f"not a time: {stamp}") from why


FORMAT = Format(
    id="web_access",
    title=msg("Access logs of web servers (Apache, nginx)"),
    source="https://httpd.apache.org/docs/2.4/logs.html#accesslog",
    logsources=(
        ("apache", None),
        ("nginx", None),
        ("webserver", None),
    ),
    sniff=sniff,
    read=read,
)
