"""
What a program said: the event in its message, with the user and the other side's address.

A user's name is whatever the other side sent, "root from 192.0.2.1" too. So a pattern takes the
last address of the line, where the program puts it, and is matched to the end of the message.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ._syslog_hosts import HOST_PATTERNS, PAM, SERVICES
from ._syslog_sshd import SSHD_PATTERNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.model import Outcome

# rsyslog writes: message repeated 2 times: [ Failed password for root from 203.0.113.9 port 22 ssh2]
_REPEATED = re.compile(r"message repeated (?P<repeated>\d{1,9}) times: \[ ?(?P<message>.*)\]", re.DOTALL)
_LAST_REPEATED = re.compile(r"(?:--- )?last message repeated (?P<repeated>\d{1,9}) times?(?: ---)?")
_MORE_FAILURES = re.compile(r"PAM (?P<repeated>\d{1,9}) more authentication failures?; ")

_PATTERNS = {**SSHD_PATTERNS, **HOST_PATTERNS}

# sshd cuts what it logs at 1,024 bytes (MSGBUFSIZ in its log.c), which also bounds what a hostile
# user name may cost; commands may be long, and their patterns are cheap.
_LONGEST = 1_200
_LONGEST_COMMAND = 64 * 1024
_COMMANDS = frozenset({"sudo", "cron", "crontab"})

_MAPPED = "::ffff:"  # IPv4 within IPv6, as a dual-stack sshd writes it


@dataclass(frozen=True, slots=True)
class Said:
    """event is None where nothing is known of the message; repeated is how often it was said."""

    service: str
    event: str | None = None
    outcome: Outcome | None = None
    user: str | None = None
    src_ip: str | None = None
    src_port: int | None = None
    repeated: int = 1
    more: Mapping[str, str] = field(default_factory=dict)


def said(program: str | None, message: str, before: Said | None = None) -> Said:
    """What program said in message; before is what it said in the line before, which may be repeated."""
    service = service_of(program)
    if found := _LAST_REPEATED.fullmatch(message):
        return _again(before or Said(service), int(found["repeated"]))
    if found := _REPEATED.fullmatch(message):
        return _again(_known(service, found["message"].strip()), int(found["repeated"]))
    return _known(service, message)


def service_of(program: str | None) -> str:
    """The service behind a program's name: sshd for sshd-session, cron for /usr/sbin/CRON."""
    name = (program or "").rsplit("/", 1)[-1].lower()
    return SERVICES.get(name, name)


def _known(service: str, message: str) -> Said:
    if len(message) > (_LONGEST_COMMAND if service in _COMMANDS else _LONGEST):
        return Said(service)
    for pattern in PAM + _PATTERNS.get(service, ()):
        if found := pattern.matches.fullmatch(message):
            made = _made(service, pattern.event, pattern.outcome, found.groupdict())
            more = _MORE_FAILURES.match(message)
            return _again(made, int(more["repeated"])) if more else made
    return Said(service)


def _again(one: Said, times: int) -> Said:
    return Said(one.service, one.event, one.outcome, one.user, one.src_ip, one.src_port, times, one.more)


def _made(service: str, event: str, outcome: Outcome | None, found: dict[str, str | None]) -> Said:
    given = {name: value for name, value in found.items() if value}
    ip, port = given.pop("src_ip", None), given.pop("src_port", None)
    method = given.get("method", "")
    if failure := given.pop("refused", None):
        given["reason"], outcome = failure, "failure"
    if "by" in given:
        # Who acts is the user, as with sudo: "session opened for user root by alice" is alice's.
        given["target_user"], given["user"] = given["user"], given.pop("by")
    return Said(
        service=service,
        event=event.replace("{method}", re.sub(r"[^a-z0-9]+", "_", method.lower()).strip("_")),
        outcome=outcome,
        user=given.pop("user", None),
        src_ip=ip.lower().removeprefix(_MAPPED)
        if ip and "." in ip and ip.lower().startswith(_MAPPED)
        else ip,
        src_port=int(port) if port and len(port) < 6 else None,  # noqa: PLR2004 - five digits are the most
        more=given,
    )
