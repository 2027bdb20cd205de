"""EC2's changes to snapshots, images, addresses, key pairs, profiles and flow logs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill.overlay._ec2_instances import tags_of
from abusedesk.drill.overlay._ec2_things import made_id, one, things
from abusedesk.drill.overlay._later import COPIES, later
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from abusedesk.drill.call import Call


def create_snapshot(call: Call) -> Mapping[str, Any]:
    """A snapshot of a volume: pending, and complete later."""
    return _snapshot(call, one(call, "volumes", call.get("VolumeId")))


def create_snapshots(call: Call) -> Mapping[str, Any]:
    """Snapshots of all of an instance's volumes."""
    instance = call.get("InstanceSpecification", {}).get("InstanceId")
    one(call, "instances", instance)
    volumes = [
        volume
        for volume in things(call, "volumes")
        if any(held.get("InstanceId") == instance for held in volume.get("Attachments", ()))
    ]
    members = (
        "SnapshotId",
        "VolumeId",
        "State",
        "VolumeSize",
        "StartTime",
        "Progress",
        "OwnerId",
        "Encrypted",
        "Tags",
    )
    made = [_snapshot(call, volume) for volume in volumes]
    return {
        "Snapshots": [{name: snapshot[name] for name in members if name in snapshot} for snapshot in made]
    }


def _snapshot(call: Call, volume: Mapping[str, Any], description: str = "") -> dict[str, Any]:
    snapshot = {
        "SnapshotId": made_id(call, "snap", volume["VolumeId"]),
        "VolumeId": volume["VolumeId"],
        "VolumeSize": volume.get("Size", 8),
        "State": "pending",
        "Progress": "0%",
        "StartTime": call.now,
        "OwnerId": call.account.id,
        "Encrypted": volume.get("Encrypted", False),
        "Description": description or str(call.get("Description", "")),
        "Tags": tags_of(call, "snapshot"),
    }
    things(call, "snapshots").append(snapshot)
    later(call, COPIES, lambda: snapshot.update(State="completed", Progress="100%"))
    return dict(snapshot)


def create_image(call: Call) -> Mapping[str, Any]:
    """
    An image of an instance, with a snapshot of each of its volumes; pending, and available later.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateImage.html
    """
    instance, name = one(call, "instances", call.get("InstanceId")), str(call.get("Name"))
    same = next((one for one in things(call, "images") if one.get("Name") == name), None)
    if same is not None:
        raise AwsError(
            "InvalidAMIName.Duplicate", f"AMI name {name} is already in use by AMI {same['ImageId']}"
        )
    if instance["State"]["Name"] not in {"running", "stopped"}:
        raise AwsError(
            "IncorrectState", f"Instance '{instance['InstanceId']}' is not 'running' or 'stopped'."
        )
    image: dict[str, Any] = {
        "ImageId": made_id(call, "ami"),
        "Name": name,
        "Description": str(call.get("Description", "")),
        "State": "pending",
        "OwnerId": call.account.id,
        "Public": False,
        "CreationDate": call.now.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "Architecture": instance.get("Architecture", "x86_64"),
        "ImageType": "machine",
        "RootDeviceType": "ebs",
        "BlockDeviceMappings": [],
        "Tags": tags_of(call, "image"),
    }
    for mapping in instance.get("BlockDeviceMappings", ()):
        volume = mapping.get("Ebs", {}).get("VolumeId")
        if volume:
            said = f"Created by CreateImage({instance['InstanceId']}) for {image['ImageId']}"
            copied = _snapshot(call, one(call, "volumes", volume), said)
            ebs = {"SnapshotId": copied["SnapshotId"], "VolumeSize": copied["VolumeSize"]}
            image["BlockDeviceMappings"].append({"DeviceName": mapping.get("DeviceName", ""), "Ebs": ebs})
    things(call, "images").append(image)
    later(call, COPIES, lambda: image.update(State="available"))
    return {"ImageId": image["ImageId"]}


