"""Reports written as fields: ARF (RFC 5965, RFC 6591), and X-ARF 0.x as fail2ban sends it (flat YAML)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from abusedesk.intake._addresses import addresses
from abusedesk.intake._times import moments
from abusedesk.model import Reported

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_LINE = re.compile(r"^[ \t>]*(?P<name>[A-Za-z][A-Za-z0-9-]{2,40})[ \t]*:(?:[ \t]+(?P<value>.*?))?[ \t]*$")
_MORE = re.compile(r"^(?:>[ ]?)*[ \t]+(?P<value>\S.*?)[ \t]*$")
_MOST = 200  # lines of one report
# At most once each: https://www.rfc-editor.org/rfc/rfc5965#section-3.1 and #section-3.2
_ARF_NEEDS = ("feedback-type", "user-agent", "version")
_ARF_ONCE = (
    "original-envelope-id",
    "original-mail-from",
    "arrival-date",
    "reporting-mta",
    "source-ip",
    "incidents",
)
# https://www.rfc-editor.org/rfc/rfc6591#section-3.1
_AUTH_FAILURE_NEEDS = ("auth-failure", "authentication-results")
_X_ARF_NEEDS = ("reported-from", "category", "report-type", "source", "date")
_TOKEN = re.compile(r"[A-Za-z][\w.-]*")
_NUMBER = re.compile(r"\d+(?:\.\d+)*")


class _Field(NamedTuple):
    name: str
    value: str


def arf(text: str) -> Reported | None:
    """
    The ARF report in text, None where there is none; ips are not filled.

    valid: the fields that RFC 5965 (for auth-failure RFC 6591) demands are there, none of them twice, and
    the address, the dates and the numbers are such.
    """
    found = _block(text, "feedback-type")
    values = _first(found)
    if not values.get("feedback-type"):
        return None
    names = [one.name for one in found]
    kind = values["feedback-type"].lower()
    needs = [*_ARF_NEEDS, *(_AUTH_FAILURE_NEEDS if kind == "auth-failure" else ())]
    date = _date(values.get("arrival-date") or values.get("received-date") or values.get("date", ""))
    source = values.get("source-ip", "")
    valid = (
        all(values.get(name) for name in needs)
        and all(names.count(name) < 2 for name in (*needs, *_ARF_ONCE))  # noqa: PLR2004 # once
        and bool(_TOKEN.fullmatch(kind) and _NUMBER.fullmatch(values.get("version", "")))
        and (not source or bool(_address(source)))
        and (not ({"arrival-date", "received-date"} & set(names)) or date is not None)
        and values.get("incidents", "1").isdigit()
    )
    return Reported("arf", valid, kind, _address(source), date)


def x_arf(text: str) -> Reported | None:
    """
    The X-ARF report of version 0.x (or a later YAML) in text, None where there is none; ips are not filled.

    The format is "fail2ban" up to version 0.x, "xarf" from 1 on. valid: who reports what, when and from
    which source is there, and makes sense.
    """
    values = _first(_block(text, "reported-from"))
    if not values.get("reported-from") or not (values.get("category") or values.get("report-type")):
        return None
    source, date = _address(values.get("source", "")), _date(values.get("date", ""))
    by_address = values.get("source-type", "ip-address").lower().startswith("ip")
    valid = (
        all(values.get(name) for name in _X_ARF_NEEDS)
        and "@" in values["reported-from"]
        and date is not None
        and (source is not None or not by_address)
    )
    version = re.match(r"\d+", values.get("version", "0"))
    kind = (values.get("report-type") or values["category"]).lower()
    return Reported("xarf" if version and int(version[0]) else "fail2ban", valid, kind, source, date)


def _block(text: str, key: str) -> list[_Field]:
    """The lines of fields around the first called key; folded ones are joined."""
    lines = text.split("\n")
    start = next((at for at, line in enumerate(lines) if _name(line) == key), None)
    if start is None:
        return []
    first = start
    while first and start - first < _MOST and (_name(lines[first - 1]) or _MORE.match(lines[first - 1])):
        first -= 1
    found: list[_Field] = []
    for line in lines[first : start + _MOST]:
        field, more = _LINE.match(line), _MORE.match(line)
        if field:
            found.append(_Field(field["name"].lower(), _bare(field["value"] or "")))
        elif more and found:
            found[-1] = found[-1]._replace(value=_bare(f"{found[-1].value} {more['value']}".strip()))
        elif found:
            break
    return found


def _name(line: str) -> str:
    found = _LINE.match(line)
    return found["name"].lower() if found else ""


def _bare(value: str) -> str:
    """A YAML scalar without its quotes, or a header's value."""
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _first(fields: Sequence[_Field]) -> dict[str, str]:
    return {one.name: one.value for one in reversed(fields)}


def _address(value: str) -> str | None:
    found = addresses(value)
    return found[0][2] if found else None


def _date(value: str) -> datetime | None:
    found = moments(value)
    return found[0].at() if found else None
