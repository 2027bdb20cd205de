"""AWS Health events as EventBridge delivers them (and as the Health API describes them)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from abusedesk.intake._clean import readable
from abusedesk.intake._envelopes import documents, member, objects, word
from abusedesk.intake._regions import regions
from abusedesk.intake._times import moments

if TYPE_CHECKING:
    from datetime import datetime

_PREFIX = re.compile(r"^AWS_(?:ABUSE|RISK|TRUST_AND_SAFETY)_(?:EC2_)?")
_TOLD = re.compile(
    r"PLANNED_LIFECYCLE|MAINTENANCE|RETIREMENT|UPGRADE|DEPRECAT|CERTIFICATE|RENEWAL|(?:^|_)SES_.*(?:"
    r"BOUNCE|COMPLAINT|SPAMTRAP|BLOCKLIST|CREDENTIAL|DENIED)|S3_.*PUBLIC|PUBLIC_BUCKET|S3_OPEN_ACCESS|"
    r"SHIELD|DDOS|BEDROCK_.*(?:REVOK|SUSPEN|ACCESS)"
)
_NOBODY = frozenset(["AWS_ACCOUNT", "UNKNOWN"])
# Trusted Advisor's check of exposed keys speaks of the same thing in its own event:
# https://docs.aws.amazon.com/awssupport/latest/user/cloudwatch-events-ta.html
_TRUSTED_ADVISOR_KEYS = re.compile(r"(?i)^exposed access keys?$")


@dataclass(frozen=True, slots=True)
class HealthEvent:
    """
    One event: its type code, its text, the account and the things that it is about, when it was sent (UTC).

    region is the one that the event itself names, "" for "global". facts are lines "name: value" of its
    metadata. key is the same for all pages of one communication.
    """

    code: str
    text: str
    account: str | None
    entities: tuple[str, ...]
    region: str
    sent: datetime | None
    facts: tuple[str, ...] = ()
    key: tuple[str, ...] = ()


def type_code(code: str) -> str:
    """
    What of an event's type code its kind is recognised by, "" for a service's ordinary event.

    The words that all abuse events share are left out; what a service calls a planned change, or SES and
    S3 say about an account, is looked at too.
    """
    if code.startswith(("AWS_ABUSE_", "AWS_RISK_", "AWS_TRUST_AND_SAFETY_")):
        return _PREFIX.sub("", code)
    return code if _TOLD.search(code) else ""


def health_events(text: str) -> tuple[HealthEvent, ...]:
    """
    The Health events in text (JSON), the pages of one joined, in order; () where it holds none.

    Members: https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html,
    https://docs.aws.amazon.com/health/latest/APIReference/API_DescribeEventDetailsForOrganization.html
    """
    found: dict[tuple[str, ...], HealthEvent] = {}
    for number, document in enumerate(documents(text)):
        event = _event(document) or _trusted_advisor(document)
        if event is None:
            continue
        key = event.key or (str(number),)
        known = found.get(key)
        found[key] = _joined(known, event) if known else event
    return tuple(found.values())


def _joined(one: HealthEvent, other: HealthEvent) -> HealthEvent:
    both = tuple(dict.fromkeys([*one.entities, *other.entities]))
    return replace(one, entities=both, text=one.text or other.text, account=one.account or other.account)


def _event(envelope: dict[str, Any]) -> HealthEvent | None:
    detail = member(envelope, "detail") or member(envelope, "event") or envelope
    code = word(detail, "eventTypeCode")
    if not code:
        return None
    region = next(iter(regions(word(detail, "eventRegion", "region"))), "")
    account = _account(word(detail, "affectedAccount")) or _account(word(envelope, "awsAccountId"))
    account = account or _account(word(envelope, "account"))
    communication = word(detail, "communicationId", "eventArn", "arn")
    return HealthEvent(
        code=code,
        text=_description(detail) or _description(envelope),
        account=account,
        entities=_entities(detail, envelope),
        region=region,
        sent=_time(word(envelope, "time"))
        or _moment(detail, "lastUpdatedTime")
        or _moment(detail, "startTime"),
        facts=_facts(member(detail, "eventMetadata") or member(envelope, "eventMetadata")),
        key=(communication, account or "") if communication else (),
    )


def _trusted_advisor(envelope: dict[str, Any]) -> HealthEvent | None:
    detail = member(envelope, "detail")
    if not _TRUSTED_ADVISOR_KEYS.match(word(detail, "check-name")):
        return None
    facts = _facts(member(detail, "check-item-detail"))
    return HealthEvent(
        code="AWS_RISK_CREDENTIALS_EXPOSED",
        text="",
        account=_account(word(envelope, "account")),
        entities=(),
        region="",
        sent=_time(word(envelope, "time")),
        facts=facts,
    )


def _facts(metadata: dict[str, Any]) -> tuple[str, ...]:
    """Metadata as the labels of a notice are written: "userName" is "User Name"."""
    return tuple(
        f"{re.sub(r'(?<=[a-z])(?=[A-Z])|_', ' ', str(name)).title()}: {readable(value)}"
        for name, value in metadata.items()
        if isinstance(value, str) and value
    )


def _account(value: str) -> str | None:
    return value if re.fullmatch(r"\d{12}", value) else None


def _moment(detail: dict[str, Any], name: str) -> datetime | None:
    return _time(word(detail, name))


def _time(value: str) -> datetime | None:
    found = moments(value)
    return found[0].at() if found else None


def _description(data: dict[str, Any]) -> str:
    found = data.get("eventDescription")
    choices = [one for one in (found if isinstance(found, list) else [found]) if isinstance(one, dict)]
    english = [one for one in choices if word(one, "language").lower().startswith("en")]
    for one in [*english, *choices]:
        if word(one, "latestDescription"):
            return readable(word(one, "latestDescription").replace("\\n", "\n"))
    return ""


def _entities(detail: dict[str, Any], envelope: dict[str, Any]) -> tuple[str, ...]:
    found = [word(one, "entityValue") for one in objects(detail, "affectedEntities")]
    found += [word(one, "entityValue") for one in objects(envelope, "affectedEntities")]
    outer = envelope.get("resources")
    found += [one for one in outer if isinstance(one, str)] if isinstance(outer, list) else []
    return tuple(dict.fromkeys(one for one in found if one and one.upper() not in _NOBODY))
