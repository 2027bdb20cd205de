"""What the forwarded report says, in whichever form: a stranger's words, kept apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from abusedesk.intake._addresses import addresses
from abusedesk.intake._clean import plain
from abusedesk.intake._table import table
from abusedesk.intake._times import moments
from abusedesk.intake._xarf import xarf
from abusedesk.model import Reported

if TYPE_CHECKING:
    from datetime import datetime

LIMIT = 300_000  # characters of a report that are looked at
_FIELD = re.compile(r"(?im)^[ \t>]*([a-z][a-z-]{2,30})[ \t]*:[ \t]*(.*?)[ \t]*$")
_SSHD = re.compile(
    r"(?i)\b(?:failed (?:password|none|publickey|keyboard-interactive/pam) for|"
    r"invalid user|authentication failure|"
    r"connection closed by (?:authenticating|invalid) user|did not receive identification|"
    r"fail2ban|banned? \d)"
)
_FAIL2BAN = re.compile(
    r"(?im)\bfail2ban\b|\bx-arf\b|^[ \t>]*x-xarf\b|^[ \t>]*(?:reported-from|report-id)[ \t]*:"
)
_SSHD_FROM = re.compile(r"(?i)\b(?:from|rhost=|ban(?:ned)?)[ =]?\s*([0-9a-f.:]{7,39})")
_SOURCE = re.compile(
    r"(?i)\b(?:source|src|attacker|attacking|offend(?:ing|er)|"
    r"abus(?:ing|ive|er)|infected|from|reported|your)(?:'s)?(?: ip)?(?: address)?(?: is|"
    r" was)?\s*[:=]?\s*$"
)
_DOES = re.compile(
    r"(?i)\s+(?:is|was|has|have|keeps?|tried|tries|attempt\w*|"
    r"scan\w*|attack\w*|prob\w*|sent|sends|send\w+|flood\w*)\b"
)
_ROWS = 3  # lines with addresses that make a table


def reported(text: str, near: datetime | None = None) -> Reported:
    """
    The report in text, all None where it is empty; near gives the year to dates without one.

    The format is "arf" (RFC 5965), "xarf", "fail2ban" (X-ARF 0.x, or log lines with
    fail2ban's own marks), "table" (rows of connections) or "text", as bare log lines are. valid is None
    for what has no rules to keep.
    """
    text = plain(text[:LIMIT])
    if not text.strip():
        return Reported()
    fields: dict[str, str] = {}
    for name, value in _FIELD.findall(text):
        fields.setdefault(name.lower(), value)
    if "feedback-type" in fields:
        return _arf(fields, text)
    found = xarf(text)
    if found:
        return found
    if "reported-from" in fields and ("category" in fields or "report-type" in fields):
        return _x_arf(fields, text)
    return _sshd(text, near) if _SSHD.search(text) else _loose(text, near)


def _arf(fields: dict[str, str], text: str) -> Reported:
    return Reported(
        "arf",
        all(fields.get(name) for name in ("feedback-type", "user-agent", "version")),
        fields["feedback-type"].lower() or None,
        _first_ip(fields.get("source-ip", "")),
        _when(fields.get("arrival-date") or fields.get("received-date") or fields.get("date", "")),
        _ips(text),
    )


def _x_arf(fields: dict[str, str], text: str) -> Reported:
    needed = ("reported-from", "category", "report-type", "source", "date")
    return Reported(
        "fail2ban",
        all(fields.get(name) for name in needed),
        (fields.get("report-type") or fields.get("category", "")).lower() or None,
        _first_ip(fields.get("source", "")),
        _when(fields.get("date", "")),
        _ips(text),
    )


def _sshd(text: str, near: datetime | None) -> Reported:
    sources = [value for line in text.split("\n") if _SSHD.search(line) for value in _SSHD_FROM.findall(line)]
    found = [ip for one in sources if (ip := _first_ip(one))]
    source = max(dict.fromkeys(found), key=found.count) if found else _source(text)
    form: Literal["fail2ban", "text"] = "fail2ban" if _FAIL2BAN.search(text) else "text"
    return Reported(form, None, None, source, _when(text, near), _ips(text))


def _loose(text: str, near: datetime | None) -> Reported:
    columns = table(text)
    if columns:
        return Reported("table", None, None, columns.source, _when(text, near), _ips(text))
    rows = [line for line in text.split("\n") if addresses(line)]
    timed = [line for line in rows if re.search(r"\d:\d\d", line) or re.search(r"->|=>|\|", line)]
    rows_of_traffic = len(timed) >= _ROWS or sum(1 for line in rows if len(addresses(line)) > 1) >= _ROWS
    source = _source(text)
    if rows_of_traffic and source is None:
        firsts = [addresses(line)[0][2] for line in timed or rows]
        source = max(dict.fromkeys(firsts), key=firsts.count)
    return Reported("table" if rows_of_traffic else "text", None, None, source, _when(text, near), _ips(text))


def _source(text: str) -> str | None:
    """The address that the report calls the source, else its only one."""
    for start, end, value in addresses(text):
        if _SOURCE.search(text[max(0, start - 40) : start]) or _DOES.match(text, end):
            return value
    every = _ips(text)
    return every[0] if len(every) == 1 else None


def _ips(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for _, _, value in addresses(text)))


def _first_ip(text: str) -> str | None:
    found = addresses(text)
    return found[0][2] if found else None


def _when(text: str, near: datetime | None = None) -> datetime | None:
    found = moments(text, near)
    timed = [one for one in found if not one.whole_day]
    return (timed or found)[0].at() if found else None
