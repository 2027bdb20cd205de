"""Lines of access logs, as web servers write them, taken apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from abusedesk.logs._fields import number_of

from ._web_fields import REQUEST, plain, unescaped
from ._web_time import clf_time

if TYPE_CHECKING:
    from datetime import datetime

_TEXT = r'"(?:[^"\\]|\\.)*"'
_TIME = r"\[(?P<time>\d{2}/[A-Z][a-z]{2}/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4})\]"
_ASKED = rf"(?P<asked>{_TEXT})"
_REFERER, _AGENT = rf"(?P<referer>{_TEXT}|-)", rf"(?P<agent>{_TEXT})"
_ANSWER = rf"{_ASKED} (?P<status>\d{{3}}|-) (?P<size>\d{{1,18}}|-)(?: {_REFERER} {_AGENT})?(?P<rest>.*)"
_HOST = r"(?P<host>[\w.-]{1,253}(?::\d{1,5})?) "
# [vhost[:port]] client ident user [time] "request" status bytes ["referer" "agent"] whatever else
_COMMON = re.compile(
    rf"(?:{_HOST}(?=[^ .:]*[.:]|[^ ]+ - [^ ]+ \[))?"
    rf'(?!- |\d{{4}}-\d\d-\d\dT)(?P<client>[^\s,"]{{1,253}}) [^\s,]{{1,253}} (?P<user>[^\["]{{1,255}}?) '
    rf"{_TIME} {_ANSWER}"
)
# The same with what X-Forwarded-For said in the client's place, or quoted before it.
_FORWARDED = re.compile(
    rf"(?:{_HOST})?"
    r'(?:"(?P<quoted>[\w.:-]{1,253}(?:, ?[\w.:-]{1,253})*,? ?)" |(?P<through>(?:[\w.:-]{1,253}, ?)+))'
    rf"(?:(?P<last>[\w.:-]{{1,253}}) )?(?P<client>[\w.:-]{{1,253}}) \S{{1,253}} (?P<user>\S{{1,255}}) "
    rf"{_TIME} {_ANSWER}"
)
# Apache's ssl_request_log: [time] client protocol cipher "request" bytes
_SSL = re.compile(
    rf"{_TIME} (?P<client>\S{{1,253}}) (?P<tls>(?:TLS|SSL)v[\d.]+|-) \S{{1,80}} {_ASKED} "
    r"(?P<size>\d{1,18}|-)"
)
# nginx-proxy-manager: [time] cache upstream status - METHOD scheme host "path" [Client …] [Length …] …
_MANAGER = re.compile(
    rf"{_TIME} (?:(?:-|[A-Z]+) )?(?:(?:\d{{3}}|-) )?(?P<status>\d{{3}}) - (?P<method>[A-Z-]{{1,32}}) "
    rf"\S{{1,16}} (?P<host>\S{{1,253}}) (?P<path>{_TEXT}) \[Client (?P<client>[^\]]{{1,64}})\] "
    rf"\[Length (?P<size>\d{{1,18}}|-)\](?: \[[^\]]{{0,300}}\])* {_AGENT} {_REFERER}"
)
_LAYOUTS = (_COMMON, _FORWARDED, _SSL, _MANAGER)

_QUOTED = re.compile(_TEXT)
_MISSING = "-"
_MOST_REST = 4096  # characters behind what is known in which X-Forwarded-For is looked for


class Request(NamedTuple):
    """
    One request. forwarded is what X-Forwarded-For, or a field that may be it, said: the nearest last.

    time is aware UTC. url is all that was asked where it was no request of HTTP, and method None then.
    """

    time: datetime
    client: str
    host: str | None = None
    user: str | None = None
    method: str | None = None
    url: str | None = None
    version: str | None = None
    status: int | None = None
    size: int | None = None
    referer: str | None = None
    agent: str | None = None
    forwarded: tuple[str, ...] = ()
    tls: str | None = None


def is_request(line: str) -> bool:
    """Whether line is one of an access log, by its form."""
    return any(layout.fullmatch(line) for layout in _LAYOUTS)


def request_of(line: str) -> Request | None:
    """
    The request that line tells of; None where it is no line of an access log.

    Raises:
        ValueError: its time is none.
    """
    found = _COMMON.fullmatch(line) or next((one for each in _LAYOUTS if (one := each.fullmatch(line))), None)
    if found is None:
        return None
    get = found.groupdict().get
    if path := get("path"):
        method, url, version = get("method"), told(path), None
    else:
        method, url, version = parts_of(plain((get("asked") or "")[1:-1]))
    return Request(
        clf_time(found["time"]),
        found["client"],
        get("host"),
        told(get("user")),
        method,
        url,
        version,
        number_of(get("status")),
        number_of(get("size")),
        told(get("referer")),
        told(get("agent")),
        _forwarded(found.groupdict()),
        told(get("tls")),
    )


def _forwarded(found: dict[str, str | None]) -> tuple[str, ...]:
    if through := found.get("quoted") or found.get("through"):
        named = [part.strip() for part in through.split(",")]
        return (", ".join([*filter(None, named), *filter(None, [found.get("last")])]),)
    rest = found.get("rest") or ""
    return tuple(text[1:-1] for text in _QUOTED.findall(rest[:_MOST_REST])) if '"' in rest else ()


def parts_of(text: str) -> tuple[str | None, str | None, str | None]:
    """Method, target and version; of bytes that are no request (a TLS hello, a port scan) the target only."""
    match = REQUEST.fullmatch(text)
    if match is None:
        return None, None if text in {"", _MISSING} else text, None
    return match[1], match[2], match[3]


def told(text: str | None) -> str | None:
    """Text, plain and out of its quotation marks; None for none and for "-"."""
    if text and text[0] == text[-1] == '"':
        text = text[1:-1]
    return unescaped(text)
