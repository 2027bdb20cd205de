"""What EC2's own answers say of the reported hosts and addresses."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from abusedesk.model import Text

from ._clean import is_private, listed, name
from ._language import phrase
from ._letter import Sentence, admit, claim
from ._when import read_moment, when

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from abusedesk.model import Evidence

    from ._material import Material

_ANYWHERE = {"0.0.0.0/0", "::/0"}
# Root causes that happened on or by means of an instance.
ON_INSTANCE = frozenset(
    {
        "exposed_service_abused",
        "host_compromised_by_bruteforce",
        "host_compromised_by_web",
        "own_test_against_policy",
        "stolen_instance_credentials",
    }
)
_INSTANCE = re.compile(r"\bi-[0-9a-f]{8,17}\b")
# By which ports somebody came in, and which a service of that kind listens on
# (https://www.iana.org/assignments/service-names-port-numbers/).
_ENTERED = {
    "host_compromised_by_bruteforce": frozenset({22, 2222, 3389}),
    "host_compromised_by_web": frozenset({80, 443, 3000, 5000, 8000, 8080, 8081, 8443, 8888, 9000}),
}
_SERVED = {
    "open_proxy": frozenset({1080, 3127, 3128, 8080, 8118, 8888}),
    "open_resolver": frozenset({53}),
    "reflector": frozenset({17, 19, 53, 69, 111, 123, 161, 389, 1900, 3702, 11211}),
    "spam": frozenset({25, 465, 587}),
}
_ANY_PORT = frozenset(range(1, 65536))
# An instance's address is shown by the instance and by its network interface.
_MACHINE_ROWS = 2
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


def instances_of_cause(material: Material) -> list[str]:
    """
    The instances that the root cause speaks of: by its statement, else by its credential's session name.

    A session of an instance's role is named after the instance
    (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html).
    """
    cause = material.cause
    if cause is None:
        return []
    told = _INSTANCE.findall(cause.statement.en)
    sessions = [
        actor
        for one in material.dossier.findings
        if cause.credential and cause.credential in one.credentials
        for actor in one.actors
    ]
    told = told or [one for actor in sessions for one in _INSTANCE.findall(actor)]
    return list(dict.fromkeys(told))


def aliases(material: Material, things: Iterable[str] | None = None) -> set[str]:
    """Things, or all that is reported, by every name that logs may have for them: ids, addresses, host."""
    named = set(material.reported if things is None else things)
    known = [*_machines(material)]
    holders = Counter(word for words in known for word in words)
    for words in known:
        if named & words:
            # A private address that several of our networks use names no single machine.
            named |= {one for one in words if holders[one] <= _MACHINE_ROWS or not is_private(one)}
    return named | {f"ip-{one.replace('.', '-')}" for one in named if is_private(one) and ":" not in one}


def targets_are_ours(material: Material) -> list[Sentence]:
    """That all reported targets are ours, where the report names targets and we hold every one."""
    notice = material.notice
    source = aliases(material) | {notice.reported.source_ip}
    targets = [one for one in dict.fromkeys([*notice.remote_ips, *notice.reported.ips]) if one not in source]
    held = [holder(material, one) for one in targets]
    holders = [one for one in held if one is not None]
    if not targets or len(holders) < len(targets):
        return []
    return [
        material.claim(
            "fact.targets_ours",
            [one.id for one in holders],
            item=True,
            ips=listed(targets, 10),
            resources=listed([one.key for one in holders], 10),
        )
    ]


def tokenless(material: Material) -> list[Sentence]:
    """The instances of the root cause whose metadata service needs no session token (IMDSv1)."""
    named = set(instances_of_cause(material))
    return [
        material.claim("how.imdsv1", [one.id], resource=name(one.key))
        for one in material.dossier.things("ec2.instance")
        if one.key in named and (one.data.get("MetadataOptions") or {}).get("HttpTokens") == "optional"
    ]


def _machines(material: Material) -> Iterator[set[str]]:
    for one in material.dossier.things("ec2.instance"):
        words = {one.key, str(one.data.get("PrivateIpAddress") or one.key), *addresses_of(one.data)}
        for interface in one.data.get("NetworkInterfaces") or ():
            words |= {
                str(interface.get(key) or one.key) for key in ("NetworkInterfaceId", "PrivateIpAddress")
            }
        yield words
    for one in material.dossier.things("ec2.network_interface"):
        attached = (one.data.get("Attachment") or {}).get("InstanceId")
        private = one.data.get("PrivateIpAddress")
        yield {one.key, str(attached or one.key), str(private or one.key), *addresses_of(one.data)}


def holder(material: Material, address: str) -> Evidence | None:
    """The instance that holds address now, else the network interface."""
    for kind in ("ec2.instance", "ec2.network_interface"):
        for one in material.dossier.things(kind):
            if address in addresses_of(one.data):
                return one
    return None


def open_ports(material: Material) -> list[Sentence]:
    """Which security groups let the whole internet reach the very ports that the root cause came in by."""
    cause = material.cause
    asked = asked_ports(material) if cause else frozenset()
    if not asked:
        return []
    named = _reported_hosts(material) or set(instances_of_cause(material))
    named = named or {one.id for one in material.trace.affected}
    groups = {one.key: one for one in material.dossier.things("ec2.security_group")}
    said: dict[str, Sentence] = {}
    for instance in material.dossier.things("ec2.instance"):
        for attached in instance.data.get("SecurityGroups") or () if instance.key in named else ():
            group = groups.get(str(attached.get("GroupId")))
            ports = _open(group.data, asked) if group else None
            if group and ports and group.key not in said:
                said[group.key] = material.claim(
                    "how.open_ports",
                    [group.id, instance.id],
                    group=name(group.key),
                    resource=name(instance.key),
                    ports=ports,
                )
    return list(said.values())[:3]


def asked_ports(material: Material) -> frozenset[int]:
    """The ports that explain the root cause, none where ports do not."""
    cause = material.cause
    kind = cause.kind if cause else ""
    if kind == "exposed_service_abused":
        return _SERVED.get(material.notice.kind, _ANY_PORT)
    return _ENTERED.get(kind, frozenset())


def allocation(material: Material) -> list[Sentence]:
    """Since when we hold the reported addresses, or that we do not hold them."""
    said: list[Sentence] = []
    for address in material.notice.ips[:10]:
        found = [*_since(material, address)]
        # Where other records show that it was not ours, an older machine that holds it now says nothing.
        silent = _not_ours(material) and holder(material, address) is not None
        said += found or ([] if silent else [_nowhere(material, address)])
    return said


def _not_ours(material: Material) -> bool:
    return material.cause is not None and material.cause.kind == "not_ours" and bool(material.cause.for_)


def _tells(material: Material, moment: datetime) -> bool:
    """Whether a machine's age is worth telling: if nothing was ours, only one younger than the report."""
    begun = material.notice.activity_start
    return not (_not_ours(material) and begun is not None and moment <= begun)


