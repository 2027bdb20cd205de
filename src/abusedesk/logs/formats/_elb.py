"""The lines of all three load balancers' access logs; a file of one kind is read by its kind's format."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from abusedesk.logs._fields import compact, number_of, outcome_of_status
from abusedesk.logs._head import any_line
from abusedesk.model import Event, Rejected

from ._web_fields import address_and_port, request_of, unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.logs._lines import Lines

ALB, CLB, NLB = "alb_access", "clb_access", "nlb_tls"

_QUOTED = r'"((?:[^"\\]|\\.)*)"'
_STAMP = r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z?)"
_SECONDS = r"(-?[\d.]{1,20}|-)"
_SIZE = r"(-?\d{1,18}|-)"
_STATUS = r"(\d{1,3}|-)"

# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
_ALB_LINE = re.compile(
    rf"(https?|h2|grpcs?|wss?) {_STAMP} (\S+) (\S+) (\S+) {_SECONDS} {_SECONDS} {_SECONDS} "
    rf"{_STATUS} {_STATUS} {_SIZE} {_SIZE} {_QUOTED} {_QUOTED} (\S+) (\S+) (\S+)(.*)"
)
_ALB_NAMES = (
    *("type", "time", "elb", "client", "target", "request_processing_time", "target_processing_time"),
    *("response_processing_time", "elb_status_code", "target_status_code", "received_bytes", "sent_bytes"),
    *("request", "user_agent", "ssl_cipher", "ssl_protocol", "target_group_arn"),
)
# Later columns came one by one over the years: those that a line ends before are not there.
_ALB_MORE = (
    *("trace_id", "domain_name", "chosen_cert_arn", "matched_rule_priority", "request_creation_time"),
    *("actions_executed", "redirect_url", "error_reason", "target_port_list", "target_status_code_list"),
    *("classification", "classification_reason", "conn_trace_id", "transformed_host", "transformed_uri"),
    "request_transform_status",
)

# https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/access-log-collection.html
_CLB_LINE = re.compile(
    rf"{_STAMP} (\S+) (\S+) (\S+) {_SECONDS} {_SECONDS} {_SECONDS} {_STATUS} {_STATUS} {_SIZE} {_SIZE} "
    rf"{_QUOTED}(?: {_QUOTED} (\S+) (\S+))?(.*)"
)
_CLB_NAMES = (
    *("time", "elb", "client", "backend", "request_processing_time", "backend_processing_time"),
    *("response_processing_time", "elb_status_code", "backend_status_code", "received_bytes", "sent_bytes"),
    *("request", "user_agent", "ssl_cipher", "ssl_protocol"),
)

# https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-access-logs.html
_NLB_LINE = re.compile(
    rf"(tls) (\S+) {_STAMP} (\S+) (\S+) (\S+) (\S+) {_SECONDS} {_SECONDS} {_SIZE} {_SIZE} (\S+) (\S+) (\S+) "
    r"(\S+) (\S+) (\S+) (\S+)(.*)"
)
_NLB_NAMES = (
    *("type", "version", "time", "elb", "listener", "client", "destination", "connection_time"),
    *("tls_handshake_time", "received_bytes", "sent_bytes", "incoming_tls_alert", "chosen_cert_arn"),
    *("chosen_cert_serial", "tls_cipher", "tls_protocol_version", "tls_named_group", "domain_name"),
)
_NLB_MORE = (
    *("alpn_fe_protocol", "alpn_be_protocol", "alpn_client_preference_list"),
    "tls_connection_creation_time",
)

_MORE = re.compile(rf"{_QUOTED}|(\S+)")

_KINDS = (
    (ALB, _ALB_LINE, _ALB_NAMES, _ALB_MORE),
    (CLB, _CLB_LINE, _CLB_NAMES, ()),
    (NLB, _NLB_LINE, _NLB_NAMES, _NLB_MORE),
)

_NUMBERS = frozenset({"received_bytes", "sent_bytes", "connection_time", "tls_handshake_time"})
_TARGETS = ("target", "backend", "destination")

_ARN = re.compile(r"arn:(aws[\w-]*):elasticloadbalancing:([a-z0-9-]{1,32}):(\d{12})\b")
# Where S3 delivery puts them: the account and the region are in the name of each file.
_NAME = re.compile(r"(?:^|[/_])(\d{12})_elasticloadbalancing_([a-z]{2,4}(?:-[a-z]+)+-\d)_")


def is_line(kind: str, head: bytes) -> bool:
    """Whether one of the first lines of head is one of kind's access logs."""
    [pattern] = [pattern for name, pattern, _, _ in _KINDS if name == kind]
    return any_line(head, pattern.fullmatch)


