"""Rules of a security group: taken away by their ids, and put back as they were under new ones."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from abusedesk.errors import Refused

from ._ec2 import TAG, listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer
    from abusedesk.model import Change, Target

    Aws = Reader | Writer
    Rule = Mapping[str, Any]

RULES = "ec2:DescribeSecurityGroupRules"
WRITES = (
    "ec2:RevokeSecurityGroupIngress",
    "ec2:RevokeSecurityGroupEgress",
    "ec2:AuthorizeSecurityGroupIngress",
    "ec2:AuthorizeSecurityGroupEgress",
    "ec2:CreateTags",
)
_SAID = ("IsEgress", "IpProtocol", "FromPort", "ToPort", "CidrIpv4", "CidrIpv6", "PrefixListId")
# Member of a rule by itself -> the list of peers that it is asked for in, and its member there.
_PEERS = {
    "CidrIpv4": ("IpRanges", "CidrIp"),
    "CidrIpv6": ("Ipv6Ranges", "CidrIpv6"),
    "PrefixListId": ("PrefixListIds", "PrefixListId"),
}
_PAIR = ("GroupId", "UserId", "VpcId", "VpcPeeringConnectionId")


def meant(aws: Aws, target: Target, action: str) -> list[dict[str, Any]]:
    """
    What is there of the rules of the group that target's parts name, as JSON with their parts. Needs RULES.

    A rule that action put back has another id than its part says: our tag tells it.

    Raises:
        Refused: there are no parts.
    """
    if not target.parts:
        raise Refused(f"nobody said which rules of {target.id} are meant")
    found = []
    for rule in _all(aws, target.id):
        part = _part(rule, action)
        if part in target.parts:
            found.append({**_said(rule), "part": part, "tags": _tags(rule)})
    return sorted(found, key=_order)


def revoke(aws: Writer, change: Change) -> None:
    """Take away the rules that change is about."""
    for rule in _all(aws, change.target.id):
        if _part(rule, change.action) in change.target.parts:
            way = "Egress" if rule["IsEgress"] else "Ingress"
            aws.one(
                f"ec2:RevokeSecurityGroup{way}",
                GroupId=change.target.id,
                SecurityGroupRuleIds=[rule["SecurityGroupRuleId"]],
            )


def authorize(aws: Writer, change: Change) -> None:
    """Put the rules before back, with their tags and one of ours that names the id which each had."""
    held = [_said(rule) for rule in _all(aws, change.target.id)]
    for rule in change.before["rules"]:
        if _plain(rule) in held:
            continue
        tags = {**rule["tags"], TAG: f"{change.action}:{rule['part']}"}
        specification = {
            "ResourceType": "security-group-rule",
            "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
        }
        aws.one(
            f"ec2:AuthorizeSecurityGroup{'Egress' if rule['IsEgress'] else 'Ingress'}",
            GroupId=change.target.id,
            IpPermissions=[_permission(rule)],
            TagSpecifications=[specification],
        )


def _all(aws: Aws, group: str) -> list[Rule]:
    filters = [{"Name": "group-id", "Values": [group]}]
    return list(listed(aws, RULES, "SecurityGroupRules", Filters=filters))


def _part(rule: Rule, action: str) -> str:
    """The id that the rule had when it was named as a part."""
    for tag in rule.get("Tags", ()):
        if tag.get("Key") == TAG and str(tag.get("Value")).startswith(f"{action}:"):
            return str(tag["Value"]).partition(":")[2]
    return str(rule["SecurityGroupRuleId"])


def _said(rule: Rule) -> dict[str, Any]:
    """What the rule lets through, and to whom."""
    said = {name: rule[name] for name in (*_SAID, "Description") if rule.get(name) is not None}
    pair = rule.get("ReferencedGroupInfo") or {}
    group = {name: pair[name] for name in _PAIR if pair.get(name)}
    return {**said, "group": group} if group else said


def _plain(rule: Rule) -> dict[str, Any]:
    return {name: value for name, value in rule.items() if name not in {"part", "tags"}}


def _tags(rule: Rule) -> dict[str, str]:
    return {str(tag["Key"]): str(tag.get("Value", "")) for tag in rule.get("Tags", ()) if tag["Key"] != TAG}


def _permission(rule: Rule) -> dict[str, Any]:
    """The rule as it is asked for."""
    said = {"Description": rule["Description"]} if rule.get("Description") else {}
    permission: dict[str, Any] = {"IpProtocol": rule["IpProtocol"]}
    if str(rule["IpProtocol"]) != "-1":
        permission |= {name: rule[name] for name in ("FromPort", "ToPort") if name in rule}
    if "group" in rule:
        return {**permission, "UserIdGroupPairs": [{**rule["group"], **said}]}
    for member, (peers, name) in _PEERS.items():
        if member in rule:
            return {**permission, peers: [{name: rule[member], **said}]}
    raise Refused(f"a rule of {rule['IpProtocol']} says not whom it lets through")


def _order(rule: Rule) -> str:
    return json.dumps(rule, sort_keys=True)


def is_world_wide(rule: Rule) -> bool:
    """Whether the rule lets the whole internet in."""
    return not rule["IsEgress"] and (rule.get("CidrIpv4") == "0.0.0.0/0" or rule.get("CidrIpv6") == "::/0")