def _reported_hosts(material: Material) -> set[str]:
    held = {one.key for address in material.notice.ips if (one := holder(material, address))}
    return {*material.notice.resources, *held}


def _since(material: Material, address: str) -> Iterator[Sentence]:
    for one in material.dossier.things("ec2.instance"):
        launched = read_moment(one.data.get("LaunchTime"))
        if launched and _tells(material, launched) and address in addresses_of(one.data):
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
        if attached and _tells(material, attached) and address in addresses_of(one.data):
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


def _open(group: Mapping[str, Any], asked: frozenset[int]) -> Text | None:
    """The rules of group that open one of the ports asked to the world; None where none does."""
    found = [_ports(rule) for rule in group.get("IpPermissions") or () if _is_open(rule, asked)]
    if not found:
        return None
    return Text(en=", ".join(one.en for one in found[:8]), ja="、".join(one.ja for one in found[:8]))


def _is_open(rule: Mapping[str, Any], asked: frozenset[int]) -> bool:
    ranges = {one.get("CidrIp") for one in rule.get("IpRanges") or ()}
    ranges |= {one.get("CidrIpv6") for one in rule.get("Ipv6Ranges") or ()}
    low, high = rule.get("FromPort"), rule.get("ToPort")
    if not ranges & _ANYWHERE or str(rule.get("IpProtocol")) in {"icmp", "icmpv6"}:
        return False
    return low is None or high is None or any(low <= port <= high for port in asked)


def _ports(rule: Mapping[str, Any]) -> Text:
    protocol, low, high = str(rule.get("IpProtocol")), rule.get("FromPort"), rule.get("ToPort")
    if protocol == "-1" or low is None:
        return phrase("mark.all_ports")
    ports = f"{name(protocol).upper()} {low}" if low == high else f"{name(protocol).upper()} {low}-{high}"
    return Text(en=ports, ja=ports)
