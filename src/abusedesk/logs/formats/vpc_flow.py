"""
VPC and transit gateway flow logs as text: any fields that the first line names, else the usual ones.

Without such a line (CloudWatch Logs has none) the fields are the default ones, those of a transit
gateway, or all up to some version in the order in which AWS lists them.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from abusedesk.logs._fields import compact
from abusedesk.logs._unit import Format
from abusedesk.model import Event, Rejected
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.logs._lines import Lines
    from abusedesk.model import Outcome

# https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html#flow-logs-fields
_DEFAULT = [
    *("version", "account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol"),
    *("packets", "bytes", "start", "end", "action", "log-status"),
]
_LATER = [
    *("vpc-id", "subnet-id", "instance-id", "tcp-flags", "type", "pkt-srcaddr", "pkt-dstaddr"),  # version 3
    *("region", "az-id", "sublocation-type", "sublocation-id"),  # 4
    *("pkt-src-aws-service", "pkt-dst-aws-service", "flow-direction", "traffic-path"),  # 5
    *("ecs-cluster-arn", "ecs-cluster-name", "ecs-container-instance-arn", "ecs-container-instance-id"),  # 7
    *("ecs-container-id", "ecs-second-container-id", "ecs-service-name", "ecs-task-definition-arn"),
    *("ecs-task-arn", "ecs-task-id", "reject-reason", "resource-id", "encryption-status"),  # to 10
]
# https://docs.aws.amazon.com/vpc/latest/tgw/tgw-flow-logs.html#flow-log-records
_GATEWAY = [
    *("version", "resource-type", "account-id", "tgw-id", "tgw-attachment-id", "tgw-src-vpc-account-id"),
    *("tgw-dst-vpc-account-id", "tgw-src-vpc-id", "tgw-dst-vpc-id", "tgw-src-subnet-id"),
    *("tgw-dst-subnet-id", "tgw-src-eni", "tgw-dst-eni", "tgw-src-az-id", "tgw-dst-az-id"),
    *("tgw-pair-attachment-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol", "packets"),
    *("bytes", "start", "end", "log-status", "type", "packets-lost-no-route", "packets-lost-blackhole"),
    *("packets-lost-mtu-exceeded", "packets-lost-ttl-expired", "tcp-flags", "region", "flow-direction"),
    *("pkt-src-aws-service", "pkt-dst-aws-service"),
]
_NUMBERS = frozenset(
    {
        *("version", "srcport", "dstport", "protocol", "packets", "bytes", "start", "end"),
        *("tcp-flags", "traffic-path", "encryption-status"),
        *("packets-lost-no-route", "packets-lost-blackhole"),
        *("packets-lost-mtu-exceeded", "packets-lost-ttl-expired"),
    }
)
_FIELDS = frozenset({*_DEFAULT, *_LATER})
_KNOWN = _FIELDS.union(_GATEWAY)

_MISSING = "-"
_OUTCOMES: dict[str, Outcome] = {"ACCEPT": "success", "REJECT": "failure"}
_UNHEARD = ("NODATA", "SKIPDATA")
_ACTIONS = (*_OUTCOMES, None)
_STATUSES = ("OK", *_UNHEARD, None)

_DIGITS = 18  # more of them may be too many for an INT64
_LAST_PORT = 65_535

_PLAIN_NUMBER = f"(0|[1-9][0-9]{{0,{_DIGITS - 1}}})"
_PLAIN_TEXT = r"(?!- |-$)([!#-\[\]-~]+)"  # what JSON takes as it is, and not "-", which is no value

_USED = (
    *("account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport"),
    *("start", "action", "log-status", "instance-id", "region", "tgw-attachment-id"),
)

# Where S3 delivery puts them; many formats have no field for the region.
_REGION = re.compile(r"[/_]vpcflowlogs[/_]([a-z]{2,4}(?:-[a-z]+)+-\d)[/_]")

_RECORD = re.compile(
    r"\d{1,2} (?:\d{12}|unknown|-) eni-[0-9a-f]+ (?:\S+ ){7}\d+ \d+ (?:ACCEPT|REJECT|-) "
    r"(?:OK|NODATA|SKIPDATA)( (?:vpc-[0-9a-f]+|-) .*)?"
)
_GATEWAY_RECORD = re.compile(r"\d{1,2} TransitGateway (?:\d{12}|unknown|-) (?:tgw-[0-9a-f]+|-) .*")


def sniff(head: bytes) -> bool:
    """Whether the first line names only fields of flow logs, or is a record of the usual ones."""
    line = head.split(b"\n", 1)[0].decode("utf-8", "replace").strip()
    return _header(line) is not None or _usual(line) is not None


def read(lines: Lines) -> Iterator[Event | Rejected]:
    """
    One Event per record; time is the start of its capture window.

    record has the fields by AWS's own names ("srcaddr", "log-status"), numbers as numbers, without
    those that the record has no value for. Windows without traffic (NODATA) or with records lost
    (SKIPDATA) are events with that as their action, and no addresses.
    """
    layout = None
    for number, line in lines:
        if not line[0].isdigit() and (names := _header(line)) is not None:
            layout = _Layout(names, lines.name)
            continue
        if layout is None:
            layout = _Layout(_usual(line) or _DEFAULT, lines.name)
        try:
            yield layout.event(line, number)
        except ValueError as why:
            yield Rejected(lines.name, number, str(why))


def _header(line: str) -> list[str] | None:
    # The API and the console write a format as ${version} ${account-id} …
    names = line.replace("${", "").replace("}", "").replace("_", "-").lower().split()
    return names if len(names) > 1 and _KNOWN.issuperset(names) and len(set(names)) == len(names) else None


def _usual(line: str) -> list[str] | None:
    """The fields that a record without a header has; None where it is of no usual kind."""
    if _GATEWAY_RECORD.fullmatch(line):
        return _GATEWAY[: line.count(" ") + 1]
    found = _RECORD.fullmatch(line)
    if found is None:
        return None
    count = line.count(" ") + 1
    every = _DEFAULT + _LATER
    return every[:count] if count <= len(every) else None


class _Layout:
    """What the columns of the lines mean."""

    def __init__(self, names: list[str], file: str) -> None:
        found = _REGION.search(file)
        self._file = file
        self._region = found[1] if found else None
        self._names = names
        # Nearly every line has a value for every field: one pattern checks and one template writes it.
        self._plain = re.compile(
            " ".join(_PLAIN_NUMBER if name in _NUMBERS else _PLAIN_TEXT for name in names)
        )
        self._record = "{" + ",".join(f'"{name}":{_slot(name)}' for name in names) + "}"
        # A field that is not there is looked up behind the last one, where event() puts None.
        self._at = tuple(names.index(name) if name in names else len(names) for name in _USED)

    def event(self, line: str, number: int) -> Event:
        """
        The Event of a line.

        Raises:
            ValueError: it has not the fields that the layout says, or not their values.
        """
        if match := self._plain.fullmatch(line):
            values: tuple[str | None, ...] = match.groups()
            record = self._record % values
        else:
            values, record = self._taken_apart(line)
        given = (*values, None)
        account, interface, src, dst, src_port, dst_port, start, action, status, *places = [
            given[at] for at in self._at
        ]
        instance, region, attachment = places
        if action not in _ACTIONS or status not in _STATUSES:
            raise ValueError("expected ACCEPT or REJECT, and OK, NODATA or SKIPDATA")
        return Event(
            time=_time(start),
            source=FORMAT.id,
            id=f"{self._file}:{number}",
            account=account,
            region=region or self._region,
            action=action or (status if status in _UNHEARD else None),
            outcome=None if action is None else _OUTCOMES[action],
            src_ip=src,
            src_port=_port(src_port),
            dst_ip=dst,
            dst_port=_port(dst_port),
            target=instance or interface or attachment,
            file=self._file,
            line=number,
            record=record,
        )

    def _taken_apart(self, line: str) -> tuple[tuple[str | None, ...], str]:
        values = line.split()
        if len(values) != len(self._names):
            raise ValueError(f"expected {len(self._names)} fields of a flow log record, found {len(values)}")
        given = {name: value for name, value in zip(self._names, values, strict=True) if value != _MISSING}
        record = {name: _whole(value) if name in _NUMBERS else value for name, value in given.items()}
        return tuple(given.get(name) for name in self._names), compact(record)


def _slot(name: str) -> str:
    return "%s" if name in _NUMBERS else '"%s"'


def _whole(value: str) -> int:
    if not (value.isdigit() and value.isascii() and len(value) <= _DIGITS):
        raise ValueError(f"not a number: {value[:40]!r}")
    return int(value)


def _port(value: str | None) -> int | None:
    if value is None:
        return None
    port = int(value)
    if port > _LAST_PORT:
        raise ValueError(f"not a port: {port}")
    return port


def _time(value: str | None) -> datetime | None:
    try:
        return None if value is None else datetime.fromtimestamp(int(value), UTC)
    except (OSError, OverflowError, ValueError) as why:
        raise ValueError(f"not a time: {value}") from why


FORMAT = Format(
    id="vpc_flow",
    title=msg("Amazon VPC flow logs"),
    source="https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html",
    logsources=(("aws", "vpcflow"),),
    sniff=sniff,
    read=read,
)
