"""Elastic IP addresses that come and go, with the records of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill.generate import clock, ids, machines
from abusedesk.drill.generate.trail import Call

if TYPE_CHECKING:
    from datetime import datetime

    from abusedesk.drill.generate.company import Company
    from abusedesk.drill.generate.trail import Actor


def gain(company: Company, actor: Actor, when: datetime, host: dict[str, Any]) -> dict[str, Any]:
    """Actor allocates an address at home at when and ties it to host seconds later; gives the address."""
    name = company.home
    address = company.at_home.address(company.addresses.ours(), None)
    allocated = {
        "requestId": ids.uuid(company.rng),
        "publicIp": address["PublicIp"],
        "allocationId": address["AllocationId"],
        "domain": "vpc",
        "publicIpv4Pool": "amazon",
        "networkBorderGroup": name,
    }
    company.trail.add(
        when,
        name,
        actor,
        Call(service="ec2", name="AllocateAddress", request={"domain": "vpc"}, response=allocated),
    )
    company.at_home.tie(address, host)
    asked = {
        "allocationId": address["AllocationId"],
        "instanceId": host["InstanceId"],
        "allowReassociation": False,
    }
    tied = {"requestId": ids.uuid(company.rng), "_return": True, "associationId": address["AssociationId"]}
    company.trail.add(
        clock.later(company.rng, when, 8, 50),
        name,
        actor,
        Call(service="ec2", name="AssociateAddress", request=asked, response=tied),
    )
    return address


def lose(company: Company, actor: Actor, when: datetime, address: dict[str, Any]) -> None:
    """Actor takes address off its host at when and gives it back to AWS."""
    name, done = company.home, {"requestId": ids.uuid(company.rng), "_return": True}
    host = next(
        one for one in company.at_home.things["ec2:instances"] if one["InstanceId"] == address["InstanceId"]
    )
    untied = {"associationId": address["AssociationId"]}
    company.trail.add(
        when, name, actor, Call(service="ec2", name="DisassociateAddress", request=untied, response=done)
    )
    machines.publish(host, name, "", "")
    gone = {"allocationId": address["AllocationId"]}
    done = {**done, "requestId": ids.uuid(company.rng)}
    company.trail.add(
        clock.later(company.rng, when, 10, 80),
        name,
        actor,
        Call(service="ec2", name="ReleaseAddress", request=gone, response=done),
    )
    company.at_home.remove("ec2:addresses", "AllocationId", address["AllocationId"])
