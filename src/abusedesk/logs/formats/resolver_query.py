"""Query logs of the Route 53 VPC Resolver: what machines in a VPC looked up."""

from __future__ import annotations

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
_NAME = re.compile(rb'"query_name\\?"\s*:')
_MORE = re.compile(rb'"(?:query_timestamp|query_type|vpc_id|srcids)\\?"\s*:')

_ANSWERED = "NOERROR"
_BLOCKED = "BLOCK"


def sniff(head: bytes) -> bool:
    """Whether JSON with members that only these logs have is there."""
    return head.startswith((b"{", b"[")) and bool(_NAME.search(head) and _MORE.search(head))


def read(lines: Lines) -> Iterator[Event | Rejected]:
    """
    One Event per query; times are UTC.

    action is "dns:" and the type of record asked for ("dns:A"); dns_query is the name in lower case
    without the dot at its end. error is the answer's code where it is not NOERROR. target is the
    instance that asked, else its VPC. record is the log's own and, beside it, Sigma's names for DNS
    (query, record_type, answer).
    """
    return _records.read(lines, _is_record, _event)


def _is_record(value: dict[str, Any]) -> bool:
    return "query_name" in value


def _event(record: dict[str, Any], lines: Lines, own_id: str, line: int) -> Event:
    name = text_of(record.get("query_name"))
    if name is None:
        raise ValueError("not a query of the resolver: expected query_name")
    kind, code = text_of(record.get("query_type")), text_of(record.get("rcode"))
    query = name.rstrip(".").lower() or "."
    given = {"query": query, "record_type": kind, "answer": ";".join(_answers(record)) or None}
    when = record.get("query_timestamp")
    return Event(
        time=moment(when) if when else None,
        source=FORMAT.id,
        id=own_id,
        account=text_of(record.get("account_id")),
        region=text_of(record.get("region")),
        action=f"dns:{kind or '?'}",
        outcome=_outcome(record, code),
        error=code if code != _ANSWERED else None,
        src_ip=text_of(record.get("srcaddr")),
        src_port=number_of(record.get("srcport")),
        target=text_of(member(record, "srcids", "instance")) or text_of(record.get("vpc_id")),
        dns_query=query,
        file=lines.name,
        line=line,
        record=compact({**record, **{name: value for name, value in given.items() if value}}),
    )


def _answers(record: dict[str, Any]) -> Iterator[str]:
    answers = record.get("answers")
    for each in answers if isinstance(answers, list) else [answers]:
        if data := text_of(member(each, "Rdata")):
            yield data


def _outcome(record: dict[str, Any], code: str | None) -> Outcome | None:
    if record.get("firewall_rule_action") == _BLOCKED:
        return "failure"
    if code is None:
        return None
    return "success" if code == _ANSWERED else "failure"


FORMAT = Format(
    id="resolver_query",
    title=msg("Amazon Route 53 Resolver query logs"),
    source="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs-format.html",
    logsources=(
        ("aws", "route53"),
        ("aws", "route53resolver"),
    ),
    sniff=sniff,
    read=read,
)
