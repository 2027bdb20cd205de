"""Lines of logs in a report: which of them are such, and whom they name as the source."""

from __future__ import annotations

import re
from typing import NamedTuple

from abusedesk.intake._addresses import addresses

_IP = r"(?P<source>[0-9A-Fa-f:.]{3,44}[0-9A-Fa-f])"
_LINES = tuple(
    re.compile(pattern)
    for pattern in (
        # Linux firewalls (iptables, nftables, UFW)
        rf"\bSRC={_IP}\s.*\bDST=",
        # Cisco ASA and IOS: https://www.cisco.com/c/en/us/td/docs/security/asa/syslog/b_syslog.html
        rf"%(?:ASA|PIX|FTD|FWSM)-[\w-]+:.*?\bsrc [\w.-]+:{_IP}[/( ]",
        rf"%(?:ASA|PIX|FTD|FWSM)-[\w-]+:.*?\bfrom (?:[\w-]+:)?{_IP}[/( ]",
        rf"%(?:ASA|PIX|FTD|FWSM)-[\w-]+:.*?\b[Bb]uilt inbound .*?\bfor [\w.-]+:{_IP}/",
        rf"%(?:SEC|FW|IPV6_ACL)-[\w-]+:.*?\b(?:denied|permitted) \w+ {_IP}(?:[( ]|\s*->)",
        # Web servers: combined format, with or without the virtual host before it; error logs
        rf"^[\s>|]*(?:[\w.-]+(?::\d+)? )?{_IP},? \S+ (?:\S+ )?\[[^\]]{{10,40}}\] ?\"",
        rf"\[client {_IP}(?::\d{{1,5}})?\]",
        rf"\bclient: {_IP}, server:",
        # Mail servers
        rf"\b(?:postfix(?:/[\w-]+)+|sendmail|sm-mta)\[\d+\]:.*?\[{_IP}\]",
        rf"\brip={_IP}\b",
        rf"\bauthenticator failed for [^\[]{{0,200}}\[{_IP}\]",
        rf"\bH=[^\[]{{0,200}}\[{_IP}\]",
        # Intrusion detection, packets, flows of one line
        rf"\{{(?:TCP|UDP|ICMP)\}} {_IP}(?::\d{{1,5}})? -> ",
        r"\bIP (?P<source>\d{1,3}(?:\.\d{1,3}){3})(?:\.\d{1,5})? > \d",
        rf"^\S+ \S+ (?:DROP|ALLOW|OPEN) [A-Z]{{3,4}} {_IP} ",
        # Telephony, file servers, name servers, Windows
        rf"(?i)\bfailed for '{_IP}(?::\d{{1,5}})?'",
        rf"\b(?:CONNECT|FAIL LOGIN): Client \"(?:::ffff:)?{_IP}\"",
        rf"\bclient (?:@0x[0-9a-f]+ )?{_IP}#\d+",
        rf"(?i)\b(?:source network|client) address:\s+(?:::ffff:)?{_IP}\b",
        # Fields of other firewalls and of JSON
        rf"(?i)\b(?:src|source)_?-?(?:ip|addr(?:ess)?)?\"?\s*[=:]\s*\"?{_IP}\b",
    )
)
_LOGIN = re.compile(
    r"(?i)\b(?:failed (?:password|none|publickey|keyboard-interactive/pam) for|invalid user|"
    r"authentication failure|connection closed by (?:authenticating|invalid) user|"
    r"did not receive identification|maximum authentication attempts|banned? \d)"
)
_FROM = re.compile(
    r"(?i)\b(?:from|rhost=|by|ban(?:ned)?)[ =]?\s*(?:(?:authenticating|invalid) user \S* )?([0-9a-f.:]{7,39})"
)
_MOST = 2_000  # lines that are looked at
_LONGEST = 1_000  # characters of a line


class Excerpt(NamedTuple):
    """The source that most lines name, and the first line that names it."""

    source: str
    first: str


def excerpt(text: str) -> Excerpt | None:
    """What the log lines in text say, None where there are none."""
    found: list[tuple[str, str]] = []
    for whole in text.split("\n")[:_MOST]:
        line = whole[:_LONGEST]
        source = _login(line) or _other(line)
        if source:
            found.append((source, line))
    if not found:
        return None
    sources = [source for source, _ in found]
    # The commonest; of several the first.
    source = max(dict.fromkeys(sources), key=sources.count)
    return Excerpt(source, next(line for one, line in found if one == source))


def _login(line: str) -> str | None:
    """The source of a login that failed: the last one named, for the attacker chose the user's name."""
    if not _LOGIN.search(line):
        return None
    named = [value for one in _FROM.findall(line) if (value := _address(one))]
    return named[-1] if named else None


def _other(line: str) -> str | None:
    for pattern in _LINES:
        found = pattern.search(line)
        if found:
            value = _address(found["source"])
            if value:
                return value
    return None


def _address(value: str) -> str | None:
    found = addresses(value.strip(".:"))
    return found[0][2] if found else None
