"""Instances: the thing itself, and the CloudTrail records of its life."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill.generate import ids, machines, regions
from abusedesk.drill.generate.trail import Call

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from abusedesk.drill.generate.machines import Launch, Region
    from abusedesk.drill.generate.trail import Actor, Trail

STATES = {"pending": 0, "running": 16, "shutting-down": 32, "terminated": 48, "stopping": 64, "stopped": 80}


def place(region: Region, launch: Launch, when: datetime) -> list[dict[str, Any]]:
    """Put launch.count running instances (and their volumes) into region, without a record."""
    token = ids.uuid(region.rng)
    made = []
    for index in range(launch.count):
        instance = _instance(region, launch, when)
        instance["AmiLaunchIndex"], instance["ClientToken"] = index, token
        if launch.public:
            machines.publish(instance, region.name, region.addresses.ours(), "amazon")
        region.add("ec2:instances", instance)
        region.volume(instance, launch.disk, when)
        region.runs(instance, when, on=True)
        made.append(instance)
    return made


def run(trail: Trail, region: Region, actor: Actor, launch: Launch, when: datetime) -> list[dict[str, Any]]:
    """Launch at when, with the record of RunInstances; gives the instances, none where now comes first."""
    if not trail.covers(when):
        return []
    made = place(region, launch, when)
    response = {
        "requestId": ids.uuid(region.rng),
        "reservationId": ids.resource(region.rng, "r"),
        "ownerId": region.account,
        "groupSet": {},
        "instancesSet": {"items": [_pending(instance, when) for instance in made]},
    }
    trail.add(
        when,
        region.name,
        actor,
        Call(
            service="ec2",
            name="RunInstances",
            request=request(launch, made[0]["ClientToken"]),
            response=response,
        ),
    )
    return made


def request(launch: Launch, token: str) -> dict[str, Any]:
    """RequestParameters of RunInstances for launch."""
    item = {"imageId": launch.image, "minCount": launch.count, "maxCount": launch.count}
    asked: dict[str, Any] = {
        "instancesSet": {"items": [{**item, "keyName": launch.key} if launch.key else item]},
        "groupSet": {"items": [{"groupId": group["GroupId"]} for group in launch.groups]},
        "instanceType": launch.type,
        "blockDeviceMapping": {
            "items": [{"deviceName": "/dev/xvda", "ebs": {"volumeSize": launch.disk, "volumeType": "gp3"}}]
        },
        "monitoring": {"enabled": False},
        "subnetId": launch.subnet["SubnetId"],
        "disableApiTermination": False,
        "disableApiStop": False,
        "clientToken": token,
    }
    if launch.public and not launch.subnet["MapPublicIpOnLaunch"]:
        asked["networkInterfaceSet"] = {"items": [_asked_interface(asked)]}
    if launch.profile:
        asked["iamInstanceProfile"] = {"arn": launch.profile[0]}
    if launch.tags:
        named = [{"key": key, "value": value} for key, value in launch.tags.items()]
        asked["tagSpecificationSet"] = {"items": [{"resourceType": "instance", "tags": named}]}
    return asked


def _asked_interface(asked: dict[str, Any]) -> dict[str, Any]:
    """An interface with a public address; subnet and groups are asked for it and not for the instance."""
    return {
        "deviceIndex": 0,
        "subnetId": asked.pop("subnetId"),
        "groupSet": asked.pop("groupSet"),
        "associatePublicIpAddress": True,
        "deleteOnTermination": True,
    }


def change(
    trail: Trail,
    region: Region,
    actor: Actor,
    instances: Sequence[dict[str, Any]],
    step: tuple[str, datetime],
) -> None:
    """StartInstances, StopInstances, RebootInstances or TerminateInstances (step: which, when)."""
    name, when = step
    chosen = {"instancesSet": {"items": [{"instanceId": one["InstanceId"]} for one in instances]}}
    before, passing, after = _STEPS[name]
    items = [
        {
            "instanceId": one["InstanceId"],
            "currentState": {"code": STATES[passing], "name": passing},
            "previousState": {"code": STATES[before], "name": before},
        }
        for one in instances
    ]
    answer: dict[str, Any] = {"requestId": ids.uuid(region.rng), "instancesSet": {"items": items}}
    if name == "RebootInstances":
        answer = {"requestId": answer["requestId"], "_return": True}
    if not trail.add(
        when, region.name, actor, Call(service="ec2", name=name, request=chosen, response=answer)
    ):
        return
    for one in instances if name != "RebootInstances" else ():
        one["State"] = {"Code": STATES[after], "Name": after}
        region.runs(one, when, on=name == "StartInstances")
        if name == "StartInstances":
            one["LaunchTime"], one["StateTransitionReason"] = ids.iso(when), ""
        if name == "StopInstances":
            one["StateTransitionReason"] = f"User initiated ({when:%Y-%m-%d %H:%M:%S} GMT)"
        if name == "TerminateInstances":
            region.remove("ec2:instances", "InstanceId", one["InstanceId"])
            _drop_volumes(region, one)


_STEPS = {
    "StartInstances": ("stopped", "pending", "running"),
    "StopInstances": ("running", "stopping", "stopped"),
    "RebootInstances": ("running", "running", "running"),
    "TerminateInstances": ("running", "shutting-down", "terminated"),
}


def _drop_volumes(region: Region, instance: dict[str, Any]) -> None:
    for block in instance["BlockDeviceMappings"]:
        region.remove("ec2:volumes", "VolumeId", block["Ebs"]["VolumeId"])


def _instance(region: Region, launch: Launch, when: datetime) -> dict[str, Any]:
    private = region.private(launch.subnet)
    groups = [{"GroupName": group["GroupName"], "GroupId": group["GroupId"]} for group in launch.groups]
    instance: dict[str, Any] = {
        "Architecture": "arm64" if launch.type.split(".")[0].endswith("g") else "x86_64",
        "BlockDeviceMappings": [],
        "EbsOptimized": False,
        "EnaSupport": True,
        "Hypervisor": "xen",
        "NetworkInterfaces": [_interface(region, launch, private, when)],
        "RootDeviceName": "/dev/xvda",
        "RootDeviceType": "ebs",
        "SecurityGroups": groups,
        "SourceDestCheck": True,
        "Tags": machines.tags(launch.tags),
        "VirtualizationType": "hvm",
        "MetadataOptions": {
            "State": "applied",
            "HttpTokens": "required",
            "HttpPutResponseHopLimit": 2,
            "HttpEndpoint": "enabled",
        },
        "InstanceId": ids.resource(region.rng, "i"),
        "ImageId": launch.image,
        "State": {"Code": 16, "Name": "running"},
        "PrivateDnsName": regions.private_dns(region.name, private),
        "PublicDnsName": "",
        "StateTransitionReason": "",
        "ProductCodes": [],
        "InstanceType": launch.type,
        "LaunchTime": ids.iso(when),
        "Placement": {
            "GroupName": "",
            "Tenancy": "default",
            "AvailabilityZone": launch.subnet["AvailabilityZone"],
        },
        "Monitoring": {"State": "disabled"},
        "SubnetId": launch.subnet["SubnetId"],
        "VpcId": launch.subnet["VpcId"],
        "PrivateIpAddress": private,
    }
    if launch.key:
        instance["KeyName"] = launch.key
    if launch.profile:
        instance["IamInstanceProfile"] = {"Arn": launch.profile[0], "Id": launch.profile[1]}
    return instance


def _interface(region: Region, launch: Launch, private: str, when: datetime) -> dict[str, Any]:
    name = regions.private_dns(region.name, private)
    return {
        "Attachment": {
            "AttachTime": ids.iso(when),
            "AttachmentId": ids.resource(region.rng, "eni-attach"),
            "DeleteOnTermination": True,
            "DeviceIndex": 0,
            "Status": "attached",
            "NetworkCardIndex": 0,
        },
        "Description": "",
        "Groups": [{"GroupName": group["GroupName"], "GroupId": group["GroupId"]} for group in launch.groups],
        "Ipv6Addresses": [],
        "MacAddress": "06:" + ":".join(ids.hexa(region.rng, 2) for _ in range(5)),
        "NetworkInterfaceId": ids.resource(region.rng, "eni"),
        "OwnerId": region.account,
        "PrivateDnsName": name,
        "PrivateIpAddress": private,
        "PrivateIpAddresses": [{"Primary": True, "PrivateDnsName": name, "PrivateIpAddress": private}],
        "SourceDestCheck": True,
        "Status": "in-use",
        "SubnetId": launch.subnet["SubnetId"],
        "VpcId": launch.subnet["VpcId"],
        "InterfaceType": "interface",
    }


def _pending(instance: dict[str, Any], when: datetime) -> dict[str, Any]:
    groups = {
        "items": [
            {"groupId": group["GroupId"], "groupName": group["GroupName"]}
            for group in instance["SecurityGroups"]
        ]
    }
    zone = instance["Placement"]["AvailabilityZone"]
    item: dict[str, Any] = {
        "instanceId": instance["InstanceId"],
        "imageId": instance["ImageId"],
        "instanceState": {"code": 0, "name": "pending"},
        "privateDnsName": instance["PrivateDnsName"],
        "amiLaunchIndex": instance["AmiLaunchIndex"],
        "productCodes": {},
        "instanceType": instance["InstanceType"],
        "launchTime": int(when.timestamp() * 1000),
        "placement": {"availabilityZone": zone, "tenancy": "default"},
        "monitoring": {"state": "disabled"},
        "subnetId": instance["SubnetId"],
        "vpcId": instance["VpcId"],
        "privateIpAddress": instance["PrivateIpAddress"],
        "stateReason": {"code": "pending", "message": "pending"},
        "architecture": instance["Architecture"],
        "rootDeviceType": "ebs",
        "rootDeviceName": instance["RootDeviceName"],
        "blockDeviceMapping": {},
        "virtualizationType": "hvm",
        "hypervisor": "xen",
        "clientToken": instance["ClientToken"],
        "groupSet": groups,
        "sourceDestCheck": True,
        "networkInterfaceSet": {"items": [_pending_interface(instance, groups, when)]},
        "ebsOptimized": False,
        "enaSupport": True,
        "enclaveOptions": {"enabled": False},
    }
    if "KeyName" in instance:
        item["keyName"] = instance["KeyName"]
    if instance["Tags"]:
        item["tagSet"] = {"items": [{"key": tag["Key"], "value": tag["Value"]} for tag in instance["Tags"]]}
    return item


def _pending_interface(instance: dict[str, Any], groups: dict[str, Any], when: datetime) -> dict[str, Any]:
    interface = instance["NetworkInterfaces"][0]
    private = instance["PrivateIpAddress"]
    return {
        "networkInterfaceId": interface["NetworkInterfaceId"],
        "subnetId": instance["SubnetId"],
        "vpcId": instance["VpcId"],
        "ownerId": interface["OwnerId"],
        "status": "in-use",
        "macAddress": interface["MacAddress"],
        "privateIpAddress": private,
        "privateDnsName": instance["PrivateDnsName"],
        "sourceDestCheck": True,
        "interfaceType": "interface",
        "groupSet": groups,
        "attachment": {
            "attachmentId": interface["Attachment"]["AttachmentId"],
            "deviceIndex": 0,
            "networkCardIndex": 0,
            "status": "attaching",
            "attachTime": int(when.timestamp() * 1000),
            "deleteOnTermination": True,
        },
        "privateIpAddressesSet": {"item": [{"privateIpAddress": private, "primary": True}]},
        "ipv6AddressesSet": {},
        "tagSet": {},
    }