def deregister_image(call: Call) -> Mapping[str, Any]:
    """Remove an image; its snapshots stay."""
    image = one(call, "images", call.get("ImageId"))
    if str(image.get("DeregistrationProtection", "disabled")) != "disabled":
        raise AwsError(
            "OperationNotPermitted", f"The image '{image['ImageId']}' is protected from deregistration."
        )
    return removing("images", "ImageId", {})(call)


def delete_snapshot(call: Call) -> Mapping[str, Any]:
    """
    Remove a snapshot that no image is made of.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSnapshot.html
    """
    name = call.get("SnapshotId")
    for image in things(call, "images"):
        if any(
            name == held.get("Ebs", {}).get("SnapshotId") for held in image.get("BlockDeviceMappings", ())
        ):
            raise AwsError(
                "InvalidSnapshot.InUse", f"The snapshot {name} is currently in use by {image['ImageId']}"
            )
    return removing("snapshots", "SnapshotId", {})(call)


def removing(kind: str, parameter: str, result: Mapping[str, Any]) -> Callable[[Call], Mapping[str, Any]]:
    """The answer that removes the thing of kind that parameter names, and then says result."""

    def answer(call: Call) -> Mapping[str, Any]:
        gone = one(call, kind, call.get(parameter))
        pool = things(call, kind)
        pool[:] = [thing for thing in pool if thing is not gone]
        return result

    return answer


def delete_key_pair(call: Call) -> Mapping[str, Any]:
    """Remove a key pair by name or id; one that is not there is no error."""
    pool = things(call, "key_pairs")
    unwanted = {call.get("KeyName"), call.get("KeyPairId")} - {None}
    pool[:] = [pair for pair in pool if not unwanted & {pair.get("KeyName"), pair.get("KeyPairId")}]
    return {"Return": True}


def _address(call: Call) -> dict[str, Any]:
    names = ("AssociationId", "AllocationId", "PublicIp")
    for address in things(call, "addresses"):
        if any(call.get(name) and address.get(name) == call.get(name) for name in names):
            return address
    raise AwsError("InvalidAllocationID.NotFound", "The address does not exist")


def disassociate_address(call: Call) -> Mapping[str, Any]:
    """Take an address off its instance."""
    address = _address(call)
    for instance in things(call, "instances"):
        if instance["InstanceId"] == address.get("InstanceId"):
            instance.pop("PublicIpAddress", None)
            for interface in instance.get("NetworkInterfaces", ()):
                if interface.get("Association", {}).get("PublicIp") == address.get("PublicIp"):
                    interface.pop("Association")
    for name in (
        "AssociationId",
        "InstanceId",
        "NetworkInterfaceId",
        "PrivateIpAddress",
        "NetworkInterfaceOwnerId",
    ):
        address.pop(name, None)
    return {}


def associate_address(call: Call) -> Mapping[str, Any]:
    """Put an address on an instance."""
    address, association = _address(call), made_id(call, "eipassoc")
    instance = one(call, "instances", call.get("InstanceId"))
    address.update({"AssociationId": association, "InstanceId": instance["InstanceId"]})
    instance["PublicIpAddress"] = address.get("PublicIp")
    for interface in instance.get("NetworkInterfaces", ())[:1]:
        interface["Association"] = {"IpOwnerId": call.account.id, "PublicIp": address.get("PublicIp")}
    return {"AssociationId": association}


def release_address(call: Call) -> Mapping[str, Any]:
    """Give an address back for good."""
    address = _address(call)
    if address.get("InstanceId"):
        raise AwsError("InvalidIPAddress.InUse", f"The address {address.get('PublicIp')} is in use.")
    pool = things(call, "addresses")
    pool[:] = [one for one in pool if one is not address]
    return {}


