"""
What a program said: the event in its message, with the user and the other side's address.

A user's name is whatever the other side sent, "root from 192.0.2.1" too. So a pattern takes the
last address of the line, where the program puts it, and is matched to the end of the message.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from abusedesk.logs._fields import address_of, number_of, outcome_of_status

from ._syslog_audit import audit_event, fields_of
from ._syslog_hosts import HOST_PATTERNS, PAM, SERVICES
from ._syslog_mail import DOVECOT, POSTFIX
from ._syslog_servers import SERVER_PATTERNS
from ._syslog_sshd import SSHD_PATTERNS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from abusedesk.model import Outcome

    from ._syslog_pattern import Pattern

# rsyslog writes: message repeated 2 times: [ Failed password for root from 203.0.113.9 port 22 ssh2]
_REPEATED = re.compile(r"message repeated (?P<repeated>\d{1,9}) times: \[ ?(?P<message>.*)\]", re.DOTALL)
_LAST_REPEATED = re.compile(r"(?:--- )?last message repeated (?P<repeated>\d{1,9}) times?(?: ---)?")
_MORE_FAILURES = re.compile(r"PAM (?P<repeated>\d{1,9}) more authentication failures?; ")

_PATTERNS = {
    **SSHD_PATTERNS,
    **HOST_PATTERNS,
    **SERVER_PATTERNS,
    "postfix": POSTFIX,
    "dovecot": DOVECOT,
}

# sshd cuts what it logs at 1,024 bytes (MSGBUFSIZ in its log.c), which also bounds what a hostile
# user name may cost; commands may be long, and their patterns are cheap; so are those of servers.
_LONGEST = 1_200
_LONGEST_COMMAND = 64 * 1024
_AUDIT = "auditd"
_LONGEST_OF = {
    **dict.fromkeys(("sudo", "cron", "crontab", "pkexec"), _LONGEST_COMMAND),
    **dict.fromkeys((_AUDIT, "postfix", "haproxy", "vsftpd", "named"), 8 * 1024),
}

# What a message may say besides the user and the other side, to the type of the Event's column.
_COLUMNS: Mapping[str, Callable[[str], Any]] = {
    "dst_ip": address_of,
    "dst_port": number_of,
    "http_method": str,
    "url": str,
    "status": number_of,
    "dns_query": str,
}
_UNSAFE = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Said:
    """
    event is None where nothing is known of the message; repeated is how often it was said.

    columns are other columns of an Event that it fills; more is what else it says, by name.
    """

    service: str
    event: str | None = None
    outcome: Outcome | None = None
    user: str | None = None
    src_ip: str | None = None
    src_port: int | None = None
    repeated: int = 1
    more: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, Any] = field(default_factory=dict)


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
    whole = (program or "").lower()
    if whole.startswith("postfix"):
        return "postfix"
    name = whole.rsplit("/", 1)[-1].partition("(")[0]
    return SERVICES.get(name, name)


def _known(service: str, message: str) -> Said:
    if len(message) > _LONGEST_OF.get(service, _LONGEST):
        return Said(service)
    if ("pam_" in message or message.startswith("PAM ")) and len(message) <= _LONGEST:
        for pattern in PAM:
            if found := pattern.matches.fullmatch(message):
                made = _made(service, pattern, found.groupdict())
                more = _MORE_FAILURES.match(message)
                return _again(made, int(more["repeated"])) if more else made
    if service == _AUDIT:
        return _audited(message)
    for pattern in _PATTERNS.get(service, ()):
        if found := pattern.matches.fullmatch(message):
            return _made(service, pattern, found.groupdict())
    return Said(service)


def _audited(message: str) -> Said:
    event = audit_event(message)
    if event is None:
        return Said(_AUDIT)
    columns = {"dst_ip": event.dst_ip, "dst_port": event.dst_port}
    return Said(
        service=_AUDIT,
        event=(event.action or "").partition(":")[2],
        outcome=event.outcome,
        user=event.user,
        src_ip=event.src_ip,
        src_port=event.src_port,
        more=fields_of(event),
        columns={name: value for name, value in columns.items() if value is not None},
    )


def _again(one: Said, times: int) -> Said:
    return replace(one, repeated=times)


def _made(service: str, pattern: Pattern, found: dict[str, str | None]) -> Said:
    given = {name: value for name, value in found.items() if value}
    event, outcome = pattern.event, pattern.outcome
    ip, port = given.pop("src_ip", None), given.pop("src_port", None)
    if "{" in event:
        event = event.format_map(
            {name: _UNSAFE.sub("_", value.lower()).strip("_") for name, value in given.items()}
        )
    if failure := given.pop("refused", None):
        given["reason"], outcome = failure, "failure"
    if "by" in given:
        # Who acts is the user, as with sudo: "session opened for user root by alice" is alice's.
        given["target_user"], given["user"] = given["user"], given.pop("by")
    columns = {name: told for name in given.keys() & _COLUMNS.keys() if (told := _COLUMNS[name](given[name]))}
    if "status" in given:
        outcome = outcome_of_status(columns.get("status", 0))
    return Said(
        service=service,
        event=event,
        outcome=outcome,
        user=given.pop("user", None),
        src_ip=address_of(ip),
        src_port=int(port) if port and len(port) < 6 else None,  # noqa: PLR2004 - five digits are the most
        more=given,
        columns=columns,
    )
