"""Records of the audit log that were handed on to syslog or the journal: one record, one message."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from ._auditd_event import event_of
from ._auditd_record import record_of

if TYPE_CHECKING:
    from abusedesk.model import Event

# The journal, and "audit[7]: " in syslog, leave out the time and the number: "USER_LOGIN pid=7 uid=0 …".
_SHORT = re.compile(r"(?:<audit-\d+>|(?P<type>[A-Z][A-Z0-9_]{2,40})) (?P<rest>\w+=.*)", re.DOTALL)
_UNKNOWN = "0.0:0"


def audit_event(message: str) -> Event | None:
    """The Event of the record in message, without its own time and place; None where there is no record."""
    if short := _SHORT.fullmatch(message):
        message = f"type={short['type'] or 'UNKNOWN[0]'} msg=audit({_UNKNOWN}): {short['rest']}"
    try:
        return event_of([record_of(message)], "", 0)
    except (OverflowError, ValueError):
        return None


def fields_of(event: Event) -> dict[str, object]:
    """What its record holds, but for what syslog's own fields say."""
    whole: dict[str, object] = json.loads(event.record)
    return {name: value for name, value in whole.items() if name not in {"pid", "user", "message"}}
