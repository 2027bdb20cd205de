"""EC2's changes to security groups."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from abusedesk.drill.overlay._ec2_instances import tags_of
from abusedesk.drill.overlay._ec2_things import ANYWHERE, interfaces, made_id, one, things
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from abusedesk.drill.call import Call

# The lists of peers in a rule, and the member that tells one peer from another.
_PEERS = {
    "IpRanges": "CidrIp",
    "Ipv6Ranges": "CidrIpv6",
    "PrefixListIds": "PrefixListId",
    "UserIdGroupPairs": "GroupId",
}


def create_security_group(call: Call) -> Mapping[str, Any]:
    """A group that lets nothing in and everything out."""
    vpc = call.get("VpcId") or next((one["VpcId"] for one in things(call, "vpcs")), None)
    name = str(call.get("GroupName"))
    if any(
        one.get("GroupName") == name and one.get("VpcId") == vpc for one in things(call, "security_groups")
    ):
        raise AwsError(
            "InvalidGroup.Duplicate", f"The security group '{name}' already exists for VPC '{vpc}'"
        )
    group = {
        "GroupId": made_id(call, "sg"),
        "GroupName": name,
        "Description": str(call.get("Description", "")),
        "OwnerId": call.account.id,
        "IpPermissions": [],
        "IpPermissionsEgress": [copy.deepcopy(ANYWHERE)],
        "Tags": tags_of(call, "security-group"),
        **({"VpcId": vpc} if vpc else {}),
    }
    things(call, "security_groups").append(group)
    return {"GroupId": group["GroupId"], "Tags": group["Tags"]}


def delete_security_group(call: Call) -> Mapping[str, Any]:
    """Remove a group that nothing uses."""
    group = _group(call)
    users = [
        one
        for one in interfaces(call)
        if group["GroupId"] in {g.get("GroupId") for g in one.get("Groups", ())}
    ]
    if users:
        raise AwsError("DependencyViolation", f"resource {group['GroupId']} has a dependent object")
    groups = things(call, "security_groups")
    groups[:] = [one for one in groups if one is not group]
    return {"Return": True, "GroupId": group["GroupId"]}


def authorize(member: str) -> Callable[[Call], Mapping[str, Any]]:
    """The answer that adds rules to member, IpPermissions or IpPermissionsEgress."""

    def answer(call: Call) -> Mapping[str, Any]:
        rules = _group(call).setdefault(member, [])
        for header, peers, peer in _asked(call):
            rule = next((one for one in rules if _header(one) == header), None)
            if rule is None:
                rule = {**_named(header), **{name: [] for name in _PEERS}}
                rules.append(rule)
            held = rule.setdefault(peers, [])
            if any(one.get(_PEERS[peers]) == peer[_PEERS[peers]] for one in held):
                raise AwsError("InvalidPermission.Duplicate", "the specified rule already exists")
            held.append(peer)
        return {"Return": True}

    return answer


def revoke(member: str) -> Callable[[Call], Mapping[str, Any]]:
    """The answer that takes rules from member."""

    def answer(call: Call) -> Mapping[str, Any]:
        rules = _group(call).setdefault(member, [])
        for header, peers, peer in _asked(call):
            key = _PEERS[peers]
            rule: dict[str, Any] = next((one for one in rules if _header(one) == header), {})
            held = rule.get(peers, [])
            if not any(one.get(key) == peer[key] for one in held):
                raise AwsError(
                    "InvalidPermission.NotFound", "The specified rule does not exist in this security group."
                )
            rule[peers] = [one for one in held if one.get(key) != peer[key]]
        rules[:] = [rule for rule in rules if any(rule.get(name) for name in _PEERS)]
        return {"Return": True}

    return answer


def _group(call: Call) -> dict[str, Any]:
    if call.get("GroupId"):
        return one(call, "security_groups", call.get("GroupId"))
    name = call.get("GroupName")
    for group in things(call, "security_groups"):
        if group.get("GroupName") == name:
            return group
    raise AwsError("InvalidGroup.NotFound", f"The security group '{name}' does not exist")


def _asked(call: Call) -> Iterator[tuple[tuple[Any, ...], str, dict[str, Any]]]:
    """Each rule asked for as (header, list of peers, peer): from IpPermissions or from plain parameters."""
    permissions = list(call.get("IpPermissions", ()))
    if call.get("CidrIp"):
        plain = {
            name: call.get(name)
            for name in ("IpProtocol", "FromPort", "ToPort")
            if call.get(name) is not None
        }
        permissions.append({**plain, "IpRanges": [{"CidrIp": call.get("CidrIp")}]})
    for permission in permissions:
        for peers in _PEERS:
            for peer in permission.get(peers, ()):
                yield _header(permission), peers, dict(peer)


def _header(rule: Mapping[str, Any]) -> tuple[Any, ...]:
    """Protocol and ports; -1 means all, however it is written."""
    protocol = str(rule.get("IpProtocol", "-1")).lower()
    return (
        (protocol, None, None) if protocol == "-1" else (protocol, rule.get("FromPort"), rule.get("ToPort"))
    )


def _named(header: tuple[Any, ...]) -> dict[str, Any]:
    names = ("IpProtocol", "FromPort", "ToPort")
    return {name: value for name, value in zip(names, header, strict=True) if value is not None}


ANSWERS: dict[str, Callable[[Call], Mapping[str, Any]]] = {
    "CreateSecurityGroup": create_security_group,
    "DeleteSecurityGroup": delete_security_group,
    "AuthorizeSecurityGroupIngress": authorize("IpPermissions"),
    "AuthorizeSecurityGroupEgress": authorize("IpPermissionsEgress"),
    "RevokeSecurityGroupIngress": revoke("IpPermissions"),
    "RevokeSecurityGroupEgress": revoke("IpPermissionsEgress"),
}
