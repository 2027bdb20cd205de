"""What the intruder made, changed, read or used, from his deeds that worked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from abusedesk.model import Affected

from ._dig import How, things
from ._spoor import short

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from abusedesk.lake import Lake

    from ._deed import Deed

_RANK: tuple[How, ...] = ("read", "used", "modified", "deleted", "created")
_EVENTS = 200
# Secrets Manager puts six characters of its own behind a secret's name.
_BARE_SECRET = re.compile(r"arn:[\w-]+:secretsmanager:[\w-]+:\d+:secret:(?!.*-[A-Za-z0-9]{6}$).+")


def affected(deeds: Iterable[Deed], full: Mapping[str, str], lake: Lake) -> tuple[Affected, ...]:
    """
    One entry a thing, in order of the first deed; the gravest deed says how.

    full gives a user's, role's, group's or policy's ARN, path included, by its kind and name.
    """
    found: dict[str, _Touched] = {}
    for deed in deeds:
        for name, kind, how in things(deed):
            arn = _whole(name, full, lake)
            if not _is_foreign(arn, deed):
                found.setdefault(arn, _Touched(arn, kind, deed)).add(how, deed)
    return tuple(touched.told() for touched in found.values())


class _Touched:
    """One thing while its deeds are gathered."""

    def __init__(self, name: str, kind: str, deed: Deed) -> None:
        self.name, self.kind, self.first = name, kind, deed
        self.how: How = "read"
        self.events: list[str] = []

    def add(self, how: How, deed: Deed) -> None:
        self.how = max(self.how, how, key=_RANK.index)
        if len(self.events) < _EVENTS:
            self.events.append(deed.event.id)

    def told(self) -> Affected:
        time: datetime = self.first.time
        return Affected(
            id=self.name,
            type=self.kind,
            region=self.first.event.region or "",
            how=self.how,
            by=self.first.who,
            time=time,
            events=tuple(self.events),
        )


def _whole(name: str, full: Mapping[str, str], lake: Lake) -> str:
    if ":iam::" in name:
        return full.get(short(name), name)
    if _BARE_SECRET.fullmatch(name):
        return _with_suffix(name, lake) or name
    if ":function:" in name:
        return ":".join(name.split(":")[:7])  # without alias or version
    return name


def _with_suffix(name: str, lake: Lake) -> str | None:
    """The secret's whole ARN, as somebody else's call has it."""
    pattern = re.compile(re.escape(name) + r"-[A-Za-z0-9]{6}(?![A-Za-z0-9-])")
    rows = lake.ask(
        "select record from events where source = 'cloudtrail' and position($name in record) > 0 limit 20",
        name=f"{name}-",
    )
    return next((found[0] for (record,) in rows if (found := pattern.search(record))), None)


def _is_foreign(name: str, deed: Deed) -> bool:
    parts = name.split(":")
    other = name.startswith("arn:") and len(parts) > 5 and parts[4] not in {"", deed.event.account or ""}  # noqa: PLR2004 - an ARN has six
    return other or ":aws-service-role/" in name or name.startswith("arn:aws:iam::aws:")
