"""EC2's Describe operations."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from abusedesk.drill import models
from abusedesk.drill.overlay import _ec2_filters, _ec2_rules, _regions
from abusedesk.drill.overlay._ec2_things import KINDS, interfaces, nested, one, things
from abusedesk.drill.paging import page
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from abusedesk.drill.call import Call

_TAGGED = {
    "instances": "instance",
    "security_groups": "security-group",
    "volumes": "volume",
    "snapshots": "snapshot",
    "images": "image",
    "vpcs": "vpc",
    "subnets": "subnet",
    "key_pairs": "key-pair",
    "addresses": "elastic-ip",
}
_OF_PEOPLE = frozenset({"OwnerIds", "RestorableByUserIds"})
_NAMES = {"KeyNames": "KeyName", "GroupNames": "GroupName", "PublicIps": "PublicIp"}


def _chosen(call: Call, items: list[dict[str, Any]], code: str) -> list[dict[str, Any]]:
    """Items that the ids, names and filters of call leave; an id or name that none has is an error."""
    for parameter, wanted in call.parameters.items():
        of_things = parameter.endswith(("Ids", "Names", "PublicIps")) and parameter not in _OF_PEOPLE
        if of_things and isinstance(wanted, list):
            member = _NAMES.get(parameter, parameter.removesuffix("s"))
            there = {item.get(member) for item in items}
            for name in wanted:
                if name not in there:
                    raise AwsError(code, f"The {member} '{name}' does not exist")
            items = [item for item in items if item.get(member) in wanted]
    filters = call.get("Filters") or call.get("Filter") or ()
    return [item for item in items if _ec2_filters.kept(item, filters)]


def _shown(call: Call, items: list[dict[str, Any]], member: str) -> Mapping[str, Any]:
    """A page of items as the answer's list called member, with the members that its items have."""
    shape: Any = models.operation("ec2", call.operation).output_shape
    known = shape.members[member].member.members
    shown, more = page(call, [{name: item[name] for name in item if name in known} for item in items])
    return {member: shown, **more}


def describe(kind: str, member: str) -> Callable[[Call], Mapping[str, Any]]:
    """The answer that lists the folder's things of kind as member."""

    def answer(call: Call) -> Mapping[str, Any]:
        items = _chosen(call, things(call, kind), KINDS[kind][1])
        return _shown(call, _owned(call, items), member)

    return answer


