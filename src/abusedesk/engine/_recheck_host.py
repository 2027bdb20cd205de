"""Whether the instances are cut off, the ports closed and the addresses held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.errors import Absent
from abusedesk.translate import text

from ._looking import UNREAD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.model import Recheck, Text

    from ._looking import Look

READS = (
    "ec2:DescribeAddresses",
    "ec2:DescribeInstances",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSecurityGroups",
)
_BROKEN_INTO = frozenset({"host_compromised_by_bruteforce", "host_compromised_by_web"})
_OPEN = _BROKEN_INTO | {"exposed_service_abused"}
_OFF = frozenset({"stopped", "stopping", "terminated", "shutting-down"})
_WORLD = frozenset({"0.0.0.0/0", "::/0"})
# Ports by which people log in; a web server's own are open to the world on purpose.
_LOG_IN = (22, 23, 3389, 5900, 5985, 5986)
_WEB = (80, 443)
_MOST = 200


def hosts(look: Look) -> Iterator[Recheck]:
    """Instances that the intruder made or broke into, and the ports by which it could happen."""
    cut, closed = _asked(look)
    for region in sorted({*cut.values(), *closed.values()}):
        names = [one for one, place in {**cut, **closed}.items() if place == region][:_MOST]
        aws = look.reader(region, READS)
        try:
            found, ids = _instances(look, aws, names)
            groups = _groups(look, aws, found.values(), ids)
        except (*UNREAD, Absent) as why:
            for name in names:
                yield look.unread("instance_cut_off" if name in cut else "port_closed", name, why, region)
            continue
        for name in names:
            instance, evidence = found.get(name), tuple(ids)
            if name in cut:
                holds, said = _cut_off(instance, groups)
                yield look.row(
                    "instance_cut_off", name, holds=holds, why=said, region=region, evidence=evidence
                )
            if name in closed:
                holds, said = _closed(look, instance, groups)
                yield look.row("port_closed", name, holds=holds, why=said, region=region, evidence=evidence)


def _asked(look: Look) -> tuple[dict[str, str], dict[str, str]]:
    """Instance ids with their regions: those to be cut off, and those whose ports must be closed."""
    kind = look.cause.kind if look.cause else "unknown"
    places = {one.key: one.region for one in look.dossier.things("ec2.instance")}
    affected = [one for one in look.story.affected if one.type == "AWS::EC2::Instance"]
    places |= {one.id: one.region for one in affected}
    cut = {one.id: one.region for one in affected if one.how == "created"}
    named = [one.rpartition("/")[2] for one in look.notice.resources]
    named += [one.key for one in look.dossier.things("ec2.instance") if _has(one.data, look.notice.ips)]
    fallback = look.notice.regions[0] if len(look.notice.regions) == 1 else ""
    reported = {one: places.get(one, fallback) for one in named if one.startswith("i-")}
    reported = {one: place for one, place in reported.items() if place}
    if kind in _BROKEN_INTO:
        used = {one.id: one.region for one in affected if one.how != "created"}
        return {**cut, **reported, **used}, {**reported, **used}
    return cut, reported if kind in _OPEN else {}


def _has(instance: Mapping[str, Any], addresses: Iterable[str]) -> bool:
    held = {instance.get("PublicIpAddress")}
    held |= {
        (one.get("Association") or {}).get("PublicIp") for one in instance.get("NetworkInterfaces") or ()
    }
    return bool(held & set(addresses))


def _instances(look: Look, aws: Reader, names: list[str]) -> tuple[dict[str, Mapping[str, Any]], list[str]]:
    found: dict[str, Mapping[str, Any]] = {}
    ids = []
    filters = [{"Name": "instance-id", "Values": names}]
    for page in aws.pages("ec2:DescribeInstances", Filters=filters):
        ids.append(look.keep(page, ",".join(names[:3]), {"InstanceIds": names}))
        for reservation in page.data["Reservations"]:
            found |= {one["InstanceId"]: one for one in reservation["Instances"]}
    return found, ids


def _groups(
    look: Look, aws: Reader, instances: Iterable[Mapping[str, Any]], ids: list[str]
) -> dict[str, Mapping[str, Any]]:
    named = sorted({one for instance in instances for one in _group_ids(instance)})
    found: dict[str, Mapping[str, Any]] = {}
    if named:
        for page in aws.pages("ec2:DescribeSecurityGroups", Filters=[{"Name": "group-id", "Values": named}]):
            ids.append(look.keep(page, ",".join(named[:3]), {"GroupIds": named}))
            found |= {one["GroupId"]: one for one in page.data["SecurityGroups"]}
    return found


def _group_ids(instance: Mapping[str, Any]) -> set[str]:
    held = list(instance.get("SecurityGroups") or ())
    held += [group for one in instance.get("NetworkInterfaces") or () for group in one.get("Groups") or ()]
    return {str(one["GroupId"]) for one in held}


def _is_off(instance: Mapping[str, Any] | None) -> bool:
    return instance is None or instance.get("State", {}).get("Name") in _OFF


def _cut_off(
    instance: Mapping[str, Any] | None, groups: Mapping[str, Mapping[str, Any]]
) -> tuple[bool, Text]:
    """Whether instance can neither be reached nor reach anything, and why."""
    if instance is None or _is_off(instance):
        state = instance["State"]["Name"] if instance else "gone"
        return True, text("It no longer runs ({state}).", state=state)
    rules = [
        rule
        for one in _group_ids(instance)
        for member in ("IpPermissions", "IpPermissionsEgress")
        for rule in groups.get(one, {member: [{}]}).get(member) or ()
    ]
    if rules:
        return False, text("It runs, and its security groups let traffic through.")
    return True, text("It runs, and its security groups let nothing in or out.")


def _closed(
    look: Look, instance: Mapping[str, Any] | None, groups: Mapping[str, Mapping[str, Any]]
) -> tuple[bool, Text]:
    """Whether no port by which it could happen is open to the world, and why."""
    if instance is None or _is_off(instance):
        return True, text("It no longer runs, so nothing answers on its ports.")
    by_log_in = look.cause is not None and look.cause.kind == "host_compromised_by_bruteforce"
    open_now = [
        f"{group} {rule}"
        for group in sorted(_group_ids(instance))
        for rule in _open(groups.get(group, {}), by_log_in=by_log_in)
    ]
    if open_now:
        return False, text("Open to the whole internet: {rules}.", rules=", ".join(open_now))
    return True, text("No port that matters here is open to the whole internet.")


def _open(group: Mapping[str, Any], *, by_log_in: bool) -> Iterator[str]:
    for rule in group.get("IpPermissions") or ():
        ranges = {one.get("CidrIp") for one in rule.get("IpRanges") or ()}
        ranges |= {one.get("CidrIpv6") for one in rule.get("Ipv6Ranges") or ()}
        protocol, low, high = str(rule.get("IpProtocol")), rule.get("FromPort"), rule.get("ToPort")
        whole = protocol == "-1" or low is None or high is None
        if not ranges & _WORLD or protocol.startswith("icmp"):
            continue
        if whole:
            yield "all ports"
        elif (by_log_in and any(low <= port <= high for port in _LOG_IN)) or (
            not by_log_in and not (low == high and low in _WEB)
        ):
            yield f"{protocol} {low}-{high}"


def addresses(look: Look) -> Iterator[Recheck]:
    """Whether the reported addresses are the account's now, where the answer says that they were not."""
    if look.cause is None or look.cause.kind != "not_ours":
        return
    seen = {
        one.region for kind in ("ec2.network_interface", "ec2.address") for one in look.dossier.things(kind)
    }
    regions = sorted({*look.notice.regions, *seen})
    for address in dict.fromkeys(look.notice.ips):
        yield _held(look, address, regions)


def _held(look: Look, address: str, regions: Iterable[str]) -> Recheck:
    ids: list[str] = []
    try:
        for region in regions:
            aws = look.reader(region, READS)
            for call, name, member in (
                ("ec2:DescribeAddresses", "public-ip", "Addresses"),
                ("ec2:DescribeNetworkInterfaces", "association.public-ip", "NetworkInterfaces"),
            ):
                for page in aws.pages(call, Filters=[{"Name": name, "Values": [address]}]):
                    ids.append(look.keep(page, address, {member: page.data[member]}))
                    if page.data[member]:
                        why = text("The account holds it now, in {region}.", region=region)
                        return look.row(
                            "address_not_held",
                            address,
                            holds=False,
                            why=why,
                            region=region,
                            evidence=tuple(ids),
                        )
    except (*UNREAD, Absent) as why_not:
        return look.unread("address_not_held", address, why_not)
    why = text("No network interface and no Elastic IP address of the account holds it now.")
    return look.row("address_not_held", address, holds=True if ids else None, why=why, evidence=tuple(ids))
