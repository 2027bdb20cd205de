"""EC2 in one region: networks, instances and what belongs to them, as the Describe calls answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from abusedesk.drill.generate import ids, regions

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

    from abusedesk.drill.generate.addresses import Addresses

EVERYWHERE = "0.0.0.0/0"


@dataclass(slots=True, kw_only=True)
class Launch:
    """What is asked of RunInstances; public None lets the subnet decide (default subnets give an address)."""

    type: str
    count: int = 1
    image: str
    key: str = ""
    groups: list[dict[str, Any]]
    subnet: dict[str, Any]
    tags: dict[str, str] = field(default_factory=dict)
    profile: tuple[str, str] | None = None
    disk: int = 8
    public: bool = True


class Region:
    """
    One region's things; every list holds items as the Describe or List call answers them.

    meter says for the bill when each instance ran: its type, since when, until when (None: still).
    """

    def __init__(self, account: str, name: str, rng: Random, addresses: Addresses) -> None:
        self.account, self.name, self.rng, self.addresses = account, name, rng, addresses
        self.things: dict[str, list[dict[str, Any]]] = {}
        self.zones = [f"{name}{letter}" for letter in "abcd"[: 2 if name == "us-west-1" else 3]]
        self.vpc = self.network("172.31.0.0/16", default=True)
        self.subnets = [self.subnet(self.vpc, f"172.31.{16 * n}.0/20", n) for n in range(len(self.zones))]
        self.default_group = self.group(self.vpc, "default", "default VPC security group")
        self.meter: dict[str, list[tuple[str, datetime, datetime | None]]] = {}
        self._hosts: set[str] = set()

    def add(self, kind: str, item: dict[str, Any]) -> dict[str, Any]:
        """Put item into the list kind ("ec2:volumes") and give it back."""
        self.things.setdefault(kind, []).append(item)
        return item

    def network(self, cidr: str, *, default: bool, name: str = "") -> dict[str, Any]:
        """Add a VPC."""
        association = {
            "AssociationId": ids.resource(self.rng, "vpc-cidr-assoc"),
            "CidrBlock": cidr,
            "CidrBlockState": {"State": "associated"},
        }
        return self.add(
            "ec2:vpcs",
            {
                "CidrBlock": cidr,
                "DhcpOptionsId": ids.resource(self.rng, "dopt"),
                "State": "available",
                "VpcId": ids.resource(self.rng, "vpc"),
                "OwnerId": self.account,
                "InstanceTenancy": "default",
                "CidrBlockAssociationSet": [association],
                "IsDefault": default,
                "Tags": tags({"Name": name} if name else {}),
            },
        )

    def subnet(self, vpc: dict[str, Any], cidr: str, zone: int, name: str = "") -> dict[str, Any]:
        """Add a subnet to vpc in the zone of that number."""
        subnet = ids.resource(self.rng, "subnet")
        default = bool(vpc["IsDefault"])
        return self.add(
            "ec2:subnets",
            {
                "AvailabilityZone": self.zones[zone],
                "AvailabilityZoneId": f"{regions.DEFAULT[self.name][0]}-az{zone + 1}",
                "AvailableIpAddressCount": 4091 if default else 251,
                "CidrBlock": cidr,
                "DefaultForAz": default,
                "MapPublicIpOnLaunch": default,
                "MapCustomerOwnedIpOnLaunch": False,
                "State": "available",
                "SubnetId": subnet,
                "VpcId": vpc["VpcId"],
                "OwnerId": self.account,
                "AssignIpv6AddressOnCreation": False,
                "Ipv6CidrBlockAssociationSet": [],
                "Tags": tags({"Name": name} if name else {}),
                "SubnetArn": f"arn:aws:ec2:{self.name}:{self.account}:subnet/{subnet}",
                "EnableDns64": False,
                "Ipv6Native": False,
            },
        )

    def group(
        self, vpc: dict[str, Any], name: str, description: str, *rules: tuple[int, str]
    ) -> dict[str, Any]:
        """Add a security group whose rules let in TCP port from CIDR; out goes everything."""
        group = ids.resource(self.rng, "sg")
        inside = permission(-1, group) if name == "default" else None
        return self.add(
            "ec2:security_groups",
            {
                "Description": description,
                "GroupName": name,
                "IpPermissions": [inside] if inside else [permission(port, cidr) for port, cidr in rules],
                "OwnerId": self.account,
                "GroupId": group,
                "IpPermissionsEgress": [permission(-1, EVERYWHERE)],
                "Tags": [],
                "VpcId": vpc["VpcId"],
            },
        )

    def key_pair(self, name: str, created: datetime) -> dict[str, Any]:
        """Add a key pair."""
        print_ = ":".join(ids.hexa(self.rng, 2) for _ in range(20))
        return self.add(
            "ec2:key_pairs",
            {
                "KeyPairId": ids.resource(self.rng, "key"),
                "KeyType": "rsa",
                "Tags": [],
                "CreateTime": ids.iso(created),
                "KeyName": name,
                "KeyFingerprint": print_,
            },
        )

    def address(self, public: str, instance: dict[str, Any] | None, name: str = "") -> dict[str, Any]:
        """Add an Elastic IP address, tied to instance where one is given."""
        item: dict[str, Any] = {
            "AllocationId": ids.resource(self.rng, "eipalloc"),
            "Domain": "vpc",
            "NetworkBorderGroup": self.name,
            "PublicIp": public,
            "PublicIpv4Pool": "amazon",
            "Tags": tags({"Name": name} if name else {}),
        }
        if instance is not None:
            self.tie(item, instance)
        return self.add("ec2:addresses", item)

    def tie(self, address: dict[str, Any], instance: dict[str, Any]) -> None:
        """Associate an Elastic IP address with instance's first interface."""
        interface = instance["NetworkInterfaces"][0]
        address["AssociationId"] = ids.resource(self.rng, "eipassoc")
        address["InstanceId"] = instance["InstanceId"]
        address["NetworkInterfaceId"] = interface["NetworkInterfaceId"]
        address["NetworkInterfaceOwnerId"] = self.account
        address["PrivateIpAddress"] = instance["PrivateIpAddress"]
        publish(instance, self.name, address["PublicIp"], self.account)

    def private(self, subnet: dict[str, Any]) -> str:
        """A private address in subnet that nobody has."""
        first, second, third, rest = subnet["CidrBlock"].split(".")
        wide = 15 if rest.endswith("/20") else 0
        while True:
            found = f"{first}.{second}.{int(third) + self.rng.randint(0, wide)}.{self.rng.randint(5, 250)}"
            if found not in self._hosts:
                self._hosts.add(found)
                return found

    def volume(self, instance: dict[str, Any], size: int, when: datetime) -> dict[str, Any]:
        """Add the root volume of instance."""
        volume = ids.resource(self.rng, "vol")
        attachment = {
            "AttachTime": ids.iso(when),
            "DeleteOnTermination": True,
            "Device": instance["RootDeviceName"],
            "InstanceId": instance["InstanceId"],
            "State": "attached",
            "VolumeId": volume,
        }
        block = {name: attachment[name] for name in ("AttachTime", "DeleteOnTermination", "VolumeId")}
        instance["BlockDeviceMappings"] = [
            {"DeviceName": instance["RootDeviceName"], "Ebs": {**block, "Status": "attached"}}
        ]
        return self.add(
            "ec2:volumes",
            {
                "Attachments": [attachment],
                "AvailabilityZone": instance["Placement"]["AvailabilityZone"],
                "CreateTime": ids.iso(when),
                "Encrypted": False,
                "Iops": 3000,
                "MultiAttachEnabled": False,
                "Size": size,
                "SnapshotId": ids.resource(self.rng, "snap"),
                "State": "in-use",
                "Tags": instance["Tags"],
                "Throughput": 125,
                "VolumeId": volume,
                "VolumeType": "gp3",
            },
        )

    def runs(self, instance: dict[str, Any], when: datetime, *, on: bool) -> None:
        """Note for the bill that instance starts or stops to run."""
        spans = self.meter.setdefault(instance["InstanceId"], [])
        if on:
            spans.append((instance["InstanceType"], when, None))
        elif spans and spans[-1][2] is None:
            spans[-1] = (*spans[-1][:2], when)

    def remove(self, kind: str, member: str, value: str) -> None:
        """Take out of the list kind whatever has value in member."""
        self.things[kind] = [item for item in self.things.get(kind, []) if item.get(member) != value]


