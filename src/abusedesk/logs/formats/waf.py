"""Logs of AWS WAF, as S3, Firehose and CloudWatch Logs have them."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from abusedesk.logs import _records
from abusedesk.logs._fields import compact, member, moment, number_of, text_of
from abusedesk.logs._unit import Format
from abusedesk.model import Event
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.logs._lines import Lines
    from abusedesk.model import Outcome, Rejected

# In a message of CloudWatch Logs the quotes have backslashes before them.
_LIST = re.compile(rb'"webaclId\\?"\s*:')
_MORE = re.compile(rb'"(?:httpRequest|terminatingRuleId)\\?"\s*:')

_ARN = re.compile(r"arn:aws[\w-]*:wafv2?(?:-regional)?:([a-z0-9-]*):(\d{12}):\S+")

# What the caller got: CAPTCHA and CHALLENGE end a request that did not solve the puzzle.
_OUTCOMES: dict[str, Outcome] = {
    "ALLOW": "success",
    "COUNT": "success",
    "BLOCK": "failure",
    "CAPTCHA": "failure",
    "CHALLENGE": "failure",
}


def sniff(head: bytes) -> bool:
    """Whether JSON with members that only these logs have is there."""
    return head.startswith((b"{", b"[")) and bool(_LIST.search(head) and _MORE.search(head))


def read(lines: Lines) -> Iterator[Event | Rejected]:
    """
    One Event per request that a web ACL judged; times are UTC.

    action is "waf:" and what the ACL did ("waf:BLOCK"), error the rule that ended it, where it was
    not let through. target is the resource in front of which the ACL stands, else the ACL. record is
    the log's own, and Sigma's names for web servers beside it.
    """
    return _records.read(lines, _is_record, _event)


def _is_record(value: dict[str, Any]) -> bool:
    return "webaclId" in value and ("httpRequest" in value or "action" in value)


def _event(record: dict[str, Any], lines: Lines, own_id: str, line: int) -> Event:
    action, request = text_of(record.get("action")), record.get("httpRequest")
    if action is None:
        raise ValueError("not a WAF record: expected an action")
    acl = text_of(record.get("webaclId")) or ""
    place = _ARN.fullmatch(acl)
    stem, query = text_of(member(request, "uri")), text_of(member(request, "args"))
    agent, method = _header(request, "user-agent"), text_of(member(request, "httpMethod"))
    web = {
        "c-ip": member(request, "clientIp"),
        "cs-method": method,
        "cs-host": text_of(member(request, "host")) or _header(request, "host"),
        "cs-uri-stem": stem,
        "cs-uri-query": query,
        "cs-user-agent": agent,
        "cs-referer": _header(request, "referer"),
    }
    outcome = _OUTCOMES.get(action.upper(), "unknown")
    text = compact({**record, **{name: value for name, value in web.items() if value is not None}})
    return Event(
        time=moment(record["timestamp"]) if record.get("timestamp") else None,
        source=FORMAT.id,
        id=_id(request, text) or own_id,
        account=place[2] if place else None,
        region=(place[1] or None) if place else None,
        action=f"waf:{action}",
        outcome=outcome,
        error=text_of(record.get("terminatingRuleId")) if outcome == "failure" else None,
        src_ip=text_of(member(request, "clientIp")),
        target=_resource(record) or acl or None,
        http_method=method,
        url=f"{stem}?{query}" if stem and query else stem,
        status=number_of(record.get("responseCodeSent")),
        user_agent=agent,
        file=lines.name,
        line=line,
        record=text,
    )


def _id(request: Any, record: str) -> str | None:
    # A load balancer takes the request's id from whoever asks: alone it would let a caller make many
    # requests look like one.
    own = text_of(member(request, "requestId"))
    return f"{own}:{hashlib.blake2b(record.encode(), digest_size=6).hexdigest()}" if own else None


def _header(request: Any, name: str) -> str | None:
    headers = member(request, "headers")
    for each in headers if isinstance(headers, list) else ():
        if (text_of(member(each, "name")) or "").lower() == name:
            return text_of(member(each, "value"))
    return None


def _resource(record: dict[str, Any]) -> str | None:
    # "111122223333-app/name/id" for a load balancer, "111122223333:api:stage" for an API.
    return text_of(record.get("httpSourceId"))


FORMAT = Format(
    id="waf",
    title=msg("AWS WAF logs"),
    source="https://docs.aws.amazon.com/waf/latest/developerguide/logging-fields.html",
    logsources=(("aws", "waf"),),
    sniff=sniff,
    read=read,
)
