"""
Filters of EC2's Describe operations.

A filter's name is a path of member names in kebab case ("attachment.instance-id"); the value is looked for
along it, and where a name is not a member's own, by the list below.
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill.policy.conditions import like

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_NAMED = {
    "instance-state-name": ("State", "Name"),
    "instance-state-code": ("State", "Code"),
    "availability-zone": ("AvailabilityZone",),
    "instance.group-id": ("SecurityGroups", "GroupId"),
    "instance.group-name": ("SecurityGroups", "GroupName"),
    "ip-address": ("PublicIpAddress",),
    "dns-name": ("PublicDnsName",),
    "network-interface.group-id": ("NetworkInterfaces", "Groups", "GroupId"),
    "network-interface.addresses.private-ip-address": ("PrivateIpAddresses", "PrivateIpAddress"),
    "network-interface.addresses.association.public-ip": ("PrivateIpAddresses", "PublicIp"),
    "addresses.association.public-ip": ("PrivateIpAddresses", "PublicIp"),
    "ip-permission.cidr": ("IpPermissions", "CidrIp"),
    "ip-permission.ipv6-cidr": ("IpPermissions", "CidrIpv6"),
    "ip-permission.protocol": ("IpPermissions", "IpProtocol"),
    "ip-permission.group-id": ("IpPermissions", "GroupId"),
    "egress.ip-permission.cidr": ("IpPermissionsEgress", "CidrIp"),
    "egress.ip-permission.group-id": ("IpPermissionsEgress", "GroupId"),
    "attachment.status": ("Attachment", "Status"),
    "owner-alias": ("ImageOwnerAlias",),
    "is-default": ("IsDefault",),
    "isDefault": ("IsDefault",),
    "is-public": ("Public",),
    "group-id": ("GroupId",),
    "cidr": ("CidrBlock",),
    "iam-instance-profile.arn": ("IamInstanceProfile", "Arn"),
    "key-name": ("KeyName",),
}


def kept(item: Mapping[str, Any], filters: Iterable[Mapping[str, Any]]) -> bool:
    """Whether every filter has a value that item has."""
    return all(
        any(
            like(value, wanted)
            for value in values_of(item, str(one["Name"]))
            for wanted in one.get("Values", ())
        )
        for one in filters
    )


def values_of(item: Mapping[str, Any], name: str) -> list[str]:
    """The values of item that the filter called name looks at."""
    if name.startswith("tag:") or name in {"tag-key", "tag-value"}:
        tags = item.get("Tags") or item.get("TagSet") or ()
        wanted = {"tag-key": "Key", "tag-value": "Value"}.get(name)
        key = name.removeprefix("tag:")
        return [str(tag[wanted or "Value"]) for tag in tags if wanted or tag.get("Key") == key]
    path = _NAMED.get(name) or tuple(_camel(step) for step in name.split("."))
    return [_text(value) for value in _along(item, path)]


def _along(value: Any, path: tuple[str, ...]) -> Iterator[Any]:
    """Values at the end of path; a step is a member, or one further below when there is none of that name."""
    if isinstance(value, list):
        for item in value:
            yield from _along(item, path)
    elif not path:
        if not isinstance(value, dict):
            yield value
    elif isinstance(value, dict):
        step = next((one for one in (path[0], f"{path[0]}s", f"{path[0]}Set") if one in value), None)
        if step is not None:
            yield from _along(value[step], path[1:])
        else:
            for member in value.values():
                if isinstance(member, (dict, list)):
                    yield from _along(member, path)


def _camel(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("-"))


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