def read(lines: Lines) -> Iterator[Event | Rejected]:
    """
    One Event per request, or per connection for TLS listeners; time is when it was answered, or ended.

    action is "http:" and the method in lower case, "http:?" for what is no HTTP request, or
    "tls:connection". outcome is failure from status 400 on. target is the load balancer, as its ARN
    where account and region are known; dst_ip is the machine behind it that was asked. record has the
    columns by AWS's names (the ports of "client:port" within, as they stand) and, for HTTP, Sigma's
    names for web servers.
    """
    place = _NAME.search(lines.name)
    named = ("aws", place[2], place[1]) if place else None
    for number, line in lines:
        for kind, pattern, names, more in _KINDS:
            if match := pattern.fullmatch(line):
                try:
                    given = _given(match, names, more)
                    yield _event(kind, given, named, lines.name, number)
                except ValueError as why:
                    yield Rejected(lines.name, number, str(why))
                break
        else:
            yield Rejected(
                lines.name, number, "expected time, load balancer, client, target, status and request"
            )


def _given(match: re.Match[str], names: tuple[str, ...], more: tuple[str, ...]) -> dict[str, str]:
    *values, rest = match.groups()
    given = dict(zip(names, values, strict=True))
    if rest and more:
        given.update(zip(more, (quoted or plain for quoted, plain in _MORE.findall(rest)), strict=False))
    return {name: value for name, value in given.items() if value not in {None, "", "-"}}


def _event(
    kind: str, given: dict[str, str], named: tuple[str, str, str] | None, file: str, number: int
) -> Event:
    found = _ARN.match(given.get("target_group_arn", ""))
    partition, region, account = found.groups() if found else named or ("aws", None, None)
    src_ip, src_port = address_and_port(given.get("client"))
    dst_ip, dst_port = address_and_port(next((given[name] for name in _TARGETS if name in given), None))
    method, host, url, version = request_of(given.get("request"))
    status = number_of(given.get("elb_status_code"))
    agent = unescaped(given.get("user_agent"))
    return Event(
        time=_time(given["time"]),
        source=kind,
        id=f"{file}:{number}",
        account=account,
        region=region,
        action="tls:connection" if kind == NLB else f"http:{method.lower() if method else '?'}",
        outcome=outcome_of_status(status),
        src_ip=src_ip,
        src_port=src_port,
        dst_ip=dst_ip,
        dst_port=dst_port,
        target=_balancer(given["elb"], partition, region, account) if "elb" in given else None,
        http_method=method,
        url=url,
        status=status,
        user_agent=agent,
        file=file,
        line=number,
        record=_record(given, src_ip, (method, host, url, version), agent),
    )


def _record(
    given: dict[str, str],
    client: str | None,
    request: tuple[str | None, str | None, str | None, str | None],
    agent: str | None,
) -> str:
    record: dict[str, str | int] = {
        name: int(value) if name in _NUMBERS and value.isdigit() else value for name, value in given.items()
    }
    method, host, url, version = request
    stem, mark, query = (url or "").partition("?")
    web = {
        "c-ip": client,
        "cs-method": method,
        "cs-host": host,
        "cs-uri": url,
        "cs-uri-stem": stem or None,
        "cs-uri-query": query if mark else None,
        "cs-version": version,
        "sc-status": number_of(given.get("elb_status_code")),
        "cs-user-agent": agent,
    }
    record.update({name: value for name, value in web.items() if value is not None})
    return compact(record)


def _balancer(name: str, partition: str, region: str | None, account: str | None) -> str:
    if region is None or account is None:
        return name
    return f"arn:{partition}:elasticloadbalancing:{region}:{account}:loadbalancer/{name}"


def _time(stamp: str) -> datetime:
    try:
        return datetime.fromisoformat(stamp.removesuffix("Z")[:26]).replace(tzinfo=UTC)
    except ValueError as why:
        raise ValueError(f"not a time: {stamp}") from why