def tags(pairs: dict[str, str]) -> list[dict[str, str]]:
    """Tags as AWS lists them."""
    return [{"Key": key, "Value": value} for key, value in pairs.items()]


def named(item: dict[str, Any]) -> str:
    """The Name tag of item, "" without."""
    return next((tag["Value"] for tag in item.get("Tags", []) if tag["Key"] == "Name"), "")


def permission(port: int, source: str) -> dict[str, Any]:
    """One IpPermission: TCP port (-1: all traffic) from or to source, a CIDR or a group's id."""
    ranges = [] if source.startswith("sg-") else [{"CidrIp": source}]
    pairs = [{"GroupId": source}] if source.startswith("sg-") else []
    rule: dict[str, Any] = {
        "IpProtocol": "-1" if port < 0 else "tcp",
        "UserIdGroupPairs": pairs,
        "IpRanges": ranges,
        "Ipv6Ranges": [],
        "PrefixListIds": [],
    }
    return rule if port < 0 else {**rule, "FromPort": port, "ToPort": port}


def publish(instance: dict[str, Any], region: str, public: str, owner: str) -> None:
    """Give instance a public address, or take it away (""); owner is amazon for one that comes and goes."""
    interface = instance["NetworkInterfaces"][0]
    if not public:
        instance.pop("PublicIpAddress", None)
        instance["PublicDnsName"] = ""
        interface.pop("Association", None)
        interface["PrivateIpAddresses"][0].pop("Association", None)
        return
    name = regions.public_dns(region, public)
    association = {"IpOwnerId": owner, "PublicDnsName": name, "PublicIp": public}
    instance["PublicIpAddress"], instance["PublicDnsName"] = public, name
    interface["Association"] = association
    interface["PrivateIpAddresses"][0]["Association"] = association
