"""Access logs of web servers: Apache's common and combined formats, nginx's, Traefik's, and those in JSON."""

from __future__ import annotations

import json
import re
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from abusedesk.logs._fields import address_of, compact, number_of, outcome_of_status
from abusedesk.logs._head import first_lines, mostly
from abusedesk.logs._unit import Format
from abusedesk.model import Event, Rejected
from abusedesk.translate import msg

from ._web_json import is_json_request, json_request_of
from ._web_line import Request, is_request, request_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from abusedesk.logs._lines import Lines

_EXPECTED = "expected client, user, [time], request, status and size of a web log"
# What Kubernetes' container runtimes write before a line: time, stream, whether it is whole.
_CONTAINER = re.compile(r"^\d{4}-\d\d-\d\dT[\d:.]{8,20}(?:Z|[+-]\d\d:\d\d) std(?:out|err) [FP] ")
_INSIDE = ("10.", "192.168.", "127.", "100.64.", *(f"172.{number}." for number in range(16, 32)), "fd", "fc")


def sniff(head: bytes) -> bool:
    """Whether most of the first lines are lines of an access log."""
    return mostly(first_lines(head), _is_known)


def _is_known(line: str) -> bool:
    line = _CONTAINER.sub("", line)
    if not line.startswith("{"):
        return is_request(line)
    value = _json(line)
    return is_json_request(value) or (isinstance(text := _wrapped(value), str) and is_request(text))


def read(lines: Lines) -> Iterator[Event | Rejected]:
    """
    One Event per request; time is when the server wrote it down, in UTC.

    action is "http:" and the method in lower case, "http:?" for what is no HTTP request. outcome is
    failure from status 400 on. src_ip is the client; where that is a private address (a load balancer's)
    and the line has an X-Forwarded-For field, the last address in that which is not private too, for a
    balancer writes its caller there itself. record has Sigma's names for web servers (c-ip, cs-method,
    cs-uri-stem, cs-uri-query, sc-status, sc-bytes, cs-referer, cs-user-agent, cs-host, cs-username,
    cs-version). A line may be one of these or an object of JSON, also within what Docker and Kubernetes
    write around it.
    """
    for number, line in lines:
        try:
            request = _request(line, lines.timezone)
        except ValueError as why:
            yield Rejected(lines.name, number, str(why))
            continue
        if request is None:
            yield Rejected(lines.name, number, _EXPECTED)
        else:
            yield _event(request, lines.name, number)


def _request(line: str, zone: tzinfo) -> Request | None:
    line = _CONTAINER.sub("", line)
    if not line.startswith("{"):
        return request_of(line)
    value = _json(line)
    text = _wrapped(value)
    return json_request_of(value, zone) if text is None else request_of(text)


def _json(line: str) -> Any:
    try:
        return json.loads(line)
    except (RecursionError, ValueError):
        return None


def _wrapped(value: Any) -> str | None:
    """The line in Docker's json-file."""
    there = isinstance(value, dict) and "stream" in value and value.get("log")
    return there.rstrip("\r\n") if isinstance(there, str) else None


def _event(request: Request, file: str, number: int) -> Event:
    url = request.url or ""
    host, _, port = (request.host or "").partition(":")
    stem, mark, query = url.partition("?")
    fields = {
        "c-ip": request.client,
        "cs-host": request.host,
        "cs-username": request.user,
        "cs-method": request.method,
        "cs-uri": url,
        "cs-uri-stem": stem,
        "cs-uri-query": query if mark else None,
        "cs-version": request.version,
        "sc-status": request.status,
        "sc-bytes": request.size,
        "cs-referer": request.referer,
        "cs-user-agent": request.agent,
        "tls": request.tls,
    }
    return Event(
        time=request.time,
        source=FORMAT.id,
        id=f"{file}:{number}",
        action=f"http:{request.method.lower() if request.method else '?'}",
        outcome=outcome_of_status(request.status),
        user=request.user,
        src_ip=None if (client := _client(request)).startswith("unix:") else address_of(client),
        dst_ip=host if _is_address(host) else None,
        dst_port=number_of(port),
        target=host or None,
        http_method=request.method,
        url=request.url or None,
        status=request.status,
        user_agent=request.agent,
        file=file,
        line=number,
        record=compact({name: value for name, value in fields.items() if value is not None}),
    )


def _client(request: Request) -> str:
    """The caller: of what a load balancer passes on, the last address that is none of our own network."""
    if not request.forwarded or not _is_inside(request.client):
        return request.client
    for text in reversed(request.forwarded):
        named = [part.strip() for part in text.split(",")]
        if named and all(map(_is_address, named)):
            return next((one for one in reversed(named) if not _is_inside(one)), named[0])
    return request.client


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_inside(text: str) -> bool:
    # Not is_private alone: documentation addresses count as private too.
    if text.startswith("unix:"):
        return True
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return address.is_loopback or text.lower().startswith(_INSIDE)


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
