"""
The rules of security groups, each by itself, with its id and tags.

A rule of the folder has the id that the folder's records give it, where one tells of its making.
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from abusedesk.drill.overlay._ec2_things import book, made_id, things

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.drill.call import Call

# The lists of peers in a rule, the member that tells one peer from another, and its name in a rule by itself.
PEERS = {
    "IpRanges": ("CidrIp", "CidrIpv4"),
    "Ipv6Ranges": ("CidrIpv6", "CidrIpv6"),
    "PrefixListIds": ("PrefixListId", "PrefixListId"),
    "UserIdGroupPairs": ("GroupId", "ReferencedGroupInfo"),
}
MEMBERS = {False: "IpPermissions", True: "IpPermissionsEgress"}
_MADE = frozenset({"AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress"})


def header(rule: Mapping[str, Any]) -> tuple[str, Any, Any]:
    """Protocol and ports; -1 means all, however it is written."""
    protocol = str(rule.get("IpProtocol", "-1")).lower()
    return (
        (protocol, None, None) if protocol == "-1" else (protocol, rule.get("FromPort"), rule.get("ToPort"))
    )


def rules(call: Call) -> Iterator[dict[str, Any]]:
    """Every rule of the region's groups as DescribeSecurityGroupRules tells it."""
    for group in things(call, "security_groups"):
        for egress, member in MEMBERS.items():
            for permission in group.get(member, ()):
                for peers in PEERS:
                    for peer in permission.get(peers, ()):
                        yield rule(call, (group["GroupId"], egress), permission, (peers, peer))


def rule(
    call: Call,
    where: tuple[str, bool],
    permission: Mapping[str, Any],
    whom: tuple[str, Mapping[str, Any]],
    tags: list[dict[str, str]] | None = None,
) -> dict[str, Any]:
    """
    One rule; where is its group and whether it is egress, whom its list of peers and the peer.

    tags are given for a rule that is made now, which gets a new id.
    """
    (group, egress), (peers, peer) = where, whom
    protocol, first, last = header(permission)
    identity, said = PEERS[peers]
    key = (call.region, group, egress, protocol, first, last, str(peer[identity]))
    known = book(call, "rules")
    if tags is not None:
        known[key] = (made_id(call, "sgr", *key), tags)
    elif key not in known:
        told = _told(call).get(key)
        mark = hashlib.sha256(json.dumps(key).encode()).hexdigest()[:17]
        known[key] = (told or f"sgr-{mark}", [])
    facts: dict[str, Any] = {
        "SecurityGroupRuleId": known[key][0],
        "GroupId": group,
        "GroupOwnerId": call.account.id,
        "IsEgress": egress,
        "IpProtocol": protocol,
        "FromPort": -1 if first is None else first,
        "ToPort": -1 if last is None else last,
        said: _referenced(peer) if said == "ReferencedGroupInfo" else peer[identity],
        "Tags": known[key][1],
    }
    return {**facts, "Description": peer["Description"]} if peer.get("Description") else facts


def forget(call: Call, where: tuple[str, bool], of: tuple[str, Any, Any], peer: str) -> None:
    """A rule was taken away: made again it is another one."""
    book(call, "rules").pop((call.region, *where, *of, peer), None)


def _referenced(peer: Mapping[str, Any]) -> dict[str, Any]:
    members = ("GroupId", "UserId", "VpcId", "VpcPeeringConnectionId", "PeeringStatus")
    return {name: peer[name] for name in members if name in peer}


def _told(call: Call) -> Mapping[tuple[Any, ...], str]:
    """Ids of the region's rules as the folder's records of their making have them, the last one counting."""
    found: dict[tuple[Any, ...], str] | None = book(call, "told rules").get(call.region)
    if found is None:
        found = book(call, "told rules")[call.region] = {}
        for record in call.account.history.told(call.region):
            if record.name in _MADE:
                found.update(_made(call.region, json.loads(record.raw)))
    return found


def _made(region: str, data: Mapping[str, Any]) -> Iterator[tuple[tuple[Any, ...], str]]:
    answer = data.get("responseElements") or {}
    items = (answer.get("securityGroupRuleSet") or {}).get("items") if isinstance(answer, dict) else None
    for item in items or ():
        permission = {
            "IpProtocol": item.get("ipProtocol"),
            "FromPort": item.get("fromPort"),
            "ToPort": item.get("toPort"),
        }
        peers = (item.get("cidrIpv4"), item.get("cidrIpv6"), item.get("prefixListId"))
        peer = next((one for one in peers if one), (item.get("referencedGroupInfo") or {}).get("groupId"))
        egress = item.get("isEgress") is True
        yield (
            (region, item.get("groupId"), egress, *header(permission), str(peer)),
            item["securityGroupRuleId"],
        )
