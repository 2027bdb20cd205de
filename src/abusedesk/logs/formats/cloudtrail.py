"""CloudTrail records, however they were got: from S3, the event history, the console, EventBridge."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from abusedesk.logs import _records
from abusedesk.logs._fields import compact, member, moment, text_of
from abusedesk.logs._unit import Format
from abusedesk.model import Event, Rejected, principal_of
from abusedesk.translate import msg

from . import _cloudtrail_csv
from ._cloudtrail_target import target_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from abusedesk.logs._lines import Lines
    from abusedesk.model import Outcome

# Lists of calls have eventSource and eventName too; what happened has one of these beside them.
_CERTAINLY = re.compile(rb'"(?:eventTime|eventVersion|userIdentity)\\?"\s*:')
_NAMED = re.compile(rb'"(?:eventSource|eventName)\\?"\s*:')
_EMPTY = re.compile(rb'\{\s*"(?:Records|Events)"\s*:\s*\[')

_FAILED_SIGN_IN = "Failure"


def sniff(head: bytes) -> bool:
    """Whether JSON with members that only CloudTrail records have is there, a wrapper or a table of such."""
    if not head.startswith((b"{", b"[")):
        return _cloudtrail_csv.is_header(head)
    if b'"CloudTrailEvent"' in head or _EMPTY.match(head):
        return True
    return bool(_NAMED.search(head) and _CERTAINLY.search(head))


def read(lines: Lines) -> Iterator[Event | Rejected]:
    """
    One Event per record; times are UTC, as CloudTrail's always are.

    An Insights record has the call whose rate was unusual as its action, and no outcome: it is no call.
    """
    if not lines.begins.startswith((b"{", b"[")) and _cloudtrail_csv.is_header(lines.begins):
        return _rows(lines)
    return _records.read(lines, _is_record, _event)


def _rows(lines: Lines) -> Iterator[Event | Rejected]:
    for found in _cloudtrail_csv.records(lines):
        if isinstance(found, Rejected):
            yield found
            continue
        line, record = found
        try:
            yield _event(record, lines, f"{lines.name}:{line}", line)
        except ValueError as why:
            yield Rejected(lines.name, line, str(why))


def _is_record(value: dict[str, Any]) -> bool:
    return "insightDetails" in value or ("eventName" in value and "eventSource" in value)


def _event(record: dict[str, Any], lines: Lines, own_id: str, line: int) -> Event:
    who = record.get("userIdentity")
    error = text_of(record.get("errorCode")) or text_of(record.get("errorMessage"))
    actor = _actor(who)
    return Event(
        time=_time(record, lines, line),
        source=FORMAT.id,
        id=text_of(record.get("eventID")) or own_id,
        account=text_of(record.get("recipientAccountId")) or text_of(member(who, "accountId")),
        region=text_of(record.get("awsRegion")),
        action=_action(record),
        outcome=_outcome(record, error),
        error=error,
        actor=actor,
        principal=text_of(member(who, "sessionContext", "sessionIssuer", "arn"))
        or (principal_of(actor) if actor else None),
        credential=text_of(member(who, "accessKeyId")),
        user=_user(who, actor),
        src_ip=text_of(record.get("sourceIPAddress")),
        target=target_of(record),
        user_agent=text_of(record.get("userAgent")),
        message=text_of(record.get("errorMessage")) or _insight(record),
        file=lines.name,
        line=line,
        record=compact(record),
    )


def _time(record: dict[str, Any], lines: Lines, line: int) -> datetime | None:
    # That a call was made is worth more than when: a time that is none costs only the time.
    try:
        return moment(record["eventTime"]) if record.get("eventTime") else None
    except ValueError as why:
        lines.refuse(line, f"{why}; the event is kept without a time")
        return None


def _action(record: dict[str, Any]) -> str:
    """
    "service:Call", the service as eventSource has it up to the first dot.

    Raises:
        ValueError: the record names no call.
    """
    # An Insights event names the call whose rate was unusual in its details.
    source = text_of(record.get("eventSource")) or text_of(member(record, "insightDetails", "eventSource"))
    name = text_of(record.get("eventName")) or text_of(member(record, "insightDetails", "eventName"))
    if source is None or name is None:
        raise ValueError("not a CloudTrail record: expected eventSource and eventName")
    return f"{source.split('.', 1)[0]}:{name}"


def _insight(record: dict[str, Any]) -> str | None:
    details = record.get("insightDetails")
    said = (text_of(member(details, name)) for name in ("insightType", "state"))
    return " ".join(filter(None, said)) or None


def _outcome(record: dict[str, Any], error: str | None) -> Outcome | None:
    if record.get("insightDetails"):
        return None
    # A refused console sign-in may have no errorCode: the response says it.
    refused = member(record, "responseElements", str(record.get("eventName"))) == _FAILED_SIGN_IN
    return "failure" if error or refused else "success"


def _actor(who: Any) -> str | None:
    """Who asked: an ARN where there is one, an AWS service's name, else the principal's or account's id."""
    for name in ("arn", "invokedBy", "principalId", "userName", "accountId"):
        if found := text_of(member(who, name)):
            return found
    return text_of(member(who, "onBehalfOf", "userId"))


def _user(who: Any, actor: str | None) -> str | None:
    """The user's name; "root"; or the name of the role session, as LookupEvents has it."""
    if name := text_of(member(who, "userName")):
        return name
    if member(who, "type") == "Root":
        return "root"
    if actor and ":assumed-role/" in actor:
        return actor.rsplit("/", 1)[1] or None
    return None


FORMAT = Format(
    id="cloudtrail",
    title=msg("AWS CloudTrail records"),
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html",
    logsources=(("aws", "cloudtrail"),),
    sniff=sniff,
    read=read,
)
