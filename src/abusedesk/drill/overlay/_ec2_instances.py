"""EC2's changes to instances, their interfaces and tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill.overlay._ec2_things import (
    KINDS,
    furnish,
    group_named,
    interfaces,
    made_id,
    nested,
    one,
    things,
)
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from abusedesk.drill.call import Call

_ATTRIBUTES = (
    "DisableApiTermination",
    "DisableApiStop",
    "InstanceInitiatedShutdownBehavior",
    "EbsOptimized",
    "SourceDestCheck",
    "UserData",
    "InstanceType",
)


def run_instances(call: Call) -> Mapping[str, Any]:
    """Start new instances, in the region's first network where none is named."""
    subnet = call.get("SubnetId") or next((one["SubnetId"] for one in things(call, "subnets")), None)
    vpc = next((one.get("VpcId") for one in things(call, "subnets") if one["SubnetId"] == subnet), None)
    made = []
    for index in range(int(call.get("MaxCount", 1))):
        facts = {
            "InstanceId": made_id(call, "i", index),
            "ImageId": call.get("ImageId"),
            "InstanceType": call.get("InstanceType", "m1.small"),
            "KeyName": call.get("KeyName"),
            "LaunchTime": call.now.replace(microsecond=0),
            "State": {"Code": 16, "Name": "running"},
            "Placement": call.get("Placement") or {"AvailabilityZone": f"{call.region}a"},
            "PrivateIpAddress": f"172.31.{len(things(call, 'instances')) % 250}.{10 + index % 200}",
            "SubnetId": subnet,
            "VpcId": vpc,
            "SecurityGroups": [group_named(call, group) for group in call.get("SecurityGroupIds", ())],
            "Tags": tags_of(call, "instance"),
            "UserData": call.get("UserData"),
        }
        made.append({name: value for name, value in facts.items() if value not in (None, [])})
        furnish(call, made[-1])
    things(call, "instances").extend(made)
    shown = [{name: value for name, value in facts.items() if name != "UserData"} for facts in made]
    return {"ReservationId": made_id(call, "r"), "OwnerId": call.account.id, "Instances": shown}


def modify_instance_attribute(call: Call) -> Mapping[str, Any]:
    """Change an attribute, or the groups of an instance that has one interface."""
    instance = one(call, "instances", call.get("InstanceId"))
    if call.get("Groups"):
        held = instance.get("NetworkInterfaces", [])
        if len(held) > 1:
            raise AwsError(
                "InvalidInstanceID",
                f"There are multiple interfaces attached to instance '{instance['InstanceId']}'. "
                "Please specify an interface ID for the operation instead.",
            )
        groups = [group_named(call, group) for group in call.get("Groups")]
        instance["SecurityGroups"] = groups
        for interface in held:
            interface["Groups"] = list(groups)
    protects = call.get("DisableApiTermination", {}).get("Value")
    if protects and instance.get("InstanceLifecycle") == "spot":
        raise AwsError("UnsupportedOperation", "You can't enable termination protection for a Spot Instance.")
    for name in _ATTRIBUTES:
        value = call.get(name)
        if value is not None:
            _set(instance, name, value.get("Value") if isinstance(value, dict) else value)
    if call.get("Attribute"):
        name = str(call.get("Attribute"))
        value = str(call.get("Value"))
        _set(
            instance,
            name[:1].upper() + name[1:],
            value == "true" if value in {"true", "false"} else value,
        )
    return {}


def _set(instance: dict[str, Any], name: str, value: Any) -> None:
    """Set an attribute; what is not set is off."""
    if value is False and name.startswith("Disable"):
        instance.pop(name, None)
    else:
        instance[name] = value


def modify_network_interface_attribute(call: Call) -> Mapping[str, Any]:
    """Change an interface; the groups of the first one are its instance's too."""
    name = call.get("NetworkInterfaceId")
    interface = one(call, "network_interfaces", name)
    if call.get("Groups"):
        interface["Groups"] = [group_named(call, group) for group in call.get("Groups")]
        for instance, held in nested(call):
            if held is interface and held.get("Attachment", {}).get("DeviceIndex", 0) == 0:
                instance["SecurityGroups"] = list(interface["Groups"])
    for member in ("SourceDestCheck", "Description"):
        if call.get(member) is not None:
            interface[member] = call.get(member).get("Value")
    return {}


def modify_instance_metadata_options(call: Call) -> Mapping[str, Any]:
    """Change how an instance's metadata are read."""
    instance = one(call, "instances", call.get("InstanceId"))
    members = (
        "HttpTokens",
        "HttpPutResponseHopLimit",
        "HttpEndpoint",
        "HttpProtocolIpv6",
        "InstanceMetadataTags",
    )
    options = instance.setdefault("MetadataOptions", {})
    options.update({name: call.get(name) for name in members if call.get(name) is not None}, State="applied")
    return {"InstanceId": instance["InstanceId"], "InstanceMetadataOptions": options}


def create_tags(call: Call) -> Mapping[str, Any]:
    """Tag anything by its id."""
    for name in call.get("Resources", ()):
        thing, member = _anything(call, str(name))
        kept = {tag["Key"]: dict(tag) for tag in thing.get(member, ())}
        kept.update(
            {tag["Key"]: {"Key": tag["Key"], "Value": tag.get("Value", "")} for tag in call.get("Tags", ())}
        )
        thing[member] = list(kept.values())
    return {}


def delete_tags(call: Call) -> Mapping[str, Any]:
    """Take tags off, those of a given value where one is given."""
    for name in call.get("Resources", ()):
        thing, member = _anything(call, str(name))
        unwanted = call.get("Tags")
        thing[member] = [
            tag
            for tag in thing.get(member, ())
            if unwanted
            and not any(
                one["Key"] == tag["Key"] and one.get("Value") in {None, tag["Value"]} for one in unwanted
            )
        ]
    return {}


def _anything(call: Call, name: str) -> tuple[dict[str, Any], str]:
    """The thing of that id, and its member that holds tags."""
    for interface in interfaces(call):
        if interface["NetworkInterfaceId"] == name:
            return interface, "TagSet"
    for kind, (member, _) in KINDS.items():
        for thing in things(call, kind):
            if thing.get(member) == name:
                return thing, "Tags"
    raise AwsError("InvalidID", f"The ID '{name}' is not valid")


def tags_of(call: Call, kind: str) -> list[dict[str, str]]:
    """The tags that a new thing of kind gets."""
    wanted = [one for one in call.get("TagSpecifications", ()) if one.get("ResourceType") == kind]
    return [dict(tag) for one in wanted for tag in one.get("Tags", ())]


ANSWERS: dict[str, Callable[[Call], Mapping[str, Any]]] = {
    "RunInstances": run_instances,
    "ModifyInstanceAttribute": modify_instance_attribute,
    "ModifyNetworkInterfaceAttribute": modify_network_interface_attribute,
    "ModifyInstanceMetadataOptions": modify_instance_metadata_options,
    "CreateTags": create_tags,
    "DeleteTags": delete_tags,
}
