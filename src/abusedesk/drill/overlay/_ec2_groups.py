"""EC2's changes to security groups."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from abusedesk.drill.overlay._ec2_instances import tags_of
from abusedesk.drill.overlay._ec2_rules import MEMBERS, PEERS, forget, header, rule, rules
from abusedesk.drill.overlay._ec2_things import ANYWHERE, interfaces, made_id, one, things
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from abusedesk.drill.call import Call


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
    """
    Remove a group that nothing uses.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSecurityGroup.html
    """
    group = _group(call)
    name = group["GroupId"]
    if group.get("GroupName") == "default":
        raise AwsError(
            "CannotDelete", f'the specified group: "{name}" name: "default" cannot be deleted by a user'
        )
    worn = any(name in {held.get("GroupId") for held in one.get("Groups", ())} for one in interfaces(call))
    named = any(
        told.get("ReferencedGroupInfo", {}).get("GroupId") == name and told["GroupId"] != name
        for told in rules(call)
    )
    if worn or named:
        raise AwsError("DependencyViolation", f"resource {name} has a dependent object")
    groups = things(call, "security_groups")
    groups[:] = [one for one in groups if one is not group]
    return {"Return": True, "GroupId": name}


def authorize(*, egress: bool) -> Callable[[Call], Mapping[str, Any]]:
    """The answer that adds rules to a group: all that are asked for, or none."""

    def answer(call: Call) -> Mapping[str, Any]:
        group = _group(call)
        held = group.setdefault(MEMBERS[egress], [])
        asked = list(_asked(call))
        for of, peers, peer in asked:
            if _peers(held, of, peers, peer):
                raise AwsError("InvalidPermission.Duplicate", "the specified rule already exists")
        made = []
        for of, peers, peer in asked:
            permission = next((one for one in held if header(one) == of), None)
            if permission is None:
                permission = {**_named(of), **{name: [] for name in PEERS}}
                held.append(permission)
            permission.setdefault(peers, []).append(peer)
            tags = tags_of(call, "security-group-rule")
            made.append(rule(call, (group["GroupId"], egress), permission, (peers, peer), tags))
        return {"Return": True, "SecurityGroupRules": made}

    return answer


def revoke(*, egress: bool) -> Callable[[Call], Mapping[str, Any]]:
    """The answer that takes rules from a group, told by what they say or by their ids."""

    def answer(call: Call) -> Mapping[str, Any]:
        group = _group(call)
        held = group.setdefault(MEMBERS[egress], [])
        asked = [*_asked(call), *_by_id(call, group["GroupId"], egress=egress)]
        for of, peers, peer in asked:
            if not _peers(held, of, peers, peer):
                raise AwsError(
                    "InvalidPermission.NotFound", "The specified rule does not exist in this security group."
                )
        for of, peers, peer in asked:
            identity = PEERS[peers][0]
            for permission in _alike(held, of):
                permission[peers] = [
                    one for one in permission.get(peers, ()) if one.get(identity) != peer[identity]
                ]
            forget(call, (group["GroupId"], egress), of, str(peer[identity]))
        held[:] = [one for one in held if any(one.get(name) for name in PEERS)]
        return {"Return": True}

    return answer


def _by_id(call: Call, group: str, *, egress: bool) -> Iterator[tuple[tuple[Any, ...], str, dict[str, Any]]]:
    """The rules whose ids are given, as _asked() gives rules."""
    known = {
        told["SecurityGroupRuleId"]: told
        for told in rules(call)
        if (told["GroupId"], told["IsEgress"]) == (group, egress)
    }
    for name in call.get("SecurityGroupRuleIds", ()):
        if name not in known:
            raise AwsError(
                "InvalidSecurityGroupRuleId.NotFound", f"The security group rule ID '{name}' does not exist"
            )
        told = known[name]
        for peers, (identity, said) in PEERS.items():
            if said in told:
                peer = told[said]["GroupId"] if peers == "UserIdGroupPairs" else told[said]
                yield header(told), peers, {identity: peer}


def _alike(held: list[dict[str, Any]], of: tuple[Any, ...]) -> list[dict[str, Any]]:
    return [one for one in held if header(one) == of]


def _peers(held: list[dict[str, Any]], of: tuple[Any, ...], peers: str, peer: Mapping[str, Any]) -> bool:
    """Whether peer is already let through."""
    identity = PEERS[peers][0]
    return any(one.get(identity) == peer[identity] for it in _alike(held, of) for one in it.get(peers, ()))


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
        for peers in PEERS:
            for peer in permission.get(peers, ()):
                yield header(permission), peers, dict(peer)


def _named(of: tuple[Any, ...]) -> dict[str, Any]:
    names = ("IpProtocol", "FromPort", "ToPort")
    return {name: value for name, value in zip(names, of, strict=True) if value is not None}


ANSWERS: dict[str, Callable[[Call], Mapping[str, Any]]] = {
    "CreateSecurityGroup": create_security_group,
    "DeleteSecurityGroup": delete_security_group,
    "AuthorizeSecurityGroupIngress": authorize(egress=False),
    "AuthorizeSecurityGroupEgress": authorize(egress=True),
    "RevokeSecurityGroupIngress": revoke(egress=False),
    "RevokeSecurityGroupEgress": revoke(egress=True),
}
