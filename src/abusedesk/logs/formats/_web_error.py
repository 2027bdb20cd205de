"""What the error logs of web servers have in common."""

from __future__ import annotations

import re

# https://httpd.apache.org/docs/2.4/mod/core.html#loglevel; nginx has the same names.
FAILED_LEVELS = frozenset({"emerg", "alert", "crit", "error"})

_PORT = re.compile(r"(?P<address>.*?)\]?:(?P<port>\d{1,5})")


def address_and_port(text: str | None) -> tuple[str | None, int | None]:
    """What "192.0.2.1:4000", "[2001:db8::1]:4000" and "192.0.2.1" are; IPv6 without brackets has no port."""
    if not text or text.startswith("unix:"):
        return None, None
    found = _PORT.fullmatch(text)
    if found is None or (text.count(":") > 1 and not text.startswith("[")):
        # Apache writes IPv6 with a port without brackets too: eight groups and one more.
        groups = text.split(":")
        if len(groups) == 9 and groups[-1].isdigit():  # noqa: PLR2004 - eight groups and the port
            return ":".join(groups[:-1]), int(groups[-1])
        return text.strip("[]"), None
    return found["address"].lstrip("["), int(found["port"])
