"""CloudTrail's records as tables: the event history that the console saves, what queries give."""

from __future__ import annotations

import ast
import csv
import json
import re
from typing import TYPE_CHECKING, Any

from abusedesk.model import Rejected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.logs._lines import Lines

# Names of columns without spaces and marks, to members of a record.
_MEMBERS = {
    **dict.fromkeys(("eventtime", "eventdatetime", "datetime"), "eventTime"),
    **dict.fromkeys(("awsregion", "region"), "awsRegion"),
    **dict.fromkeys(("sourceipaddress", "sourceip"), "sourceIPAddress"),
    **dict.fromkeys(("useragent", "requestuseragent"), "userAgent"),
    **dict.fromkeys(("useridentity", "userid"), "userIdentity"),
    **dict.fromkeys(("recipientaccountid", "accountid"), "recipientAccountId"),
    "eventname": "eventName",
    "eventsource": "eventSource",
    "eventid": "eventID",
    "requestid": "requestID",
    "eventtype": "eventType",
    "eventversion": "eventVersion",
    "eventcategory": "eventCategory",
    "errorcode": "errorCode",
    "errormessage": "errorMessage",
    "readonly": "readOnly",
    "requestparameters": "requestParameters",
    "responseelements": "responseElements",
    "additionaleventdata": "additionalEventData",
    "resources": "resources",
}
_IDENTITY = {
    **dict.fromkeys(("awsaccesskey", "accesskeyid", "useridentityaccesskeyid"), "accessKeyId"),
    **dict.fromkeys(("username", "useridentityusername"), "userName"),
    "useridentityarn": "arn",
    "useridentitytype": "type",
    "useridentityaccountid": "accountId",
    "useridentityprincipalid": "principalId",
    "useridentityinvokedby": "invokedBy",
}
_OBJECTS = frozenset(
    {
        *("userIdentity", "requestParameters", "responseElements", "resources", "additionalEventData"),
    }
)
_NEEDED = {"eventName", "eventTime"}

_LONGEST = 64 * 1024  # characters of a cell that holds an object
_DEEPEST = 30
_EMPTY = frozenset({"", "-", "null", "None"})


def is_header(head: bytes) -> bool:
    """Whether the first line of head names columns that records of calls have."""
    names = _columns(head.split(b"\n", 1)[0].decode("utf-8", "replace").strip())
    return _NEEDED.issubset(names)


def _columns(line: str) -> list[str]:
    try:
        names = next(csv.reader([line]), [])
    except csv.Error:
        return []
    return [_MEMBERS.get(name, name) for name in (re.sub(r"[^a-z0-9]", "", each.lower()) for each in names)]


def records(lines: Lines) -> Iterator[tuple[int, dict[str, Any]] | Rejected]:
    """The number of the line on which each row ends, and its record; the first row is the header."""
    numbered = iter(lines)
    _, header = next(numbered, (0, ""))
    names = _columns(header)
    rows = csv.reader(f"{line}\n" for _, line in numbered)
    while True:
        try:
            row = next(rows, None)
        except csv.Error as why:
            yield Rejected(lines.name, lines.line, f"not CSV: {why}")
            continue
        if row is None:
            return
        if len(row) != len(names):
            yield Rejected(lines.name, lines.line, f"expected {len(names)} columns, found {len(row)}")
        else:
            yield lines.line, _record(names, row)


def _record(names: list[str], row: list[str]) -> dict[str, Any]:
    record: dict[str, Any] = {}
    identity: dict[str, str] = {}
    for name, cell in zip(names, map(str.strip, row), strict=True):
        if cell in _EMPTY:
            continue
        if name in _IDENTITY:
            identity[_IDENTITY[name]] = cell
        else:
            record[name] = _object(cell) if name in _OBJECTS else cell
    if identity:
        given = record.get("userIdentity")
        record["userIdentity"] = {**identity, **(given if isinstance(given, dict) else {})}
    if "eventSource" not in record and _is_of_a_bucket(record):
        record["eventSource"] = "s3.amazonaws.com"
    return record


def _is_of_a_bucket(record: dict[str, Any]) -> bool:
    # Tables of what happened to buckets leave the service out.
    asked = record.get("requestParameters")
    return isinstance(asked, dict) and "bucketName" in asked


def _object(cell: str) -> Any:
    """What cell holds as JSON, or as Python shows it; cell itself where it holds neither."""
    if cell[0] not in "{[" or len(cell) > _LONGEST or cell.count("{") + cell.count("[") > _DEEPEST:
        return cell
    try:
        return json.loads(cell)
    except ValueError:
        pass
    try:
        return ast.literal_eval(cell)
    except (MemoryError, RecursionError, SyntaxError, TypeError, ValueError):
        return cell
