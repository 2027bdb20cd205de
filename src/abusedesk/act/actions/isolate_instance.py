"""Cut an EC2 instance off the network at every interface, and keep it for forensics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.errors import Absent, Refused
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from ._ec2 import KEPT, alive, keep_instance
from ._ec2_isolation import GROUPS, ISOLATION, UNTRACKED, closed, opened, removed, worn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer


def preview(aws: Reader, target: Target) -> Change:
    """
    The security groups of each interface now, and the isolation group alone.

    The isolation group is told by its name, since its id is not known before it is made; with rules in it
    it is another one.
    """
    interfaces = {
        str(one["NetworkInterfaceId"]): {"vpc": str(one["VpcId"]), "groups": worn(aws, one)}
        for one in _interfaces(aws, target)
    }
    after = {name: {**one, "groups": [ISOLATION]} for name, one in interfaces.items()}
    return Change("isolate_instance", target, {"interfaces": interfaces}, {"interfaces": after})


def apply(aws: Writer, change: Change) -> None:
    """
    Move every interface by way of the group that lets everything through into the one that lets nothing.

    Connections that security groups track go on after a change of groups until they time out; those that
    a group lets through from and to everywhere are not tracked, and end with the next change.
    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html
    """
    for interface in _interfaces(aws, change.target):
        name, vpc = str(interface["NetworkInterfaceId"]), str(interface["VpcId"])
        isolation = closed(aws, vpc)
        held = {one["GroupId"] for one in interface["Groups"]}
        if held == {isolation}:
            continue
        untracked = opened(aws, vpc)
        if held != {untracked}:
            _wear(aws, name, [untracked])
        _wear(aws, name, [isolation])


def revert(aws: Writer, change: Change) -> None:
    """
    Give each interface its own groups back; our groups go when nobody wears them.

    The isolation group goes last of all: as long as it is there, preview shows that the way back is not over.
    """
    before: Mapping[str, Any] = change.before["interfaces"]
    vpcs = sorted({str(one["vpc"]) for one in before.values()})
    for interface in _interfaces(aws, change.target):
        name = str(interface["NetworkInterfaceId"])
        if name in before:
            _give_back(aws, interface, before[name])
    for group in (UNTRACKED, ISOLATION):
        for vpc in vpcs:
            removed(aws, vpc, group)


def _give_back(aws: Writer, interface: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    groups = [str(one) for one in before["groups"] if one != ISOLATION]
    if ISOLATION in before["groups"] and not groups:
        groups = [closed(aws, str(before["vpc"]))]
    if groups and sorted(groups) != sorted(one["GroupId"] for one in interface["Groups"]):
        _wear(aws, str(interface["NetworkInterfaceId"]), groups)


def _interfaces(aws: Reader | Writer, target: Target) -> Iterator[Mapping[str, Any]]:
    found = alive(aws, target).get("NetworkInterfaces", ())
    if not found:
        raise Absent(f"{target.id} has no network interface", "empty")
    if not all(one.get("VpcId") for one in found):
        raise Refused(f"{target.id} has an interface of which AWS does not say in which VPC it is")
    yield from found


def _wear(aws: Writer, interface: str, groups: list[str]) -> None:
    aws.one("ec2:ModifyNetworkInterfaceAttribute", NetworkInterfaceId=interface, Groups=groups)


ACTION = Action(
    id="isolate_instance",
    title=msg("Isolate an instance"),
    harm=msg(
        "The instance can no longer be reached and reaches nothing but its VPC's DNS, its own metadata and "
        "the time service, which security groups do not stop. For some seconds before that it is open to "
        "everybody, so that connections end that are open now; those through a NAT gateway, network load "
        "balancer or transit gateway may go on until they time out."
    ),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyNetworkInterfaceAttribute.html",
    wave="network",
    reads=(*KEPT, *GROUPS),
    writes=(
        "ec2:CreateSecurityGroup",
        "ec2:CreateTags",
        "ec2:AuthorizeSecurityGroupIngress",
        "ec2:AuthorizeSecurityGroupEgress",
        "ec2:RevokeSecurityGroupIngress",
        "ec2:RevokeSecurityGroupEgress",
        "ec2:ModifyNetworkInterfaceAttribute",
        "ec2:DeleteSecurityGroup",
    ),
    preview=preview,
    apply=apply,
    revert=revert,
    keep=keep_instance,
    after=("leave_auto_scaling_group", "leave_load_balancer"),
)
