"""A case document against what really happened."""

from __future__ import annotations

import ipaddress
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from abusedesk.drill.incident import Account, Incident

_ATTACKERS_WRONG, _AFFECTED_WRONG = 0.10, 0.05
_AIMING = frozenset({"contain", "eradicate"})
_ARN_PARTS = 6
_BELONGINGS = ("vol-", "eni-", "eni-attach-", "eipassoc-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """
    What was found of what there was, as the document and the truth write it.

    recall is the share of the truth that was found, precision the share of what was named that is true;
    1 where there is nothing to find or nothing was named.
    """

    recall: float
    precision: float
    missed: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """
    How well a document tells the truth.

    ok: the root cause in first place is right, every attacker found and of each kind at most one in ten
    wrong, everything affected found and at most one in twenty wrong, nobody innocent named or aimed at.
    """

    ok: bool
    root_cause: str | None
    root_cause_right: bool
    principals: Match
    credentials: Match
    ips: Match
    affected: Match
    innocent_named: tuple[str, ...] = ()
    innocent_aimed_at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """What an incident tells of names: ids by (name, region), and whose a volume or interface is."""

    ids: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)


def score(truth: Mapping[str, Any], document: Mapping[str, Any], names: Names | None = None) -> Score:
    """
    How well document, a case document as JSON, tells truth, the content of a truth.json.

    With names a key pair's or group's name counts as its id, a volume or interface as its instance's.
    """
    names = names or Names()
    said, real = document.get("attackers") or {}, truth.get("attackers") or {}
    causes = document.get("root_causes") or [{}]
    first = causes[0].get("kind")
    right = first in {truth.get("root_cause"), *(truth.get("also_acceptable") or ())}
    people = [
        _match(real.get(kind) or (), said.get(kind) or (), canonical)
        for kind in ("principals", "credentials", "ips")
    ]
    affected = _affected(truth, document, names)
    innocent = {canonical(name): name for name in truth.get("innocent") or ()}
    named = _hit(innocent, _named(document, causes[0], names))
    aimed = _hit(innocent, _aimed(document, names))
    found = all(one.recall == 1 for one in (*people, affected))
    clean = all(1 - one.precision <= _ATTACKERS_WRONG for one in people)
    clean = clean and 1 - affected.precision <= _AFFECTED_WRONG
    return Score(
        ok=right and found and clean and not named and not aimed,
        root_cause=first,
        root_cause_right=right,
        principals=people[0],
        credentials=people[1],
        ips=people[2],
        affected=affected,
        innocent_named=named,
        innocent_aimed_at=aimed,
    )


def canonical(name: str) -> str:
    """Name in the one form that is compared: sessions as their role, EC2 things by id, buckets by name."""
    name = name.strip()
    parts = name.split(":", _ARN_PARTS - 1)
    if name.startswith("arn:") and len(parts) == _ARN_PARTS:
        return _of_arn(name, parts)
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        return name


def _of_arn(arn: str, parts: list[str]) -> str:
    service, account, resource = parts[2], parts[4], parts[5]
    kind, _, rest = resource.partition("/")
    if service == "sts" and kind == "assumed-role":
        return f"role:{account}:{rest.partition('/')[0]}"
    if service == "iam" and kind == "role":
        return f"role:{account}:{rest.rpartition('/')[2]}"
    if service == "ec2":
        return resource.rpartition("/")[2]
    return resource if service == "s3" and "/" not in resource else arn


def names_of(incident: Incident) -> Names:
    """The names that incident's resources and records tell."""
    ids: dict[tuple[str, str], set[str]] = {}
    owners: dict[str, str] = {}
    for account in incident.accounts:
        for name, region, id_ in _told_names(account):
            ids.setdefault((name, region), set()).add(id_)
            ids.setdefault((name, ""), set()).add(id_)
        owners.update(_told_owners(account))
    return Names({name: frozenset(known) for name, known in ids.items()}, owners)


def _told_names(account: Account) -> Iterator[tuple[str, str, str]]:
    kinds = (("ec2:key_pairs", "KeyName", "KeyPairId"), ("ec2:security_groups", "GroupName", "GroupId"))
    for region, things in account.resources.items():
        for key, name, id_ in kinds:
            for thing in things.get(key, ()):
                if thing.get(name) and thing.get(id_):
                    yield thing[name], region, thing[id_]
    for region, records in account.records.items():
        for record in records:
            if record.name in {"CreateKeyPair", "ImportKeyPair", "CreateSecurityGroup"}:
                data = json.loads(record.raw)
                asked, given = data.get("requestParameters") or {}, data.get("responseElements") or {}
                called = asked.get("keyName") or asked.get("groupName")
                made = given.get("keyPairId") or given.get("groupId")
                if called and made:
                    yield called, region, made


def _told_owners(account: Account) -> Iterator[tuple[str, str]]:
    for things in account.resources.values():
        for instance in things.get("ec2:instances", ()):
            for mapping in instance.get("BlockDeviceMappings", ()):
                yield mapping.get("Ebs", {}).get("VolumeId", ""), instance["InstanceId"]
            for interface in instance.get("NetworkInterfaces", ()):
                yield interface.get("NetworkInterfaceId", ""), instance["InstanceId"]


def _match(real: Iterable[str], said: Iterable[str], form: Callable[[str], str]) -> Match:
    wanted = {form(name): name for name in real}
    named = {form(name): name for name in said}
    return _matched(wanted, named)


def _matched(wanted: Mapping[str, str], named: Mapping[str, str]) -> Match:
    hits = wanted.keys() & named.keys()
    return Match(
        recall=len(hits) / len(wanted) if wanted else 1.0,
        precision=len(hits) / len(named) if named else 1.0,
        missed=tuple(wanted[name] for name in wanted if name not in hits),
        wrong=tuple(named[name] for name in named if name not in hits),
    )


def _affected(truth: Mapping[str, Any], document: Mapping[str, Any], names: Names) -> Match:
    wanted = {canonical(name): name for name in truth.get("affected") or ()}
    real = truth.get("attackers") or {}
    own = {canonical(name) for kind in ("principals", "credentials") for name in real.get(kind) or ()}
    innocent = {canonical(name) for name in truth.get("innocent") or ()}
    named: dict[str, str] = {}
    for row in document.get("affected") or ():
        for id_ in _ids(str(row.get("id", "")), str(row.get("region") or ""), names):
            named[id_] = str(row.get("id", ""))

    def neutral(id_: str) -> bool:
        if id_ in own:
            return True
        if not id_.startswith(_BELONGINGS) or id_ in innocent:
            return False
        owner = names.owners.get(id_)
        return owner in wanted if owner is not None else id_ not in wanted

    return _matched(
        {id_: name for id_, name in wanted.items() if not neutral(id_)},
        {id_: name for id_, name in named.items() if not neutral(id_)},
    )


def _ids(name: str, region: str, names: Names) -> frozenset[str]:
    """The things that name stands for in region."""
    form = canonical(name)
    return names.ids.get((form, region)) or names.ids.get((form, "")) or frozenset({form})


def _named(document: Mapping[str, Any], cause: Mapping[str, Any], names: Names) -> Iterator[str]:
    attackers = document.get("attackers") or {}
    for kind in ("principals", "credentials", "ips"):
        for name in attackers.get(kind) or ():
            yield canonical(name)
    for row in document.get("affected") or ():
        yield from _ids(str(row.get("id", "")), str(row.get("region") or ""), names)
    for member in ("principal", "credential"):
        if cause.get(member):
            yield canonical(cause[member])


def _aimed(document: Mapping[str, Any], names: Names) -> Iterator[str]:
    for step in document.get("plan") or ():
        if step.get("phase") in _AIMING:
            yield from _ids(str(step.get("target", "")), str(step.get("region") or ""), names)


def _hit(innocent: Mapping[str, str], named: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(innocent[name] for name in named if name in innocent))
