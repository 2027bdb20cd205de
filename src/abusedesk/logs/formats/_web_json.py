"""Access logs of an object of JSON a line: Traefik's, Caddy's, Envoy's, nginx's by its variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.logs._fields import member, moment, number_of, text_of

from ._web_line import Request, parts_of
from ._web_time import clf_time

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo

# Our names, to theirs, the first that is there. A dot leads into an object.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "client": (
        *("ClientHost", "request.client_ip", "request.remote_ip", "request.remote_addr", "remote_addr"),
        *("downstream_remote_address", "remote_ip", "client_ip", "clientip", "client", "remote_host", "ip"),
    ),
    "method": ("RequestMethod", "request.method", "request_method", "httpMethod", "method", "verb"),
    "url": ("RequestPath", "request.uri", "request_uri", "uri", "url", "path", "resourcePath"),
    "asked": ("request", "request_line"),
    "query": ("args", "query_string"),
    "version": ("RequestProtocol", "request.proto", "server_protocol", "protocol", "http_version"),
    "status": ("DownstreamStatus", "status", "response_code", "status_code", "response"),
    "size": ("DownstreamContentSize", "body_bytes_sent", "bytes_sent", "size", "bytes", "responseLength"),
    "host": (
        "RequestHost",
        "request.host",
        ":authority",
        "authority",
        "http_host",
        "host",
        "server_name",
        "vhost",
    ),
    "user": ("ClientUsername", "user_id", "remote_user", "user"),
    "referer": ("request_Referer", "request.headers.Referer", "http_referer", "referer", "referrer"),
    "agent": (
        *("request_User-Agent", "request.headers.User-Agent", "http_user_agent", "user_agent", "user-agent"),
        *("userAgent", "agent"),
    ),
    "forwarded": ("request_X-Forwarded-For", "http_x_forwarded_for", "x_forwarded_for", "x-forwarded-for"),
    "time": (
        *("StartUTC", "time_iso8601", "start_time", "@timestamp", "ts", "time_local", "msec", "requestTime"),
        *("timestamp", "time"),
    ),
}
_NEEDED = ("client", "status", "time")
_MISSING = "-"


def is_json_request(value: Any) -> bool:
    """Whether value is an object that tells of a request of HTTP."""
    return (
        isinstance(value, dict)
        and all(_found(value, name) is not None for name in _NEEDED)
        and bool(_found(value, "method") or isinstance(_found(value, "asked"), str))
    )


def json_request_of(value: Any, zone: tzinfo) -> Request:
    """
    The request that value tells of; a time without a zone is in zone.

    Raises:
        ValueError: it is no object of that kind, or its time is none.
    """
    if not is_json_request(value):
        raise ValueError(
            "expected an object with the client, the method, the status and the time of a request"
        )
    said = {name: _text(value, name) for name in _NAMES}
    method, url, version = said["method"], said["url"], said["version"]
    if method is None or url is None:
        method, url, version = parts_of(said["asked"] or "")
    elif said["query"] and "?" not in url:
        url = f"{url}?{said['query']}"
    client = said["client"] or ""
    if client.count(":") == 1 or client.startswith("["):
        client = client.rpartition(":")[0].strip("[]") or client
    through = tuple(one for one in (said["forwarded"], client if "," in client else None) if one)
    return Request(
        _time(_found(value, "time"), zone),
        client.rpartition(",")[2].strip(),
        said["host"],
        said["user"],
        method,
        url,
        version,
        number_of(said["status"]),
        number_of(said["size"]),
        said["referer"],
        said["agent"],
        through,
    )


def _found(value: dict[str, Any], name: str) -> Any:
    for theirs in _NAMES[name]:
        there = value.get(theirs) if "." not in theirs else member(value, *theirs.split("."))
        if there is not None and there != _MISSING:
            return there
    return None


def _text(value: dict[str, Any], name: str) -> str | None:
    there = _found(value, name)
    # Caddy has a header's values as a list.
    return text_of(there[0] if isinstance(there, list) and there else there)


def _time(value: Any, zone: tzinfo) -> datetime:
    if isinstance(value, str) and value[2:3] == "/":
        return clf_time(value)
    if isinstance(value, str) and value.replace(".", "", 1).isdigit():
        return moment(float(value))
    return moment(_short(value) if isinstance(value, str) else value, zone)


def _short(text: str) -> str:
    # Go writes nanoseconds; Python knows microseconds.
    head, dot, tail = text.partition(".")
    digits = len(tail) - len(tail.lstrip("0123456789"))
    return f"{head}.{tail[: min(digits, 6)]}{tail[digits:]}" if dot else text
