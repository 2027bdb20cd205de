"""IP addresses in AWS's words, ours and the other side's, and the other side's ports."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal

from abusedesk.intake._urls import is_ours, spans

Whose = Literal["ours", "callers", "attackers"]

_V4 = re.compile(r"(?<![\w.-])(\d{1,3}(?:\.\d{1,3}){3})(?![\w]|-\d|\.\d)")
_V6 = re.compile(r"(?<![\w:.])((?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4})(?![\w:.])")
_NETWORK = re.compile(r"/(\d{1,3})\b")
_HOST_NAME = re.compile(r"\bec2-(\d{1,3})-(\d{1,3})-(\d{1,3})-(\d{1,3})\.")
_ARROW = re.compile(r"(?::\d{1,5}|[ \t]+\d{1,5})?[ \t]*(?:-+>|=>|→|\bto\b)[ \t]*$", re.IGNORECASE)
_PORT_AFTER = re.compile(r"[ \t]*(?::|[ \t]port[ \t]+|[ \t]+)(\d{1,5})\b(?![.\d/-])")
# Rows of tables: instance, remote address, port, protocol (its IANA number or name).
_ROW = re.compile(
    r"(?i)\bi-[0-9a-f]{8,17}\s+(?P<ip>[0-9a-f.:]{7,39})\s+(?P<ports>\*|"
    r"\d{1,5}(?:,\d{1,5})*)\s+(?P<protocol>\d{1,3}|TCP|UDP|"
    r"ICMP)\b"
)
_COMMA_ROW = re.compile(
    r"(?i)\bi-[0-9a-f]{8,17}\s*,\s*[^,\n]{8,40},\s*(?P<ip>[0-9a-f.:]{7,39})\s*,\s*(?:TCP|"
    r"UDP|ICMP|\d{1,3})\s*,"
    r"\s*(?:\*|\d{1,5})\s*,\s*(?P<ports>\*|\d{1,5})\b"
)
_PORTS = re.compile(
    r"(?i)\b(?:(?:destination|remote|target(?:ed)?|dst|dest|outbound|"
    r"outgoing|egress)\s+(?:(?:tcp|udp|tcp/udp)\s+)?(?:ports?(?:\(s\))?)?"
    r"|(?:on|to|against|targeting|over|via)\s+(?:the\s+)?(?:(?:tcp|"
    r"udp)\s+)?ports?|(?:tcp|udp)\s+ports?|(?:on|to|outbound|"
    r"outgoing)\s+(?:tcp|udp))"
    r"\s*:?\s*(?P<ports>\d{1,5}\b(?:\s*(?:,|/|and|&|or|,\s*and)\s*\d{1,5}\b)*)"
)
_OUR_PORTS = re.compile(
    r"(?i)(?:listen\w*|open|runn\w*|exposed|reachable|accessible|"
    r"answer\w*|proxy\w*|service|source|your)[^.\n]{0,40}$"
)
_REMOTE = re.compile(
    r"(?i)\b(?:remote|destination|dest|dst|target(?:s|ed|ing)?|"
    r"victims?|attack(?:ed|ing)|against|towards?|connect\w* to|"
    r"directed (?:at|to)|log ?in(?:to)? (?:to )?|access (?:to )?(?:the )?(?:host|"
    r"server|system)s?|scann(?:ed|ing)|probed|probing|flood\w*|hosts?:?(?=\s*$))(?!\w)"
)
_OURS = re.compile(
    r"(?i)\b(?:source|src|your|public|elastic|implicated|instances?|"
    r"resources?|originat\w+|from|sent by|hosted|hosting|"
    r"offending|reported|infected|resolves? to|resolver|proxy)\b"
)
_TO = re.compile(
    r"(?i)(?<!resolves )(?<!resolving )(?<!assigned )(?<!attached )(?<!belonging )(?<!belongs )"
    r"(?<!associated )(?<!mapped )(?<!points )\b(?:to|against|towards?)\s+(?:the\s+)?(?:(?:remote|"
    r"ip|host|address|server|addresses|hosts|servers)\s+)*$"
)
_CALLER = re.compile(r"(?i)\b(?:from|source|by|caller|ip|ips|address(?:es)?|origin\w*|location)\b")
_INSTANCE = re.compile(r"(?i)\bi-[0-9a-f]{8,17}\s*[\[(]?\s*$")
_ARROW_AFTER = re.compile(r"(?::\d{1,5}|[ \t]+\d{1,5})?[ \t]*(?:-+>|=>|→)")
_LEFT = 70  # characters before an address in which the words stand that say whose it is


@dataclass(slots=True)
class Sides:
    """Addresses and ports of both sides, in order of appearance."""

    ours: dict[str, None] = field(default_factory=dict)
    remote: dict[str, None] = field(default_factory=dict)
    ports: dict[int, None] = field(default_factory=dict)


def addresses(text: str) -> list[tuple[int, int, str]]:
    """Every host's address in text with where it stands; networks, 0.0.0.0 and loopback are none."""
    found = []
    for pattern in (_V4, _V6):
        for one in pattern.finditer(text):
            value = _address(one[1])
            network = _NETWORK.match(text, one.end())
            if value and not (network and int(network[1]) not in {32, 128}):
                found.append((one.start(), one.end(), value))
    return sorted(found)


