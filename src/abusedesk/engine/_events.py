"""A case's events, asked for by who, what, with which key and from where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from abusedesk.lake import Lake

from ._understanding import EVENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.model import Event
    from abusedesk.store import Store

# One condition for each thing that can be asked for; $name is bound, never pasted in.
_CONDITIONS = {
    "user": """
        lower($user) IN (lower("user"), lower(actor), lower(principal))
        OR ends_with(lower(principal), '/' || lower($user))
    """,
    "resource": "target = $resource OR contains(record, $resource)",
    "key": "credential = $key OR contains(record, $key)",
    "ip": "$ip IN (src_ip, dst_ip)",
    "action": "lower($action) IN (lower(action), lower(split_part(action, ':', 2)))",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """What an event must match; None matches every event."""

    user: str | None = None
    resource: str | None = None
    key: str | None = None
    ip: str | None = None
    action: str | None = None


def events_of(store: Store, case_id: str, asked: EventFilter) -> Iterator[Event]:
    """
    The events of a case that match all that is asked, in order of time.

    Raises:
        BadInput: there is no such case.
    """
    place = store.folder(case_id) / EVENTS
    if not place.exists():
        return
    wanted = {name: value for name in _CONDITIONS if (value := getattr(asked, name)) is not None}
    where = " AND ".join(f"({_CONDITIONS[name]})" for name in wanted) or "true"
    lake = Lake.open_parquet(place)
    try:
        yield from lake.events(where, **wanted)
    finally:
        lake.close()