def _owned(call: Call, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    owners = call.get("Owners") or call.get("OwnerIds")
    if not owners:
        return items
    wanted = {call.account.id if owner == "self" else owner for owner in owners}
    return [item for item in items if item.get("OwnerId", call.account.id) in wanted]


def describe_instances(call: Call) -> Mapping[str, Any]:
    """Instances, each in a reservation of its own unless the folder names one for several."""
    items = _chosen(call, things(call, "instances"), KINDS["instances"][1])
    shown, more = page(call, items)
    shape: Any = models.operation("ec2", "DescribeInstances").output_shape
    known = shape.members["Reservations"].member.members["Instances"].member.members
    reservations = [
        {
            "ReservationId": f"r-{instance['InstanceId'].partition('-')[2]}",
            "OwnerId": call.account.id,
            "Groups": [],
            "Instances": [{name: instance[name] for name in instance if name in known}],
        }
        for instance in shown
    ]
    return {"Reservations": reservations, **more}


def describe_network_interfaces(call: Call) -> Mapping[str, Any]:
    """Every interface, those of instances with their attachment."""
    of_instance = {interface["NetworkInterfaceId"]: instance for instance, interface in nested(call)}
    items = [_interface(call, of_instance.get(one["NetworkInterfaceId"]), one) for one in interfaces(call)]
    return _shown(call, _chosen(call, items, KINDS["network_interfaces"][1]), "NetworkInterfaces")


def _interface(
    call: Call, instance: Mapping[str, Any] | None, interface: Mapping[str, Any]
) -> dict[str, Any]:
    found: dict[str, Any] = {"OwnerId": call.account.id, "SourceDestCheck": True, "TagSet": [], **interface}
    if instance is not None:
        zone = instance.get("Placement", {}).get("AvailabilityZone")
        found = {**({"AvailabilityZone": zone} if zone else {}), "Status": "in-use", **found}
        found["Attachment"] = {
            "InstanceId": instance["InstanceId"],
            "InstanceOwnerId": call.account.id,
            "Status": "attached",
            **interface.get("Attachment", {}),
        }
    return found


def describe_instance_status(call: Call) -> Mapping[str, Any]:
    """Running instances, or all of them, with their checks passed."""
    every = call.get("IncludeAllInstances", False)
    items = [item for item in things(call, "instances") if every or item["State"]["Name"] == "running"]
    passed = {"Status": "ok", "Details": [{"Name": "reachability", "Status": "passed"}]}
    statuses = [
        {
            "InstanceId": item["InstanceId"],
            "AvailabilityZone": item.get("Placement", {}).get("AvailabilityZone", f"{call.region}a"),
            "InstanceState": item["State"],
            "InstanceStatus": passed,
            "SystemStatus": passed,
        }
        for item in items
    ]
    return _shown(call, _chosen(call, statuses, KINDS["instances"][1]), "InstanceStatuses")


def describe_instance_attribute(call: Call) -> Mapping[str, Any]:
    """One attribute of an instance."""
    instance = one(call, "instances", call.get("InstanceId"))
    attribute = str(call.get("Attribute"))
    member = attribute[:1].upper() + attribute[1:]
    if attribute == "groupSet":
        return {"InstanceId": instance["InstanceId"], "Groups": instance.get("SecurityGroups", [])}
    defaults = {"DisableApiTermination": False, "InstanceInitiatedShutdownBehavior": "stop"}
    value = instance.get(member, defaults.get(member))
    shape: Any = models.operation("ec2", "DescribeInstanceAttribute").output_shape
    if member not in shape.members:
        raise AwsError("InvalidParameterValue", f"Value ({attribute}) for parameter attribute is invalid.")
    if shape.members[member].type_name == "structure" and not isinstance(value, dict):
        value = {} if value is None else {"Value": value}
    return {"InstanceId": instance["InstanceId"], member: value}


def describe_security_group_rules(call: Call) -> Mapping[str, Any]:
    """Each rule of each group by itself."""
    found = _chosen(call, list(_ec2_rules.rules(call)), "InvalidSecurityGroupRuleId.NotFound")
    return _shown(call, found, "SecurityGroupRules")


def describe_key_pairs(call: Call) -> Mapping[str, Any]:
    """Key pairs; their public keys only where they are asked for."""
    answer = describe("key_pairs", "KeyPairs")(call)
    if call.get("IncludePublicKey"):
        return answer
    pairs = [{name: pair[name] for name in pair if name != "PublicKey"} for pair in answer["KeyPairs"]]
    return {**answer, "KeyPairs": pairs}


def describe_iam_instance_profile_associations(call: Call) -> Mapping[str, Any]:
    """Which instance has which profile."""
    items = [
        {
            "AssociationId": f"iip-assoc-{instance['InstanceId'].partition('-')[2]}",
            "InstanceId": instance["InstanceId"],
            "IamInstanceProfile": instance["IamInstanceProfile"],
            "State": "associated",
        }
        for instance in things(call, "instances")
        if instance.get("IamInstanceProfile")
    ]
    return _shown(
        call, _chosen(call, items, "InvalidAssociationID.NotFound"), "IamInstanceProfileAssociations"
    )


def describe_tags(call: Call) -> Mapping[str, Any]:
    """Every tag by itself."""
    items = [
        {
            "Key": tag["Key"],
            "Value": tag["Value"],
            "ResourceId": thing.get(KINDS[kind][0]),
            "ResourceType": name,
        }
        for kind, name in _TAGGED.items()
        for thing in things(call, kind)
        for tag in thing.get("Tags", ())
    ]
    return _shown(call, _chosen(call, items, "InvalidParameterValue"), "Tags")


def describe_regions(call: Call) -> Mapping[str, Any]:
    """Regions that are enabled, or all of them, with their opt-in status."""
    names = call.get("RegionNames")
    found = []
    for name, status in _regions.statuses(call.account):
        if names and name not in names:
            continue
        if names or call.get("AllRegions") or status != "not-opted-in":
            suffix = "amazonaws.com.cn" if call.account.partition == "aws-cn" else "amazonaws.com"
            found.append({"RegionName": name, "OptInStatus": status, "Endpoint": f"ec2.{name}.{suffix}"})
    filters = call.get("Filters", ())
    return {"Regions": [region for region in found if _ec2_filters.kept(region, filters)]}


def describe_availability_zones(call: Call) -> Mapping[str, Any]:
    """Three zones a region."""
    items = [
        {
            "ZoneName": f"{call.region}{letter}",
            "ZoneId": f"{call.region}-az{number}",
            "RegionName": call.region,
            "State": "available",
            "OptInStatus": "opt-in-not-required",
            "ZoneType": "availability-zone",
        }
        for number, letter in enumerate("abc", 1)
    ]
    return {"AvailabilityZones": _chosen(call, items, "InvalidParameterValue")}


def get_console_output(call: Call) -> Mapping[str, Any]:
    """What an instance wrote to its console: nothing that is known."""
    instance = one(call, "instances", call.get("InstanceId"))
    written = base64.b64encode(str(instance.get("Output", "")).encode()).decode()
    return {"InstanceId": instance["InstanceId"], "Timestamp": call.now, "Output": written}


def get_console_screenshot(call: Call) -> Mapping[str, Any]:
    """
    What an instance's screen shows, as JPEG: nothing that is known.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetConsoleScreenshot.html
    """
    instance = one(call, "instances", call.get("InstanceId"))
    if instance["State"]["Name"] != "running":
        raise AwsError("IncorrectInstanceState", f"The instance '{instance['InstanceId']}' is not running.")
    return {"InstanceId": instance["InstanceId"], "ImageData": instance.get("ImageData", "")}


ANSWERS: dict[str, Callable[[Call], Mapping[str, Any]]] = {
    "DescribeInstances": describe_instances,
    "DescribeNetworkInterfaces": describe_network_interfaces,
    "DescribeInstanceStatus": describe_instance_status,
    "DescribeInstanceAttribute": describe_instance_attribute,
    "DescribeSecurityGroups": describe("security_groups", "SecurityGroups"),
    "DescribeSecurityGroupRules": describe_security_group_rules,
    "DescribeVolumes": describe("volumes", "Volumes"),
    "DescribeSnapshots": describe("snapshots", "Snapshots"),
    "DescribeImages": describe("images", "Images"),
    "DescribeKeyPairs": describe_key_pairs,
    "DescribeAddresses": describe("addresses", "Addresses"),
    "DescribeVpcs": describe("vpcs", "Vpcs"),
    "DescribeSubnets": describe("subnets", "Subnets"),
    "DescribeFlowLogs": describe("flow_logs", "FlowLogs"),
    "DescribeLaunchTemplates": describe("launch_templates", "LaunchTemplates"),
    "DescribeIamInstanceProfileAssociations": describe_iam_instance_profile_associations,
    "DescribeTags": describe_tags,
    "DescribeRegions": describe_regions,
    "DescribeAvailabilityZones": describe_availability_zones,
    "GetConsoleOutput": get_console_output,
    "GetConsoleScreenshot": get_console_screenshot,
}