def _address(value: str) -> str | None:
    try:
        found = ip_address(value)
    except ValueError:
        return None
    special = found.is_unspecified or found.is_loopback or found.is_link_local or found.is_multicast
    return None if special else str(found)


def sides(text: str, whose: Whose) -> Sides:
    """
    Whose the addresses in AWS's text are.

    whose are those that AWS does not mark: "ours"; of "callers", where the notice is about a key or an
    account; of "attackers", where we are the target, so that sources are the other side.
    """
    found = Sides()
    _tables(text, found)
    links = {at: url for start, end, url in spans(text) for at in range(start, end)}
    for start, end, value in addresses(text):
        if value in found.remote:
            continue
        remote = not is_ours(links[start]) if start in links else _is_remote(text, (start, end), whose)
        (found.remote if remote else found.ours).setdefault(value)
        arrow = _ARROW.search(text, max(0, start - 12), start)
        port = _PORT_AFTER.match(text, end) if remote and arrow and whose == "ours" else None
        if port:
            _add_ports(found, port[1])
    for name in _HOST_NAME.finditer(text):
        value_ = _address(".".join(name.groups()))
        if value_ and value_ not in found.remote:
            found.ours.setdefault(value_)
    if whose != "callers":
        _ports(text, found)
    for both in [one for one in found.ours if one in found.remote]:
        del found.remote[both]
    return found


def _tables(text: str, found: Sides) -> None:
    for pattern in (_ROW, _COMMA_ROW):
        for row in pattern.finditer(text):
            value = _address(row["ip"])
            if value:
                found.remote.setdefault(value)
                _add_ports(found, row["ports"])


def _is_remote(text: str, span: tuple[int, int], whose: Whose) -> bool:
    before = text[max(0, span[0] - _LEFT) : span[0]]
    before = re.split(r"\n\s*\n|[.;!?]\s", before)[-1]
    # Its own line tells; where it begins the line, the one above (a label, or a folded sentence).
    lines = before.split("\n")
    before = lines[-1] if lines[-1].strip(" \t>*-") else "\n".join(lines[-2:])
    if _INSTANCE.search(before):
        return False
    victim = whose == "attackers"
    if _ARROW.search(before) and _V4.search(before):
        return not victim
    if _ARROW_AFTER.match(text, span[1]):
        return victim
    if victim:
        return bool(_CALLER.search(before)) and not re.search(r"(?i)\b(?:your|target\w*)\b", before)
    return whose == "callers" or bool(_TO.search(before)) or _last(_REMOTE, before) > _last(_OURS, before)


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((one.end() for one in pattern.finditer(text)), default=-1)


def _ports(text: str, found: Sides) -> None:
    for one in _PORTS.finditer(text):
        if re.match(r"(?i)(?:on|over|via|tcp|udp)\b", one[0]) and _OUR_PORTS.search(
            text[max(0, one.start() - 60) : one.start()]
        ):
            continue
        _add_ports(found, one["ports"])


def _add_ports(found: Sides, written: str) -> None:
    for one in re.findall(r"\d+", written):
        if 0 < int(one) < 65536:  # noqa: PLR2004 # ports are 16 bits
            found.ports.setdefault(int(one))
