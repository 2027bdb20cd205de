"""Which instance a host name, address, interface or log file speaks of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.model import Dossier

_INSTANCE = re.compile(r"(?<![0-9A-Za-z])i-(?:[0-9a-f]{17}|[0-9a-f]{8})(?![0-9a-f])")

_WIDE = 1000


class Hosts:
    """
    Instances by every name they go by; a name that several share names none of them.

    addresses are an instance's private ones, opened the port ranges that its security groups let callers
    in on, both by instance id.
    """

    def __init__(self, dossier: Dossier) -> None:
        self._by_name: dict[str, str] = {}
        self.addresses: dict[str, tuple[str, ...]] = {}
        self.opened: dict[str, tuple[tuple[int, int], ...]] = {}
        groups = {one.key: tuple(_ranges(one.data)) for one in dossier.things("ec2.security_group")}
        for one in dossier.things("ec2.instance"):
            self.addresses[one.key] = tuple(_private(one.data))
            mine = [str(group.get("GroupId", "")) for group in one.data.get("SecurityGroups") or ()]
            self.opened[one.key] = tuple(ports for group in mine for ports in groups.get(group, ()))
            for name in _names(one.data):
                word = name.lower()
                taken = self._by_name.get(word, one.key)
                self._by_name[word] = one.key if taken == one.key else ""
        for one in dossier.things("ec2.address"):
            if one.data.get("InstanceId"):
                self._by_name.setdefault(str(one.data.get("PublicIp", "")), str(one.data["InstanceId"]))

    def find(self, *names: str | None) -> str:
        """The instance that the first telling name means, "" for none; a name may be a log's path."""
        for name in names:
            if not name:
                continue
            found = self._by_name.get(name.lower()) or self._by_name.get(name.lower().partition(".")[0])
            written = _INSTANCE.search(name)
            if found or written:
                return found or (written[0] if written else "")
        for name in names:
            for part in re.split(r"[/|]", name or ""):
                stem = part.lower().removesuffix(".gz").removesuffix(".log")
                if self._by_name.get(stem):
                    return self._by_name[stem]
        return ""


def _ranges(group: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    """Ports that a security group opens to callers; a range as wide as a client's ports says nothing."""
    for rule in group.get("IpPermissions") or ():
        low, high = rule.get("FromPort"), rule.get("ToPort")
        if isinstance(low, int) and isinstance(high, int) and 0 < low <= high < low + _WIDE:
            yield low, high


def _names(data: Mapping[str, Any]) -> Iterator[str]:
    for member in ("InstanceId", "PrivateDnsName", "PrivateIpAddress", "PublicIpAddress", "PublicDnsName"):
        if data.get(member):
            yield str(data[member])
    if data.get("PrivateDnsName"):
        yield str(data["PrivateDnsName"]).partition(".")[0]
    for face in data.get("NetworkInterfaces") or ():
        yield str(face.get("NetworkInterfaceId", ""))
    yield from _private(data)
    for tag in data.get("Tags") or ():
        if tag.get("Key") in {"Name", "Hostname", "hostname"} and tag.get("Value"):
            yield str(tag["Value"])


def _private(data: Mapping[str, Any]) -> Iterator[str]:
    seen = {str(data.get("PrivateIpAddress") or "")}
    for face in data.get("NetworkInterfaces") or ():
        seen |= {
            str(one.get("PrivateIpAddress") or "") for one in (face, *(face.get("PrivateIpAddresses") or ()))
        }
        seen |= {str(one.get("Ipv6Address") or "") for one in face.get("Ipv6Addresses") or ()}
    yield from sorted(seen - {""})
