"""What the forwarded report says, in whichever form: a stranger's words, kept apart."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING, Literal

from abusedesk.intake._addresses import addresses
from abusedesk.intake._arf import arf, x_arf
from abusedesk.intake._clean import plain, readable
from abusedesk.intake._excerpts import excerpt
from abusedesk.intake._table import flows, rows, table
from abusedesk.intake._times import moments
from abusedesk.intake._xarf import LIMIT as JSON_LIMIT
from abusedesk.intake._xarf import xarf
from abusedesk.intake._zones import ZONE, zone
from abusedesk.model import Reported

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

LIMIT = 300_000  # characters of a report that are looked at
_FAIL2BAN = re.compile(
    r"(?im)\bfail2ban\b|\bx-arf\b|^[ \t>]*x-xarf\b|^[ \t>]*(?:reported-from|report-id)[ \t]*:"
)
_BANNED = re.compile(
    r"(?i)\bThe IP ([0-9a-f.:]{7,39}) has just been banned|\bbanned ([0-9a-f.:]{7,39}) from\b|"
    r"\babuse (?:from|by) (?:the )?IP(?: address)? ([0-9a-f.:]{7,39})"
)
_SOURCE = re.compile(
    r"(?i)\b(?:source|src|attacker|attacking|offend(?:ing|er)|"
    r"abus(?:ing|ive|er)|infected|from|reported|your)(?:'s)?(?: network)?(?: ip)?(?: address)?(?: is|"
    r" was)?\s*[:=]?\s*$"
)
_DOES = re.compile(
    r"(?i)\s+(?:is|was|has|have|keeps?|tried|tries|attempt\w*|"
    r"scan\w*|attack\w*|prob\w*|sent|sends|send\w+|flood\w*)\b"
)
_ZONE_TOLD = re.compile(
    r"(?i)\b(?:time ?zone|timestamps?|times|dates|logs?|entries)\b[^.\n]{0,40}?"
    rf"(?:\bis\b|\bare\b|\bin\b|[:(=])\s*(?:\bin\b\s*)?\(?(?P<zone>{ZONE})"
)
_SPLIT = re.compile(r"(?<=\d)[\"']?,? +time=[\"']?(?=\d)")  # date=2026-03-05 time=01:02:03
_ROWS = 3  # lines with addresses that make a table


def reported(text: str, near: datetime | None = None) -> Reported:
    """
    The report in text, all None where it is empty; near gives the year to dates without one.

    The format is "arf" (RFC 5965), "xarf" (JSON of any version), "fail2ban" (X-ARF 0.x, or a mail with
    fail2ban's own marks), "table" (rows of connections) or "text", as lines of logs are. valid is None
    for what has no rules to keep. date is in UTC; times without a zone are in the one that the report
    says, else UTC.
    """
    whole = readable(text[:JSON_LIMIT])
    text = plain(whole[:LIMIT])
    if not text.strip():
        return Reported()
    # Straightened quotes end a JSON string early, so the text comes first as it was written.
    fielded = arf(text)
    if fielded and fielded.feedback_type != "xarf":
        before = text[: text.lower().find("feedback-type")]
        return replace(fielded, source_ip=fielded.source_ip or _source(before), ips=_ips(text))
    found = xarf(whole) or xarf(text) or fielded or x_arf(text)
    if found:
        return replace(found, ips=found.ips or _ips(text))
    return _logged(text, near) or _loose(text, near)


def _logged(text: str, near: datetime | None) -> Reported | None:
    """A report of log lines, or in fail2ban's own words; None where it is neither."""
    marked = bool(_FAIL2BAN.search(text))
    lines = None if not marked and (table(text) or rows(text)) else excerpt(text)
    if not marked and lines is None:
        return None
    banned = _BANNED.search(text) if marked else None
    told = _first_ip(next(one for one in banned.groups() if one)) if banned else None
    form: Literal["fail2ban", "text"] = "fail2ban" if marked else "text"
    source = told or (lines.source if lines else _source(text))
    date = (_when(lines.first, near, _zone_told(text)) if lines else None) or _when(text, near)
    return Reported(form, None, None, source, date, _ips(text))


def _loose(text: str, near: datetime | None) -> Reported:
    columns = rows(text) or table(text) or flows(text)
    if columns:
        date = _when(columns.first, near, _zone_told(text)) or _when(text, near, _zone_told(text))
        return Reported("table", None, None, columns.source, date, _ips(text))
    lines = [line for line in text.split("\n") if addresses(line)]
    timed = [line for line in lines if re.search(r"\d:\d\d", line) or re.search(r"->|=>|\|", line)]
    traffic = len(timed) >= _ROWS or sum(1 for line in lines if len(addresses(line)) > 1) >= _ROWS
    source = _source(text)
    if traffic and source is None:
        firsts = [addresses(line)[0][2] for line in timed or lines]
        source = max(dict.fromkeys(firsts), key=firsts.count)
    date = _when("\n".join(timed[:1]), near, _zone_told(text)) if traffic else None
    date = date or _when(text, near, _zone_told(text))
    return Reported("table" if traffic else "text", None, None, source, date, _ips(text))


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


def _when(text: str, near: datetime | None = None, default: tzinfo = UTC) -> datetime | None:
    found = moments(_SPLIT.sub(" ", text), near)
    timed = [one for one in found if not one.whole_day]
    return (timed or found)[0].at(default) if found else None


def _zone_told(text: str) -> tzinfo:
    """The zone that the report says its times are in, UTC where it says none."""
    found = _ZONE_TOLD.search(text[:LIMIT])
    return (zone(found["zone"]) if found else None) or UTC
