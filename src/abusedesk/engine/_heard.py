"""The intruder's calls that AWS let through, from CloudTrail's event history."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.aws.read import Reader
from abusedesk.aws.regions import known_regions
from abusedesk.errors import Absent, DeskError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.aws.session import Session

READS = ("cloudtrail:LookupEvents", "ec2:DescribeRegions")
_HOME = "us-east-1"
_WORKERS = 16
_MAX_PAGES = 40  # of 50 events, in each region; at two a second that is twenty seconds
_MOST = 100
_AHEAD = timedelta(minutes=1)  # a call of this very second may be stamped with the next one
# Answered whatever the policies say, so that it shows nothing:
# https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html
_ALWAYS = frozenset({"sts.amazonaws.com:GetCallerIdentity", "sts.amazonaws.com:GetSessionToken"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whose calls are searched for; ours is the session that abusedesk acts as, whose calls never count."""

    principals: frozenset[str]
    credentials: frozenset[str]
    ips: frozenset[str]
    ours: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One call that succeeded; id is CloudTrail's eventID, time aware UTC."""

    id: str
    time: datetime
    action: str
    region: str
    actor: str
    credential: str
    ip: str


def heard(session: Session, asked: Asked, since: datetime) -> tuple[tuple[Heard, ...], tuple[str, ...]]:
    """The first hundred calls since then, oldest first, and what could not be read."""
    until = session.now()
    if not asked.principals | asked.credentials | asked.ips or until <= since:
        return (), ()
    regions, unread = _regions(session)

    def read(region: str) -> tuple[list[Heard], str]:
        found: list[Heard] = []
        try:
            for number, page in enumerate(
                Reader(session, region, READS).pages(
                    "cloudtrail:LookupEvents", StartTime=since, EndTime=until + _AHEAD, MaxResults=50
                ),
                1,
            ):
                found += _of(page.data.get("Events", ()), asked, region)
                if number >= _MAX_PAGES:
                    return found, f"event history in {region}: only the newest {_MAX_PAGES} pages were read"
        except Absent:
            return found, ""
        except DeskError as why:
            return found, f"event history in {region}: {why}"
        return found, ""

    with ThreadPoolExecutor(max_workers=_WORKERS) as pool:
        rows = list(pool.map(read, regions))
    unread += [why for _, why in rows if why]
    calls = {one.id: one for found, _ in rows for one in found if one.time >= since}
    ranked = sorted(calls.values(), key=lambda one: (one.time, one.id))
    return tuple(ranked[:_MOST]), tuple(unread)


def _regions(session: Session) -> tuple[list[str], list[str]]:
    try:
        page = Reader(session, _HOME, READS).one("ec2:DescribeRegions", AllRegions=True)
    except DeskError as why:
        return list(known_regions(session.caller().partition)), [f"which regions are on: {why}"]
    on = [one["RegionName"] for one in page.data["Regions"] if one.get("OptInStatus") != "not-opted-in"]
    return sorted(on), []


def _of(events: Any, asked: Asked, region: str) -> Iterator[Heard]:
    for one in events:
        try:
            record = json.loads(one.get("CloudTrailEvent") or "{}")
        except ValueError:
            continue
        if isinstance(record, dict) and _counts(record, asked):
            yield Heard(
                id=str(record.get("eventID") or one.get("EventId")),
                time=datetime.fromisoformat(str(record["eventTime"])),
                action=f"{_service(record)}:{record.get('eventName', '')}",
                region=str(record.get("awsRegion") or region),
                actor=str((record.get("userIdentity") or {}).get("arn", "")),
                credential=str((record.get("userIdentity") or {}).get("accessKeyId", "")),
                ip=str(record.get("sourceIPAddress", "")),
            )


def _service(record: Mapping[str, Any]) -> str:
    return str(record.get("eventSource", "")).partition(".")[0]


def _counts(record: Mapping[str, Any], asked: Asked) -> bool:
    who = record.get("userIdentity") or {}
    if not record.get("eventTime") or who.get("arn") == asked.ours or not _succeeded(record):
        return False
    issuer = (who.get("sessionContext") or {}).get("sessionIssuer") or {}
    named = {str(who.get("arn", "")), str(issuer.get("arn", ""))}
    return bool(
        named & asked.principals
        or who.get("accessKeyId") in asked.credentials
        or record.get("sourceIPAddress") in asked.ips
    )


def _succeeded(record: Mapping[str, Any]) -> bool:
    if record.get("errorCode") or record.get("errorMessage"):
        return False
    if f"{record.get('eventSource')}:{record.get('eventName')}" in _ALWAYS:
        return False
    answer = record.get("responseElements")
    return not (isinstance(answer, dict) and answer.get("ConsoleLogin") == "Failure")
