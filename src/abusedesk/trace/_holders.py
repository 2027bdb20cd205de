"""Who held a public address when: from CloudTrail's allocations and from what EC2 shows now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ._activity import OTHERS
from ._deed import opened, text_at
from ._facts import moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from abusedesk.lake import Lake
    from abusedesk.model import Dossier


@dataclass(frozen=True, slots=True)
class Holding:
    """
    A span in which an address was ours; since None: from before our records, until None: still.

    certain says that both ends come from a call or from EC2's own dates; proof holds event and evidence
    ids.
    """

    ip: str
    since: datetime | None
    until: datetime | None
    holder: str
    certain: bool
    proof: tuple[str, ...]


def holdings(ip: str, dossier: Dossier, lake: Lake, names: Mapping[str, str]) -> tuple[Holding, ...]:
    """Every span in which ip was ours, by time; empty when nothing read ever had it."""
    changes = sorted(_changes(ip, lake, names), key=lambda change: change.time)
    now = next(iter(_now(ip, dossier)), None)
    spans: list[Holding] = []
    begun: _Change | None = None
    for change in changes:
        if change.gained:
            begun = begun or change
        else:
            spans.append(_span(ip, begun, change))
            begun = None
    if begun is not None or now is not None:
        spans.append(_open_span(ip, begun, now))
    return tuple(spans)


@dataclass(frozen=True, slots=True)
class _Change:
    time: datetime
    gained: bool
    holder: str
    event: str


@dataclass(frozen=True, slots=True)
class _Now:
    holder: str
    since: datetime | None
    evidence: str


def _span(ip: str, begun: _Change | None, ended: _Change) -> Holding:
    proof = (*((begun.event,) if begun else ()), ended.event)
    return Holding(
        ip, begun.time if begun else None, ended.time, ended.holder, certain=begun is not None, proof=proof
    )


def _open_span(ip: str, begun: _Change | None, now: _Now | None) -> Holding:
    since = begun.time if begun else now.since if now else None
    holder = (now.holder if now else "") or (begun.holder if begun else "")
    proof = tuple(one for one in (begun.event if begun else "", now.evidence if now else "") if one)
    return Holding(ip, since, None, holder, certain=since is not None, proof=proof)


def _changes(ip: str, lake: Lake, names: Mapping[str, str]) -> Iterator[_Change]:
    """When an elastic address came (AllocateAddress) and went (ReleaseAddress)."""
    allocations: dict[str, str] = {}
    where = f"{OTHERS} and outcome = 'success' and position($ip in record) > 0 and src_ip <> $ip"
    for event in lake.events(where, ip=ip):
        deed = opened(event, names)
        if deed is None:
            continue
        if deed.action == "ec2:AllocateAddress" and text_at(deed.response, "publicIp") == ip:
            allocations[text_at(deed.response, "allocationId")] = ip
            yield _Change(
                deed.time, gained=True, holder=text_at(deed.response, "allocationId"), event=event.id
            )
        elif deed.action == "ec2:ReleaseAddress" and text_at(deed.request, "publicIp") == ip:
            yield _Change(deed.time, gained=False, holder=ip, event=event.id)
        elif text_at(deed.request, "allocationId"):  # moved about while it was ours
            allocations[text_at(deed.request, "allocationId")] = ip
    for allocation in allocations:
        yield from _released(allocation, lake, names)


def _released(allocation: str, lake: Lake, names: Mapping[str, str]) -> Iterator[_Change]:
    where = (
        f"{OTHERS} and outcome = 'success' and action = 'ec2:ReleaseAddress' and position($id in record) > 0"
    )
    for event in lake.events(where, id=allocation):
        deed = opened(event, names)
        if deed is not None:
            yield _Change(deed.time, gained=False, holder=allocation, event=event.id)


def _now(ip: str, dossier: Dossier) -> Iterator[_Now]:
    """Who holds it now; a lent address came with the instance's start, an elastic one some day."""
    elastic = next((one for one in dossier.things("ec2.address") if one.data.get("PublicIp") == ip), None)
    if elastic is not None:
        yield _Now(str(elastic.data.get("InstanceId") or elastic.key), None, elastic.id)
    for one in dossier.things("ec2.instance"):
        faces = one.data.get("NetworkInterfaces") or ()
        owners = {str((face.get("Association") or {}).get("IpOwnerId", "")) for face in faces}
        if one.data.get("PublicIpAddress") == ip or any(
            (face.get("Association") or {}).get("PublicIp") == ip for face in faces
        ):
            lent = elastic is None and owners <= {"amazon", ""}
            yield _Now(one.key, moment(one.data.get("LaunchTime")) if lent else None, one.id)
    for one in dossier.things("ec2.network_interface"):
        if (one.data.get("Association") or {}).get("PublicIp") == ip:
            yield _Now(str((one.data.get("Attachment") or {}).get("InstanceId") or one.key), None, one.id)
