"""One CloudTrail event with its record opened."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ._activity import PartyKey, long_lived, person_of
from ._grave import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from abusedesk.model import Event


@dataclass(frozen=True, slots=True)
class Deed:
    """An event, its record, and who stands behind it (a role by its full ARN, path included)."""

    event: Event
    record: Mapping[str, Any]
    who: str
    time: datetime

    @property
    def ok(self) -> bool:
        """Whether the call worked."""
        return self.event.outcome == "success"

    @property
    def action(self) -> str:
        """The call, "lambda:CreateFunction", without the API version that some names carry."""
        return plain(self.event.action or "")

    @property
    def party(self) -> PartyKey:
        """The party that did it."""
        event = self.event
        return PartyKey(self.who, long_lived(event.credential), event.src_ip or "", person_of(event.actor))

    @property
    def request(self) -> Mapping[str, Any]:
        """What was asked."""
        asked = self.record.get("requestParameters")
        return asked if isinstance(asked, dict) else {}

    @property
    def response(self) -> Mapping[str, Any]:
        """What was answered."""
        answered = self.record.get("responseElements")
        return answered if isinstance(answered, dict) else {}


def opened(event: Event, names: Mapping[str, str]) -> Deed | None:
    """The event opened; None for one without a time or with a record that is no object."""
    try:
        record = json.loads(event.record)
    except ValueError:
        return None
    if event.time is None or not isinstance(record, dict):
        return None
    return Deed(event, record, _who(event, record, names), event.time)


def _who(event: Event, record: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if event.principal and event.principal.startswith("arn:"):
        return event.principal
    if event.user:
        return names.get(event.user, event.user)
    identity = record.get("userIdentity")
    return f"account:{identity.get('accountId', '') if isinstance(identity, dict) else ''}"


def text_at(data: Mapping[str, Any], *path: str) -> str:
    """The text at path in data, "" where there is none."""
    found: Any = data
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""


def items_at(data: Mapping[str, Any], *path: str) -> Iterator[Mapping[str, Any]]:
    """The objects of the list at path in data; CloudTrail writes EC2's lists as {"items": […]}."""
    found: Any = data
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    if isinstance(found, dict):
        found = found.get("items")
    for item in found if isinstance(found, list) else ():
        if isinstance(item, dict):
            yield item
