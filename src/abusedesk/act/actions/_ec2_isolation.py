"""The two security groups of isolation: one that lets everything through, one that lets nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._ec2 import listed, tag_of, tagged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

    Aws = Reader | Writer

ISOLATION, UNTRACKED = "abusedesk-isolation", "abusedesk-untracked"
GROUPS = ("ec2:DescribeSecurityGroups", "ec2:DescribeNetworkInterfaces")
_OURS = "isolate_instance"
_SAID = {
    ISOLATION: "Lets nothing in or out; worn by instances under investigation",
    UNTRACKED: "Lets everything in and out; worn for seconds so that open connections end",
}
_RULES = {"Ingress": "IpPermissions", "Egress": "IpPermissionsEgress"}
_ANYWHERE = (
    {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]},
    {"IpProtocol": "-1", "Ipv6Ranges": [{"CidrIpv6": "::/0"}]},
)


def group_of(aws: Aws, vpc: str, name: str) -> Mapping[str, Any] | None:
    """The group of that name in the VPC, None where there is none. Needs GROUPS, as all of these do."""
    filters = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": [name]}]
    return next(listed(aws, GROUPS[0], "SecurityGroups", Filters=filters), None)


def worn(aws: Aws, interface: Mapping[str, Any]) -> list[str]:
    """
    An interface's groups, sorted: ids, but the isolation group by name as long as it lets nothing through.

    One that wears the group on the way there shows none. Our isolation group is among the others', too, while
    nobody wears it: not yet worn or not yet deleted, it shows that what we do is under way.
    """
    groups = {str(one["GroupId"]) for one in interface["Groups"] if one.get("GroupName") != UNTRACKED}
    isolation = group_of(aws, str(interface["VpcId"]), ISOLATION)
    if isolation is None or not groups:
        return sorted(groups)
    own = str(isolation["GroupId"])
    if own in groups and not _has_rules(isolation):
        groups = {*groups, ISOLATION} - {own}
    elif own not in groups and tag_of(isolation) == _OURS and not _is_worn(aws, own):
        groups.add(ISOLATION)
    return sorted(groups)


def closed(aws: Writer, vpc: str) -> str:
    """The id of the group that lets nothing through: made where it is missing, emptied where it has rules."""
    group = _made(aws, vpc, ISOLATION)
    for way, member in _RULES.items():
        # A new group lets everything out, over IPv6 too where the VPC has it: take away what is there.
        if group.get(member):
            revoke = f"ec2:RevokeSecurityGroup{way}"
            aws.one(revoke, GroupId=group["GroupId"], IpPermissions=group[member])
    return str(group["GroupId"])


def opened(aws: Writer, vpc: str) -> str:
    """The id of the group that lets everything through, made where it is missing."""
    group = _made(aws, vpc, UNTRACKED)
    for way, member in _RULES.items():
        missing = [rule for rule in _ANYWHERE if not _lets(group.get(member, ()), rule)]
        if missing:
            authorize = f"ec2:AuthorizeSecurityGroup{way}"
            aws.one(authorize, GroupId=group["GroupId"], IpPermissions=missing)
    return str(group["GroupId"])


def removed(aws: Writer, vpc: str, name: str) -> None:
    """Delete the group of that name in the VPC where we made it and nobody wears it."""
    group = group_of(aws, vpc, name)
    if group is not None and tag_of(group) == _OURS and not _is_worn(aws, str(group["GroupId"])):
        aws.one("ec2:DeleteSecurityGroup", GroupId=group["GroupId"])


def _is_worn(aws: Aws, group: str) -> bool:
    filters = [{"Name": "group-id", "Values": [group]}]
    return any(True for _ in listed(aws, GROUPS[1], "NetworkInterfaces", Filters=filters))


def _made(aws: Writer, vpc: str, name: str) -> Mapping[str, Any]:
    found = group_of(aws, vpc, name)
    if found is not None:
        return found
    answer = aws.one(
        "ec2:CreateSecurityGroup",
        GroupName=name,
        Description=_SAID[name],
        VpcId=vpc,
        TagSpecifications=[tagged("security-group", _OURS)],
    )
    made = str(answer.data["GroupId"])
    described = aws.one(GROUPS[0], GroupIds=[made]).data["SecurityGroups"]
    return dict(described[0])


def _has_rules(group: Mapping[str, Any]) -> bool:
    return any(group.get(member) for member in _RULES.values())


def _lets(rules: Any, wanted: Mapping[str, Any]) -> bool:
    """Whether rules let everything of wanted's one range through."""
    member = "IpRanges" if "IpRanges" in wanted else "Ipv6Ranges"
    name, value = next(iter(wanted[member][0].items()))
    return any(
        rule.get("IpProtocol") == "-1" and any(one.get(name) == value for one in rule.get(member, ()))
        for rule in rules
    )
