"""AWS Health events as EventBridge delivers them (and as the Health API describes them)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from abusedesk.intake._clean import readable
from abusedesk.intake._regions import regions
from abusedesk.intake._times import moments

if TYPE_CHECKING:
    from datetime import datetime

_PREFIX = re.compile(r"^AWS_(?:ABUSE|RISK|TRUST_AND_SAFETY)_(?:EC2_)?")


@dataclass(frozen=True, slots=True)
class HealthEvent:
    """
    One event: its type code, its text, the account and the things that it is about, when it was sent (UTC).

    region is the one that the event itself names, "" for "global".
    """

    code: str
    text: str
    account: str | None
    entities: tuple[str, ...]
    region: str
    sent: datetime | None

    @property
    def abuse(self) -> bool:
        """Whether the event is of the services ABUSE or RISK."""
        return self.code.startswith(("AWS_ABUSE_", "AWS_RISK_", "AWS_TRUST_AND_SAFETY_"))

    @property
    def suffix(self) -> str:
        """The code without the words that all abuse events share."""
        return _PREFIX.sub("", self.code)


def health_event(text: str) -> HealthEvent | None:
    """
    The Health event in text (JSON), None where it holds none.

    Members: https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html
    """
    envelope = _json(text)
    if isinstance(envelope.get("Message"), str):
        # What SNS wraps around it.
        envelope = _json(envelope["Message"]) or envelope
    answers = envelope.get("successfulSet")
    if isinstance(answers, list) and answers and isinstance(answers[0], dict):
        envelope = answers[0]
    detail = _member(envelope, "detail") or _member(envelope, "event")
    code = _word(detail, "eventTypeCode")
    if not code:
        return None
    region = next(iter(regions(_word(detail, "eventRegion") or _word(detail, "region"))), "")
    return HealthEvent(
        code=code,
        text=_description(detail) or _description(envelope),
        account=_account(_word(detail, "affectedAccount")) or _account(_word(envelope, "account")),
        entities=_entities(detail, envelope),
        region=region,
        sent=_time(_word(envelope, "time"))
        or _time(_word(detail, "lastUpdatedTime"))
        or _time(_word(detail, "startTime")),
    )


def _json(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return {}
    if isinstance(found, list) and found:
        found = found[0]
    return found if isinstance(found, dict) else {}


def _member(data: dict[str, Any], name: str) -> dict[str, Any]:
    found = data.get(name)
    return found if isinstance(found, dict) else {}


def _word(data: dict[str, Any], name: str) -> str:
    found = data.get(name)
    return found if isinstance(found, str) else ""


def _account(value: str) -> str | None:
    return value if re.fullmatch(r"\d{12}", value) else None


def _time(value: str) -> datetime | None:
    found = moments(value)
    return found[0].at() if found else None


def _description(data: dict[str, Any]) -> str:
    found = data.get("eventDescription")
    choices = [one for one in (found if isinstance(found, list) else [found]) if isinstance(one, dict)]
    english = [one for one in choices if _word(one, "language").lower().startswith("en")]
    for one in [*english, *choices]:
        if _word(one, "latestDescription"):
            return readable(_word(one, "latestDescription").replace("\\n", "\n"))
    return ""


def _entities(detail: dict[str, Any], envelope: dict[str, Any]) -> tuple[str, ...]:
    listed = detail.get("affectedEntities")
    found = (
        [_word(one, "entityValue") for one in listed if isinstance(one, dict)]
        if isinstance(listed, list)
        else []
    )
    outer = envelope.get("resources")
    found += [one for one in outer if isinstance(one, str)] if isinstance(outer, list) else []
    return tuple(dict.fromkeys(one for one in found if one and one.upper() not in {"AWS_ACCOUNT", "UNKNOWN"}))
