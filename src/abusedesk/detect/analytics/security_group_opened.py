"""A port for administration or data opened to the whole internet."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

from abusedesk.detect._calls import by_actor, listed, member, successful
from abusedesk.detect._rule import Analytic
from abusedesk.model import Severity
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.lake import Lake
    from abusedesk.model import Event, Finding

# Log-in and remote control, file sharing, Docker and Kubernetes, databases and caches.
_PORTS = (
    22, 23, 135, 139, 445, 1433, 1521, 2375, 2376, 3306, 3389, 5432, 5900, 5985, 5986,
    6379, 6443, 8020, 9200, 9300, 10250, 11211, 27017,
)  # fmt: skip
_WIDE = {4: 1, 6: 8}  # a prefix as short as this is the internet: 0.0.0.0/0 may be written as two halves
_ANY = "-1"


def find(lake: Lake) -> list[Finding]:
    """One finding for each actor that opened such a port."""
    return by_actor(ANALYTIC, _judged(lake))


def _judged(lake: Lake) -> Iterator[tuple[Event, Severity]]:
    for event, record in successful(lake, "AuthorizeSecurityGroupIngress", "ModifySecurityGroupRules"):
        if any(_is_wide(address) and _is_delicate(*ports) for address, *ports in _opened(record)):
            yield event, ANALYTIC.severity


def _opened(record: dict[str, Any]) -> Iterator[tuple[str, str, Any, Any]]:
    """Address, protocol, first and last port of each permission that the call gave."""
    asked = member(record, "requestParameters")
    for one in [asked, *listed(asked, "ipPermissions")]:
        ports = (str(member(one, "ipProtocol") or _ANY), member(one, "fromPort"), member(one, "toPort"))
        ranges = [member(each, "cidrIp") for each in listed(one, "ipRanges")]
        ranges += [member(each, "cidrIpv6") for each in listed(one, "ipv6Ranges")]
        for address in [*ranges, member(one, "cidrIp"), member(one, "cidrIpv6")]:
            yield str(address), *ports
    rules = listed(asked, "ModifySecurityGroupRulesRequest", "SecurityGroupRule")
    for rule in rules:
        one = member(rule, "SecurityGroupRule") or rule
        ports = (str(member(one, "IpProtocol") or _ANY), member(one, "FromPort"), member(one, "ToPort"))
        for address in (member(one, "CidrIpv4"), member(one, "CidrIpv6")):
            yield str(address), *ports


def _is_wide(address: str) -> bool:
    try:
        network = ip_network(address, strict=False)
    except ValueError:
        return False
    return network.prefixlen <= _WIDE[network.version]


def _is_delicate(protocol: str, first: Any, last: Any) -> bool:
    if protocol == _ANY:
        return True
    if protocol.lower() not in {"tcp", "6", "udp", "17"}:
        return False
    try:
        low, high = int(first), int(last if last is not None else first)
    except (TypeError, ValueError):
        return False
    return low < 0 or any(low <= port <= high for port in _PORTS)


ANALYTIC = Analytic(
    id="security_group_opened",
    title=msg("Port for administration or data opened to the whole internet"),
    severity=Severity.MEDIUM,
    techniques=("T1562.007", "T1133"),
    tactics=("defense-evasion", "persistence"),
    means=msg(
        "Everybody may now try to log in or to read data there; scanners find such a port within minutes."
    ),
    harmless=msg(
        "A hasty administrator who wanted in from somewhere. It should be narrowed to his address all "
        "the same."
    ),
    source="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-rules-reference.html",
    find=find,
)
