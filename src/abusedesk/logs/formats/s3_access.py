"""Server access logs of S3 buckets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from abusedesk.logs._fields import compact, number_of, outcome_of_status
from abusedesk.logs._head import any_line
from abusedesk.logs._unit import Format
from abusedesk.model import Event, Rejected, principal_of
from abusedesk.translate import msg

from ._web_fields import request_of
from ._web_time import clf_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.logs._lines import Lines

# S3 does not escape quotes: one ends the request and the referer where a space follows, and the last
# one on the line ends the agent.
_TEXT = r'(?:"((?:[^"]|"(?! ))*)"|-)'
_COUNT = r"(\d{1,18}|-)"
_LINE = re.compile(
    r"(\S+) (\S+) \[(\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] (\S+) (\S+) (\S+) "
    rf"([A-Z0-9]+\.[A-Z0-9.]*[A-Z0-9_.]+) (\S+) {_TEXT} (\d{{3}}|-) (\S+) "
    rf"{_COUNT} {_COUNT} {_COUNT} {_COUNT} {_TEXT} (?:\"(.*)\"|-)(?: ([^\"]*))?"
)
_NAMES = (
    *("bucket_owner", "bucket", "time", "remote_ip", "requester", "request_id", "operation", "key"),
    *("request_uri", "http_status", "error_code", "bytes_sent", "object_size", "total_time"),
    *("turn_around_time", "referer", "user_agent"),
)
# Later columns came one by one over the years: those that a line ends before are not there.
_MORE = (
    *("version_id", "host_id", "signature_version", "cipher_suite", "authentication_type"),
    *("host_header", "tls_version", "access_point_arn", "acl_required", "source_region"),
)
_NUMBERS = frozenset({"http_status", "bytes_sent", "object_size", "total_time", "turn_around_time"})
_MISSING = "-"

_ARN = re.compile(r"arn:aws[\w-]*:(?:iam|sts)::(\d{12}):(.+)")
_REGION = re.compile(r"\bs3[.-](?:dualstack\.|fips\.)?([a-z]{2,4}(?:-[a-z]+)+-\d)\.amazonaws\.com(\.cn)?")


def sniff(head: bytes) -> bool:
    """Whether one of the first lines is one of such a log."""
    return any_line(head, _LINE.fullmatch)


def read(lines: Lines) -> Iterator[Event | Rejected]:
    """
    One Event per request; time is when it came in.

    action is "s3:" and S3's operation ("s3:REST.GET.OBJECT"). actor is the requester's ARN or canonical
    id, none for who gave no name. target is the bucket's ARN; the object is in url and record. record
    has the columns by AWS's names with underscores, numbers as numbers, without time and those that
    have no value; key stays encoded as S3 writes it.
    """
    for number, line in lines:
        match = _LINE.fullmatch(line)
        if match is None:
            yield Rejected(
                lines.name,
                number,
                "expected owner, bucket, [time], address, requester, … of an S3 access log",
            )
            continue
        try:
            yield _event(match, lines.name, number)
        except ValueError as why:
            yield Rejected(lines.name, number, str(why))


def _event(match: re.Match[str], file: str, number: int) -> Event:
    *values, rest = match.groups()
    given = dict(zip(_NAMES, values, strict=True))
    given.update(zip(_MORE, (rest or "").split(), strict=False))
    record: dict[str, str | int] = {
        name: int(value) if name in _NUMBERS else value
        for name, value in given.items()
        if value and value != _MISSING
    }
    key = str(record.get("key", ""))
    when = clf_time(str(record.pop("time")))
    actor = str(record["requester"]) if "requester" in record else None
    found = _ARN.fullmatch(actor or "")
    region = _REGION.search(str(record.get("host_header", "")))
    method, _, url, _ = request_of(given["request_uri"])
    status = number_of(given["http_status"])
    return Event(
        time=when,
        source=FORMAT.id,
        id=_id(record, key, f"{file}:{number}"),
        region=region[1] if region else None,
        action=f"s3:{record['operation']}",
        outcome=outcome_of_status(status),
        error=str(record["error_code"]) if "error_code" in record else None,
        actor=actor,
        principal=principal_of(actor) if actor else None,
        user=found[2].rsplit("/", 1)[-1] if found else None,
        src_ip=str(record["remote_ip"]) if "remote_ip" in record else None,
        target=f"arn:aws{'-cn' if region and region[2] else ''}:s3:::{record.get('bucket', '')}",
        http_method=method,
        url=url or (f"/{key}" if key else None),
        status=status,
        user_agent=str(record["user_agent"]) if "user_agent" in record else None,
        file=file,
        line=number,
        record=compact(record),
    )


def _id(record: dict[str, str | int], key: str, place: str) -> str:
    # One request to delete many objects, or to copy one, is several lines.
    if "request_id" not in record:
        return place
    parts = (record["request_id"], record["operation"], key, record.get("version_id", ""))
    return "/".join(str(part) for part in parts if part)


FORMAT = Format(
    id="s3_access",
    title=msg("Amazon S3 server access logs"),
    source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html",
    logsources=(
        ("aws", "s3"),
        ("aws", "s3access"),
    ),
    sniff=sniff,
    read=read,
)
