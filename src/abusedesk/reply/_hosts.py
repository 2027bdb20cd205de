"""What EC2's own answers say of the reported hosts and addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.model import Text

from ._clean import name
from ._language import phrase
from ._letter import Sentence, admit, claim
from ._when import read_moment, when

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.model import Evidence

    from ._material import Material

_ANYWHERE = {"0.0.0.0/0", "::/0"}
_HOLDERS = ("ec2_network_interfaces", "ec2_addresses")


def addresses_of(data: Mapping[str, Any]) -> set[str]:
    """The public addresses in an instance, network interface or Elastic IP address as EC2 shows it."""
    found = {data.get("PublicIpAddress"), data.get("PublicIp")}
    found.add((data.get("Association") or {}).get("PublicIp"))
    for interface in data.get("NetworkInterfaces") or ():
        found.add((interface.get("Association") or {}).get("PublicIp"))
    for private in data.get("PrivateIpAddresses") or ():
        found.add((private.get("Association") or {}).get("PublicIp"))
    return {one for one in found if one}


def holder(material: Material, address: str) -> Evidence | None:
    """The instance that holds address now, else the network interface."""
    for kind in ("ec2.instance", "ec2.network_interface"):
        for one in material.dossier.things(kind):
            if address in addresses_of(one.data):
                return one
    return None


def open_ports(material: Material) -> list[Sentence]:
    """Which security groups of the reported or affected instances admit the whole internet, and to what."""
    named = _reported_hosts(material) or {one.id for one in material.trace.affected}
    groups = {one.key: one for one in material.dossier.things("ec2.security_group")}
    said: dict[str, Sentence] = {}
    for instance in material.dossier.things("ec2.instance"):
        for attached in instance.data.get("SecurityGroups") or () if instance.key in named else ():
            group = groups.get(str(attached.get("GroupId")))
            ports = _open(group.data) if group else None
            if group and ports and group.key not in said:
                said[group.key] = material.claim(
                    "how.open_ports",
                    [group.id, instance.id],
                    group=name(group.key),
                    resource=name(instance.key),
                    ports=ports,
                )
    return list(said.values())[:3]


def allocation(material: Material) -> list[Sentence]:
    """Since when we hold the reported addresses, or that we do not hold them."""
    said: list[Sentence] = []
    for address in material.notice.ips[:10]:
        found = [*_since(material, address)]
        said += found or [_nowhere(material, address)]
    return said


def _reported_hosts(material: Material) -> set[str]:
    held = {one.key for address in material.notice.ips if (one := holder(material, address))}
    return {*material.notice.resources, *held}


def _since(material: Material, address: str) -> Iterator[Sentence]:
    for one in material.dossier.things("ec2.instance"):
        launched = read_moment(one.data.get("LaunchTime"))
        if launched and address in addresses_of(one.data):
            yield material.claim(
                "fact.launched",
                [one.id],
                item=True,
                resource=name(one.key),
                ip=name(address),
                time=when(launched),
            )
    for one in material.dossier.things("ec2.network_interface"):
        attached = read_moment((one.data.get("Attachment") or {}).get("AttachTime"))
        if attached and address in addresses_of(one.data):
            yield material.claim(
                "fact.attached",
                [one.id],
                item=True,
                resource=name(one.key),
                ip=name(address),
                time=when(attached),
            )


def _nowhere(material: Material, address: str) -> Sentence:
    read = all(material.dossier.was_read(one) for one in _HOLDERS)
    proof = [
        one.id for one in material.dossier.evidence if one.kind in {"ec2.network_interface", "ec2.address"}
    ]
    held = any(
        address in addresses_of(one.data) for one in material.dossier.evidence if one.kind[:4] == "ec2."
    )
    if read and proof and not held:
        return claim("fact.not_held_now", proof[:20], read=True, item=True, ip=name(address))
    return admit("gap.no_allocation", item=True, resource=name(address))


def _open(group: Mapping[str, Any]) -> Text | None:
    found: list[Text] = []
    for rule in group.get("IpPermissions") or ():
        ranges = {one.get("CidrIp") for one in rule.get("IpRanges") or ()}
        ranges |= {one.get("CidrIpv6") for one in rule.get("Ipv6Ranges") or ()}
        if ranges & _ANYWHERE:
            found.append(_ports(rule))
    if not found:
        return None
    return Text(en=", ".join(one.en for one in found[:8]), ja="、".join(one.ja for one in found[:8]))


def _ports(rule: Mapping[str, Any]) -> Text:
    protocol, low, high = str(rule.get("IpProtocol")), rule.get("FromPort"), rule.get("ToPort")
    if protocol == "-1" or low is None:
        return phrase("mark.all_ports")
    ports = f"{name(protocol).upper()} {low}" if low == high else f"{name(protocol).upper()} {low}-{high}"
    return Text(en=ports, ja=ports)
