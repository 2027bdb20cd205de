"""Large instances launched where nobody looks, as those do who mine on another's bill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from abusedesk.drill.generate import chores, clock, decoys, findings, ids, intruder, launch, machines, reads
from abusedesk.drill.generate.chance import chance
from abusedesk.drill.generate.machines import Launch
from abusedesk.drill.generate.trail import Call

if TYPE_CHECKING:
    from datetime import datetime

    from abusedesk.drill.generate.intruder import Intruder
    from abusedesk.drill.generate.trail import Actor

_LARGE = (
    "g4dn.12xlarge",
    "g5.12xlarge",
    "g5.48xlarge",
    "p3.8xlarge",
    "p3.16xlarge",
    "c5.24xlarge",
    "c6a.48xlarge",
    "c5a.24xlarge",
)
_ERRORS = {
    "Client.VcpuLimitExceeded": "You have requested more vCPU capacity than your current limit allows.",
    "Server.InsufficientInstanceCapacity": "There is no capacity for this type in this Availability Zone.",
    "Client.Unsupported": "Your requested instance type is not supported in this Availability Zone.",
    "Client.PendingVerification": "Your request for resources in this region is being validated.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """Who launches: the intruder, the identities that he uses in turn, and the regions."""

    by: Intruder
    actors: tuple[Actor, ...]
    regions: list[str]


def mine(crew: Crew, when: datetime) -> datetime:
    """Key pair, group and instances in each region, one after the other; gives when it is done."""
    company = crew.by.company
    for number, region in enumerate(crew.regions):
        actor = crew.actors[number % len(crew.actors)]
        when = _settle(crew, actor, region, clock.later(company.rng, when, 30, 400))
    refused = company.unused(1)[0]
    subnet = company.regions[refused].subnets[0]
    asked = Launch(type="g5.48xlarge", image=ids.resource(company.rng, "ami"), groups=[], subnet=subnet)
    return crew.by.does(when, refused, crew.actors[0], _failed(crew, asked, "Client.PendingVerification"))


def _settle(crew: Crew, actor: Actor, region: str, when: datetime) -> datetime:
    by, company = crew.by, crew.by.company
    rng, name = company.rng, intruder.key_name(company)
    by.note(actor, when)
    pair = decoys.make_key_pair(company, actor, when, region, name)
    by.truth.affected.append(pair["KeyPairId"])
    when = clock.later(rng, when, 3, 20)
    group = company.regions[region].default_group
    if chance(rng, 0.7):  # else the default group does
        group = decoys.make_group(company, actor, when, region, (name, name))
        opened = clock.later(rng, when, 2, 6)
        chores.open_port(company, actor, opened, (region, group), (22, machines.EVERYWHERE))
        by.truth.affected.append(group["GroupId"])
    asked = Launch(
        type=rng.choice(_LARGE),
        count=rng.randint(2, 8),
        image=ids.resource(rng, "ami"),
        key=pair["KeyName"],
        groups=[group],
        subnet=rng.choice(company.regions[region].subnets),
        disk=rng.choice((50, 100, 200)),
    )
    return _launches(crew, actor, asked, (region, clock.later(rng, when, 10, 60)))


def _launches(crew: Crew, actor: Actor, asked: Launch, at: tuple[str, datetime]) -> datetime:
    by, company, (region, when) = crew.by, crew.by.company, at
    rng = company.rng
    for error in rng.sample(tuple(_ERRORS), rng.randint(0, 2)):
        when = by.does(when, region, actor, _failed(crew, asked, error))
    made = launch.run(company.trail, company.regions[region], actor, asked, when)
    by.truth.affected += [one["InstanceId"] for one in made]
    _alert(crew, region, made, when)
    when = by.looks(clock.later(rng, when, 20, 90), region, actor, [reads.INSTANCES, reads.STATUS])
    if made and chance(rng, 0.5):  # some keep what they have from being ended
        when = by.does(when, region, actor, _protected(crew, made[0]))
    return when


def _failed(crew: Crew, asked: Launch, error: str) -> Call:
    return Call(
        service="ec2",
        name="RunInstances",
        request=launch.request(asked, ids.uuid(crew.by.company.rng)),
        error=(error, _ERRORS[error]),
    )


def _protected(crew: Crew, instance: dict[str, Any]) -> Call:
    return Call(
        service="ec2",
        name="ModifyInstanceAttribute",
        request={"instanceId": instance["InstanceId"], "disableApiTermination": {"value": True}},
        response={"requestId": ids.uuid(crew.by.company.rng), "_return": True},
    )


def _alert(crew: Crew, region: str, made: list[dict[str, Any]], when: datetime) -> None:
    """GuardDuty is on in some of the regions and sees one of the miners look for its pool."""
    company = crew.by.company
    if not made or chance(company.rng, 0.5):
        return
    findings.watch(company, [region])
    first = clock.later(company.rng, when, 900, 2000)
    one = made[0]["InstanceId"]
    asked = {"Domain": "pool.example.net", "Protocol": "UDP", "Blocked": False}
    seen = findings.Seen(
        type="CryptoCurrency:EC2/BitcoinTool.B!DNS",
        severity=8.0,
        title=f"The EC2 instance {one} is querying a Bitcoin-related domain name.",
        description=f"EC2 instance {one} is querying a domain name that is associated with mining pools.",
        resource=findings.machine(made[0]),
        action={"ActionType": "DNS_REQUEST", "DnsRequestAction": asked},
        first=first,
        last=clock.later(company.rng, first, 600, 7000),
        count=company.rng.randint(2, 60),
    )
    findings.add(company, region, seen)
