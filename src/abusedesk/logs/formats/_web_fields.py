"""What requests look like in access logs, those of AWS's web services and of web servers."""

from __future__ import annotations

import re

from abusedesk.logs._fields import number_of

# Method, target and version of a request line; of what is no HTTP it matches whatever has a blank in it.
REQUEST = re.compile(r"([A-Za-z_-]{1,32}) (.*?)(?: (HTTP/[\d.]{1,6}))?")
_ABSOLUTE = re.compile(r"[A-Za-z]{2,8}://([^/?#]*)(.*)")
_PORT = re.compile(r":\d{1,5}$")
_ESCAPE = re.compile(r'\\(?:x([0-9a-fA-F]{2})|(["\\]))')
_MISSING = "-"
_LAST_PORT = 65_535


def request_of(text: str | None) -> tuple[str | None, str | None, str | None, str | None]:
    """
    Method, host, target (path and query) and version of a request line; all None for what is none.

    The target of a request that names a whole URL loses the scheme and the host, whose port goes too.
    """
    match = REQUEST.fullmatch(text or "")
    if match is None or match[1].startswith(_MISSING):
        return None, None, None, None
    method, target, version = match.groups()
    target = unescaped(target) or ""
    if absolute := _ABSOLUTE.fullmatch(target):
        host = _PORT.sub("", absolute[1]).lower()
        return method, host or None, absolute[2] or "/", version
    return method, None, target or None, version


def unescaped(text: str | None) -> str | None:
    r"""Text without the escapes \xHH, \" and \\; None for none and for "-"."""
    return None if text in (None, "", _MISSING) else plain(text)


def plain(text: str) -> str:
    """Text without the escapes that the server wrote; bytes stay as they would stand in Latin 1."""
    return _ESCAPE.sub(_plain, text) if "\\" in text else text


def _plain(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else str(found[2])


def address_and_port(text: str | None) -> tuple[str | None, int | None]:
    """
    "192.0.2.1:443", "[2001:db8::1]:443" or "2001:db8::1:443" as address and port.

    Raises:
        ValueError: there is no port in it that a port can be.
    """
    if text is None:
        return None, None
    address, _, port = text.rpartition(":")
    number = number_of(port)
    if not address or number is None or number > _LAST_PORT:
        raise ValueError(f"not an address and a port: {text[:60]!r}")
    return address.strip("[]"), number
