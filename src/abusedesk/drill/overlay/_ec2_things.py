"""EC2's things of one region: the folder's documents, and what they imply."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill.overlay._later import arrive
from abusedesk.drill.refusals import AwsError
from abusedesk.drill.state.principals import made_up

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.drill.call import Call

ANYWHERE = {
    "IpProtocol": "-1",
    "IpRanges": [{"CidrIp": "0.0.0.0/0"}],
    "Ipv6Ranges": [],
    "PrefixListIds": [],
    "UserIdGroupPairs": [],
}
# Key of the folder's resources -> the member that is a thing's id, the error code when it is not there.
KINDS = {
    "instances": ("InstanceId", "InvalidInstanceID.NotFound"),
    "security_groups": ("GroupId", "InvalidGroup.NotFound"),
    "volumes": ("VolumeId", "InvalidVolume.NotFound"),
    "snapshots": ("SnapshotId", "InvalidSnapshot.NotFound"),
    "images": ("ImageId", "InvalidAMIID.NotFound"),
    "network_interfaces": ("NetworkInterfaceId", "InvalidNetworkInterfaceID.NotFound"),
    "key_pairs": ("KeyPairId", "InvalidKeyPair.NotFound"),
    "addresses": ("AllocationId", "InvalidAllocationID.NotFound"),
    "vpcs": ("VpcId", "InvalidVpcID.NotFound"),
    "subnets": ("SubnetId", "InvalidSubnetID.NotFound"),
    "flow_logs": ("FlowLogId", "InvalidFlowLogId.NotFound"),
    "launch_templates": ("LaunchTemplateId", "InvalidLaunchTemplateId.NotFound"),
    "spot_instance_requests": ("SpotInstanceRequestId", "InvalidSpotInstanceRequestID.NotFound"),
    "spot_fleet_request_configs": ("SpotFleetRequestId", "InvalidSpotFleetRequestId.NotFound"),
    "fleets": ("FleetId", "InvalidFleetId.NotFound"),
}


def things(call: Call, kind: str) -> list[dict[str, Any]]:
    """The region's things of kind, such as "instances", to look at or to change in place."""
    settled = book(call, "settled")
    if call.region not in settled:
        settled[call.region] = True
        _settle(call)
    arrive(call)
    return call.account.listed(call.region, f"ec2:{kind}")


def book(call: Call, name: str) -> dict[Any, Any]:
    """What is remembered of EC2 under name, which is no state of the account."""
    found: dict[Any, Any] = call.account.kept.setdefault("ec2", {}).setdefault(name, {})
    return found


def one(call: Call, kind: str, name: Any) -> dict[str, Any]:
    """
    The thing of kind with that id.

    Raises:
        AwsError: there is none.
    """
    member, code = KINDS[kind]
    pool = interfaces(call) if kind == "network_interfaces" else things(call, kind)
    for thing in pool:
        if thing.get(member) == name:
            return thing
    raise AwsError(code, f"The {member} '{name}' does not exist")


def interfaces(call: Call) -> list[dict[str, Any]]:
    """Every network interface: those in instances, then those that the folder lists by themselves."""
    found = {one["NetworkInterfaceId"]: one for _, one in nested(call)}
    for standing in things(call, "network_interfaces"):
        found.setdefault(str(standing["NetworkInterfaceId"]), standing)
    return list(found.values())


