"""CloudFront's standard logs: tab-separated with a header, and the JSON of the newer delivery."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from abusedesk.logs._fields import compact, moment, number_of, outcome_of_status, text_of
from abusedesk.logs._json import values
from abusedesk.logs._unit import Format
from abusedesk.model import Event, Rejected
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.logs._lines import Lines

# The columns of a file without a header, which is one that was cut or pasted.
_DEFAULT = (
    *("date", "time", "x-edge-location", "sc-bytes", "c-ip", "cs-method", "cs(Host)", "cs-uri-stem"),
    *("sc-status", "cs(Referer)", "cs(User-Agent)", "cs-uri-query", "cs(Cookie)", "x-edge-result-type"),
    *("x-edge-request-id", "x-host-header", "cs-protocol", "cs-bytes", "time-taken", "x-forwarded-for"),
    *("ssl-protocol", "ssl-cipher", "x-edge-response-result-type", "cs-protocol-version", "fle-status"),
    *("fle-encrypted-fields", "c-port", "time-to-first-byte", "x-edge-detailed-result-type"),
    *("sc-content-type", "sc-content-len", "sc-range-start", "sc-range-end"),
)
_HEADER = "#Fields:"
_OURS = re.compile(rb"^#Fields:.*\bx-edge-(?:location|result-type|request-id)\b", re.MULTILINE)
_LINE = re.compile(rb"\d{4}-\d\d-\d\d\t\d\d:\d\d:\d\d\t[A-Z]{3}\d[\w-]*\t\d+\t[0-9a-fA-F.:]+\t[A-Z]+\t")
_JSON = re.compile(rb'"x-edge-(?:location|result-type|request-id)"\s*:')

_NUMBERS = frozenset({"sc-bytes", "sc-status", "cs-bytes", "c-port", "sc-content-len"})
# CloudFront encodes what could break a line; the rest of these is as the client sent it.
_ENCODED = frozenset({"cs(User-Agent)", "cs(Referer)", "sc-content-type"})
_MISSING = "-"

_DISTRIBUTION = re.compile(r"(?:^|/)(E[A-Z0-9]{9,15})\.\d{4}-\d\d-\d\d-\d\d\.")
_ACCOUNT = re.compile(r"(?:^|/)AWSLogs/(?:aws-account-id=)?(\d{12})/CloudFront/")


def sniff(head: bytes) -> bool:
    """Whether there is a header, a line or a JSON object with columns that only CloudFront has."""
    if head.startswith((b"{", b"[")):
        return bool(_JSON.search(head)) and b'"eventSource' not in head
    return bool(_OURS.search(head[:8192]) or _LINE.match(head))


def read(lines: Lines) -> Iterator[Event | Rejected]:
    """
    One Event per request; time is when the answer was sent.

    action is "http:" and the method in lower case; outcome is failure from status 400 on. target is the
    distribution (its ARN where the file's name tells the account, else its domain). record has the
    columns by AWS's names, without those that have no value, and Sigma's names for web servers; user
    agent, referer and content type are decoded once, which is how often CloudFront encodes them.
    """
    place = _Place(lines.name)
    for number, row in _objects(lines) if lines.begins.startswith((b"{", b"[")) else _rows(lines):
        if isinstance(row, str):
            yield Rejected(lines.name, number, row)
            continue
        try:
            yield _event(row, place, number)
        except ValueError as why:
            yield Rejected(lines.name, number, str(why))


def _rows(lines: Lines) -> Iterator[tuple[int, dict[str, Any] | str]]:
    names: Sequence[str] = _DEFAULT
    for number, line in lines:
        if line.startswith("#"):
            # #Version says nothing; a header in the middle is that of a file that was joined on.
            names = line.removeprefix(_HEADER).split() if line.startswith(_HEADER) else names
            continue
        parts = line.split("\t")
        if len(parts) != len(names):
            yield number, f"expected {len(names)} fields of a CloudFront log, found {len(parts)}"
            continue
        yield number, dict(zip(names, parts, strict=True))


def _objects(lines: Lines) -> Iterator[tuple[int, dict[str, Any] | str]]:
    for found in values(lines):
        if isinstance(found, Rejected):
            yield found.line, found.why
        else:
            line, value = found
            yield line, value if isinstance(value, dict) else "expected a JSON object"


class _Place:
    """What the name of a file tells of its lines."""

    def __init__(self, file: str) -> None:
        distribution, account = _DISTRIBUTION.search(file), _ACCOUNT.search(file)
        self.file = file
        self.distribution = distribution[1] if distribution else None
        self.account = account[1] if account else None


def _event(row: dict[str, Any], place: _Place, number: int) -> Event:
    fields = {name: _value(name, raw) for name, raw in row.items()}
    record: dict[str, Any] = {name: value for name, value in fields.items() if value is not None}
    status, method = number_of(record.get("sc-status")), text_of(record.get("cs-method"))
    if method is None and status is None and "c-ip" not in record:
        raise ValueError("expected c-ip, cs-method and sc-status of a CloudFront log")
    stem, query = text_of(record.get("cs-uri-stem")), text_of(record.get("cs-uri-query"))
    agent = text_of(record.get("cs(User-Agent)"))
    host = text_of(record.get("x-host-header")) or text_of(record.get("cs(Host)"))
    web = {"cs-user-agent": agent, "cs-host": host, "cs-referer": record.get("cs(Referer)")}
    record.update({name: value for name, value in web.items() if value is not None})
    return Event(
        time=_time(record),
        source=FORMAT.id,
        id=text_of(record.get("x-edge-request-id")) or f"{place.file}:{number}",
        account=place.account,
        action=f"http:{method.lower() if method else '?'}",
        outcome=outcome_of_status(status),
        src_ip=text_of(record.get("c-ip")),
        src_port=number_of(record.get("c-port")),
        target=_target(record, place),
        http_method=method,
        url=f"{stem}?{query}" if stem and query else stem,
        status=status,
        user_agent=agent,
        file=place.file,
        line=number,
        record=compact(record),
    )


def _value(name: str, raw: Any) -> Any:
    if raw in {_MISSING, ""} if isinstance(raw, str) else raw is None:
        return None
    if name in _NUMBERS and (number := number_of(raw)) is not None:
        return number
    return unquote(raw) if name in _ENCODED and isinstance(raw, str) else raw


def _target(record: dict[str, Any], place: _Place) -> str | None:
    distribution = text_of(record.get("DistributionId")) or place.distribution
    if distribution and place.account:
        return f"arn:aws:cloudfront::{place.account}:distribution/{distribution}"
    return distribution or text_of(record.get("cs(Host)"))


def _time(record: dict[str, Any]) -> datetime | None:
    date, clock = text_of(record.get("date")), text_of(record.get("time"))
    if date and clock:
        return moment(f"{date} {clock}", UTC)
    seconds = text_of(record.get("timestamp(ms)")) or text_of(record.get("timestamp"))
    if seconds is None:
        return None
    try:
        return moment(float(seconds))
    except ValueError as why:
        raise ValueError(f"not a time: {seconds[:40]!r}") from why


FORMAT = Format(
    id="cloudfront",
    title=msg("Amazon CloudFront standard logs"),
    source="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html",
    logsources=(
        ("aws", "cloudfront"),
        ("webserver", None),
    ),
    sniff=sniff,
    read=read,
)
