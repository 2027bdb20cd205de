"""Cut an EC2 instance off the network at every interface, and keep it for forensics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.errors import Absent
from abusedesk.model import Change, Target
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

GROUP = "abusedesk-isolation"


def preview(aws: Reader, target: Target) -> Change:
    """
    The security groups of each interface now, and the isolation group alone.

    The isolation group is told by its name, since its id is not known before it is made.
    """
    instance = _instance(aws, target.id)
    vpc = instance["VpcId"]
    group = _group(aws, vpc)
    interfaces = {
        one["NetworkInterfaceId"]: sorted(
            GROUP if given["GroupId"] == group else given["GroupId"] for given in one["Groups"]
        )
        for one in instance["NetworkInterfaces"]
    }
    return Change(
        "isolate_instance",
        target,
        {"vpc": vpc, "isolation_group": group is not None, "interfaces": interfaces},
        {"vpc": vpc, "isolation_group": True, "interfaces": {key: [GROUP] for key in interfaces}},
    )


def apply(aws: Writer, change: Change) -> None:
    """Make the group where it is missing, then move every interface into it."""
    vpc = str(change.after["vpc"])
    group = _group(aws, vpc) or _made(aws, vpc)
    _move(aws, change.after["interfaces"], group)


def revert(aws: Writer, change: Change) -> None:
    """Give each interface its own groups back; our group goes when we made it and nobody is in it."""
    group = _group(aws, str(change.before["vpc"]))
    _move(aws, change.before["interfaces"], group or "")
    if group and not change.before["isolation_group"] and not _used(aws, group):
        aws.one("ec2:DeleteSecurityGroup", GroupId=group)


def _instance(aws: Reader, instance_id: str) -> Mapping[str, Any]:
    for page in aws.pages("ec2:DescribeInstances", InstanceIds=[instance_id]):
        for reservation in page.data["Reservations"]:
            for instance in reservation["Instances"]:
                if instance.get("NetworkInterfaces"):
                    found: Mapping[str, Any] = instance
                    return found
    raise Absent(f"{instance_id} has no network interface: it is terminated or not there", "empty")


def _group(aws: Reader | Writer, vpc: str) -> str | None:
    filters = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": [GROUP]}]
    for page in aws.pages("ec2:DescribeSecurityGroups", Filters=filters):
        for group in page.data["SecurityGroups"]:
            return str(group["GroupId"])
    return None


def _made(aws: Writer, vpc: str) -> str:
    answer = aws.one(
        "ec2:CreateSecurityGroup",
        GroupName=GROUP,
        Description="Lets nothing in or out; put on instances under investigation",
        VpcId=vpc,
    )
    group = str(answer.data["GroupId"])
    # A new group lets everything out, over IPv6 too where the VPC has it: take away what is there.
    page = aws.one("ec2:DescribeSecurityGroups", GroupIds=[group])
    rules = page.data["SecurityGroups"][0]["IpPermissionsEgress"]
    if rules:
        aws.one("ec2:RevokeSecurityGroupEgress", GroupId=group, IpPermissions=rules)
    return group


def _move(aws: Writer, interfaces: Mapping[str, list[str]], group: str) -> None:
    for interface, groups in interfaces.items():
        aws.one(
            "ec2:ModifyNetworkInterfaceAttribute",
            NetworkInterfaceId=interface,
            Groups=[group if one == GROUP else one for one in groups],
        )


def _used(aws: Writer, group: str) -> bool:
    filters = [{"Name": "group-id", "Values": [group]}]
    pages = aws.pages("ec2:DescribeNetworkInterfaces", Filters=filters)
    return any(page.data["NetworkInterfaces"] for page in pages)


ACTION = Action(
    id="isolate_instance",
    title=msg("Isolate an instance"),
    harm=msg(
        "The instance can no longer be reached and reaches nothing; what runs on it stops serving. "
        "Connections that are open now may go on until they time out. A load balancer or auto scaling "
        "group may replace it."
    ),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyNetworkInterfaceAttribute.html",
    wave="network",
    reads=(
        "ec2:DescribeInstances",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeNetworkInterfaces",
    ),
    writes=(
        "ec2:CreateSecurityGroup",
        "ec2:RevokeSecurityGroupEgress",
        "ec2:ModifyNetworkInterfaceAttribute",
        "ec2:DeleteSecurityGroup",
    ),
    preview=preview,
    apply=apply,
    revert=revert,
)