def nested(call: Call) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each instance with each of its interfaces."""
    for instance in things(call, "instances"):
        for interface in instance.get("NetworkInterfaces", ()):
            yield instance, interface


def made_id(call: Call, prefix: str, *of: object) -> str:
    """A new id such as i-0123456789abcdef0."""
    mark = made_up("", call.request_id, prefix, *of, length=40)
    return f"{prefix}-0{''.join(f'{ord(char) % 16:x}' for char in mark[:16])}"


def group_named(call: Call, group: str) -> dict[str, str]:
    """A security group as instances and interfaces name it."""
    found = one(call, "security_groups", group)
    return {"GroupId": group, "GroupName": str(found.get("GroupName", ""))}


def furnish(call: Call, instance: dict[str, Any]) -> None:
    """Give a new instance what every one has: a network, a group, an interface and a root volume."""
    name, region = instance["InstanceId"], call.region
    if not instance.get("SubnetId"):
        instance.update(VpcId=made_id(call, "vpc"), SubnetId=made_id(call, "subnet"))
    known: dict[str, set[Any]] = {
        kind: {thing.get(KINDS[kind][0]) for thing in call.account.listed(region, f"ec2:{kind}")}
        for kind in ("vpcs", "subnets", "volumes")
    }
    _network(call, instance, known)
    if not instance.get("SecurityGroups"):
        instance["SecurityGroups"] = [_default_group(call, instance["VpcId"])]
    ebs = {"VolumeId": made_id(call, "vol", name), "DeleteOnTermination": True, "Status": "attached"}
    instance["BlockDeviceMappings"] = [{"DeviceName": "/dev/xvda", "Ebs": ebs}]
    instance.update(RootDeviceName="/dev/xvda", RootDeviceType="ebs")
    _volumes(call, instance, known["volumes"])
    instance["NetworkInterfaces"] = [_interface(call, instance)]


def _default_group(call: Call, vpc: str) -> dict[str, str]:
    """The default group of a VPC, made where the folder has none."""
    groups = call.account.listed(call.region, "ec2:security_groups")
    for group in groups:
        if group.get("GroupName") == "default" and group.get("VpcId") == vpc:
            return {"GroupId": group["GroupId"], "GroupName": "default"}
    named = {"GroupId": made_id(call, "sg", vpc), "GroupName": "default"}
    facts = {"Description": "default VPC security group", "OwnerId": call.account.id, "VpcId": vpc}
    groups.append(
        {**named, **facts, "IpPermissions": [], "IpPermissionsEgress": [dict(ANYWHERE)], "Tags": []}
    )
    return named


def _settle(call: Call) -> None:
    """Add what the documents speak of without describing it: volumes, groups, networks, a first interface."""
    account, region = call.account, call.region
    instances = account.listed(region, "ec2:instances")
    for instance in instances:
        instance.setdefault("State", {"Code": 16, "Name": "running"})
        if not instance.get("NetworkInterfaces") and instance.get("PrivateIpAddress"):
            instance["NetworkInterfaces"] = [_interface(call, instance)]
    known: dict[str, set[Any]] = {
        kind: {thing.get(member) for thing in account.listed(region, f"ec2:{kind}")}
        for kind, (member, _) in KINDS.items()
    }
    for instance in instances:
        _volumes(call, instance, known["volumes"])
        for group in _groups(instance):
            if group.get("GroupId") not in known["security_groups"]:
                known["security_groups"].add(group.get("GroupId"))
                account.listed(region, "ec2:security_groups").append(
                    {
                        "GroupName": "unnamed",
                        **group,
                        "Description": "",
                        "OwnerId": account.id,
                        "VpcId": instance.get("VpcId", ""),
                        "IpPermissions": [],
                        "IpPermissionsEgress": [dict(ANYWHERE)],
                        "Tags": [],
                    }
                )
        _network(call, instance, known)


def _groups(instance: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from instance.get("SecurityGroups", ())
    for interface in instance.get("NetworkInterfaces", ()):
        yield from interface.get("Groups", ())


def _volumes(call: Call, instance: dict[str, Any], known: set[Any]) -> None:
    for mapping in instance.get("BlockDeviceMappings", ()):
        ebs = mapping.get("Ebs", {})
        volume = ebs.get("VolumeId")
        if volume and volume not in known:
            known.add(volume)
            attachment = {
                "VolumeId": volume,
                "InstanceId": instance["InstanceId"],
                "Device": mapping.get("DeviceName", ""),
                "State": "attached",
                "DeleteOnTermination": ebs.get("DeleteOnTermination", True),
            }
            call.account.listed(call.region, "ec2:volumes").append(
                {
                    "VolumeId": volume,
                    "State": "in-use",
                    "Size": 8,
                    "VolumeType": "gp3",
                    "Encrypted": False,
                    "AvailabilityZone": instance.get("Placement", {}).get(
                        "AvailabilityZone", f"{call.region}a"
                    ),
                    "CreateTime": ebs.get("AttachTime") or instance.get("LaunchTime"),
                    "Attachments": [attachment],
                    "Tags": [],
                }
            )


def _network(call: Call, instance: dict[str, Any], known: dict[str, set[Any]]) -> None:
    account, region = call.account, call.region
    vpc, subnet = instance.get("VpcId"), instance.get("SubnetId")
    if vpc and vpc not in known["vpcs"]:
        known["vpcs"].add(vpc)
        facts = {"VpcId": vpc, "State": "available", "CidrBlock": "172.31.0.0/16", "IsDefault": True}
        account.listed(region, "ec2:vpcs").append({**facts, "OwnerId": account.id, "Tags": []})
    if subnet and subnet not in known["subnets"]:
        known["subnets"].add(subnet)
        zone = instance.get("Placement", {}).get("AvailabilityZone", f"{region}a")
        facts = {"SubnetId": subnet, "VpcId": vpc, "State": "available", "CidrBlock": "172.31.0.0/20"}
        account.listed(region, "ec2:subnets").append(
            {**facts, "AvailabilityZone": zone, "OwnerId": account.id}
        )


def _interface(call: Call, instance: dict[str, Any]) -> dict[str, Any]:
    mark = instance["InstanceId"].partition("-")[2]
    address = instance["PrivateIpAddress"]
    interface: dict[str, Any] = {
        "NetworkInterfaceId": f"eni-{mark}",
        "Attachment": {"AttachmentId": f"eni-attach-{mark}", "DeviceIndex": 0, "Status": "attached"},
        "Groups": [dict(group) for group in instance.get("SecurityGroups", ())],
        "OwnerId": call.account.id,
        "PrivateIpAddress": address,
        "PrivateIpAddresses": [{"Primary": True, "PrivateIpAddress": address}],
        "Status": "in-use",
        "SubnetId": instance.get("SubnetId"),
        "VpcId": instance.get("VpcId"),
    }
    if instance.get("PublicIpAddress"):
        interface["Association"] = {"IpOwnerId": "amazon", "PublicIp": instance["PublicIpAddress"]}
    return {name: value for name, value in interface.items() if value is not None}
