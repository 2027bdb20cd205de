"""What the intruder made, changed, read or used, from his deeds that worked."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from abusedesk.model import Affected

from ._dig import How, things
from ._facts import moment
from ._parts import alarm_before, parts_of
from ._spoor import short

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from abusedesk.lake import Lake
    from abusedesk.model import Dossier, Evidence

    from ._deed import Deed

_EARLIER = timedelta(minutes=1)
_RANK: tuple[How, ...] = ("read", "used", "modified", "deleted", "created")
_EVENTS = 200
_ARN_PARTS = 6
# Secrets Manager puts six characters of its own behind a secret's name.
_BARE_SECRET = re.compile(r"arn:[\w-]+:secretsmanager:[\w-]+:\d+:secret:(?!.*-[A-Za-z0-9]{6}$).+")


def affected(
    deeds: Iterable[Deed], full: Mapping[str, str], lake: Lake, dossier: Dossier
) -> tuple[Affected, ...]:
    """
    One entry a thing, in order of the first deed; the gravest deed says how.

    full gives a user's, role's, group's or policy's ARN, path included, by its kind and name. What AWS
    itself did for the intruder by a service's own role counts as his.
    """
    found: dict[str, _Touched] = {}
    arns = arns_by_name(dossier.evidence)
    born = {
        one.key: created
        for kind in ("iam.user", "iam.role")
        for one in dossier.things(kind)
        if (created := moment(one.data.get("CreateDate")))
    }
    for deed in deeds:
        for name, kind, how in things(deed):
            arn = _whole(name, full, lake, arns)
            if how == "created" and arn in born and born[arn] < deed.time - _EARLIER:
                how = "modified"  # noqa: PLW2901 - IAM knows better: it was there before
            if not _is_foreign(arn, deed):
                found.setdefault(arn, _Touched(arn, kind, deed)).add(how, deed)
    for arn, touched in found.items():
        if touched.kind == "AWS::CloudWatch::Alarm" and touched.how == "deleted":
            touched.parts |= dict.fromkeys(alarm_before(arn, lake))
    return tuple(touched.told() for touched in found.values())


class _Touched:
    """One thing while its deeds are gathered."""

    def __init__(self, name: str, kind: str, deed: Deed) -> None:
        self.name, self.kind, self.first = name, kind, deed
        self.how: How = "read"
        self.events: list[str] = []
        self.parts: dict[str, None] = {}

    def add(self, how: How, deed: Deed) -> None:
        self.how = max(self.how, how, key=_RANK.index)
        if len(self.events) < _EVENTS:
            self.events.append(deed.event.id)
        self.parts |= dict.fromkeys(parts_of(deed))

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
            parts=tuple(self.parts),
        )


Named = tuple[str, str, str, str]


def arns_by_name(evidence: Iterable[Evidence]) -> dict[Named, str]:
    """ARNs of things that have a name besides, by service, region, kind of resource and name."""
    found: dict[Named, str] = {}
    for one in evidence:
        names = [value for member, value in one.data.items() if member.endswith("Name") and value]
        arns = [value for member, value in one.data.items() if member.lower().endswith("arn")]
        for arn in arns:
            parts = arn.split(":", 5) if isinstance(arn, str) and arn.startswith("arn:") else []
            if len(parts) == _ARN_PARTS:
                for name in names:
                    found.setdefault((parts[2], parts[3], _kind(parts[5]), str(name)), arn)
    return found


def _kind(resource: str) -> str:
    return re.split(r"[:/]", resource)[0]


def _known(name: str, arns: Mapping[Named, str]) -> str | None:
    """The ARN that the evidence has for the thing that an incomplete ARN means."""
    parts = name.split(":", 5)
    if len(parts) != _ARN_PARTS:
        return None
    kind = _kind(parts[5])
    resource = parts[5].rpartition("Name/")[2] if ":*:" in parts[5] else parts[5][len(kind) + 1 :]
    return arns.get((parts[2], parts[3], kind, resource))


def _whole(name: str, full: Mapping[str, str], lake: Lake, arns: Mapping[Named, str]) -> str:
    if ":iam::" in name:
        return full.get(short(name), name)
    if found := _known(name, arns):
        return found
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
    owner = parts[4] if name.startswith("arn:") and len(parts) >= _ARN_PARTS else ""
    other = owner not in {"", deed.event.account or ""}
    return other or ":aws-service-role/" in name or name.startswith("arn:aws:iam::aws:")