def associate_profile(call: Call) -> Mapping[str, Any]:
    """Give an instance a profile, or another one."""
    held = str(call.get("AssociationId", "")).removeprefix("iip-assoc-")
    instance = one(call, "instances", call.get("InstanceId") or f"i-{held}")
    if call.operation.startswith("Associate") and instance.get("IamInstanceProfile"):
        raise AwsError(
            "IncorrectState", f"There is an existing association for instance {instance['InstanceId']}"
        )
    given = call.get("IamInstanceProfile", {})
    name = given.get("Name") or str(given.get("Arn", "")).rpartition("/")[2]
    arn = call.account.people.arn_of("instance-profile", name)
    if arn is None:
        raise AwsError(
            "InvalidParameterValue", f"Value ({name}) for parameter iamInstanceProfile.name is invalid."
        )
    profile = call.account.people.backend.instance_profiles[name]
    instance["IamInstanceProfile"] = {"Arn": arn, "Id": profile.id}
    return {"IamInstanceProfileAssociation": _association(instance, "associated")}


def disassociate_profile(call: Call) -> Mapping[str, Any]:
    """Take an instance's profile away."""
    mark = str(call.get("AssociationId", "")).removeprefix("iip-assoc-")
    instance = one(call, "instances", f"i-{mark}")
    association = _association(instance, "disassociated")
    instance.pop("IamInstanceProfile", None)
    return {"IamInstanceProfileAssociation": association}


def _association(instance: Mapping[str, Any], state: str) -> dict[str, Any]:
    return {
        "AssociationId": f"iip-assoc-{instance['InstanceId'].partition('-')[2]}",
        "InstanceId": instance["InstanceId"],
        "IamInstanceProfile": instance.get("IamInstanceProfile", {}),
        "State": state,
    }


def create_flow_logs(call: Call) -> Mapping[str, Any]:
    """Record traffic from now on; what was before stays unknown."""
    made = []
    for resource in call.get("ResourceIds", ()):
        log = {
            "FlowLogId": made_id(call, "fl", resource),
            "ResourceId": resource,
            "TrafficType": call.get("TrafficType", "ALL"),
            "LogDestinationType": call.get("LogDestinationType", "cloud-watch-logs"),
            "LogDestination": call.get("LogDestination"),
            "LogGroupName": call.get("LogGroupName"),
            "LogFormat": call.get("LogFormat"),
            "FlowLogStatus": "ACTIVE",
            "DeliverLogsStatus": "SUCCESS",
            "CreationTime": call.now,
            "Tags": tags_of(call, "vpc-flow-log"),
        }
        made.append({name: value for name, value in log.items() if value is not None})
    things(call, "flow_logs").extend(made)
    return {"FlowLogIds": [log["FlowLogId"] for log in made], "Unsuccessful": []}


def delete_flow_logs(call: Call) -> Mapping[str, Any]:
    """Record no more."""
    pool = things(call, "flow_logs")
    pool[:] = [log for log in pool if log.get("FlowLogId") not in call.get("FlowLogIds", ())]
    return {"Unsuccessful": []}


ANSWERS: dict[str, Callable[[Call], Mapping[str, Any]]] = {
    "CreateSnapshot": create_snapshot,
    "CreateSnapshots": create_snapshots,
    "DeleteSnapshot": delete_snapshot,
    "CreateImage": create_image,
    "DeregisterImage": deregister_image,
    "DeleteVolume": removing("volumes", "VolumeId", {}),
    "DeleteKeyPair": delete_key_pair,
    "DisassociateAddress": disassociate_address,
    "AssociateAddress": associate_address,
    "ReleaseAddress": release_address,
    "AssociateIamInstanceProfile": associate_profile,
    "ReplaceIamInstanceProfileAssociation": associate_profile,
    "DisassociateIamInstanceProfile": disassociate_profile,
    "CreateFlowLogs": create_flow_logs,
    "DeleteFlowLogs": delete_flow_logs,
}
