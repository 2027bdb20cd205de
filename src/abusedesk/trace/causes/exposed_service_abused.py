"""An open proxy, resolver or reflector: a service that answers the whole internet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.trace._cause import Cause, judged
from abusedesk.trace._say import listed
from abusedesk.translate import msg, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.model import Evidence, RootCause
    from abusedesk.trace._story import Story

_PORTS: Mapping[str, frozenset[int]] = {
    "open_proxy": frozenset({1080, 3127, 3128, 8080, 8118, 8888}),
    "open_resolver": frozenset({53}),
    "reflector": frozenset({17, 19, 53, 69, 111, 123, 161, 389, 1900, 11211}),
    "vulnerable_service": frozenset(),
}
_WORLD = frozenset({"0.0.0.0/0", "::/0"})


def judge(story: Story) -> RootCause:
    """The notice is about such a service, and a security group opens its port to the world."""
    notice = story.dossier.notice
    if notice.kind not in _PORTS or story.breakins:
        return judged("exposed_service_abused", 0.0)
    ports = _PORTS[notice.kind] | set(notice.ports)
    opened = [group for instance in story.instances for group in _open_groups(story, instance, ports)]
    confidence = 0.85 if opened else 0.45 if story.instances else 0.25
    return judged(
        "exposed_service_abused",
        confidence - (0.4 if story.deeds else 0.0),
        text(
            "A service on {instances} answers the whole internet: {groups} let everybody in.",
            instances=listed(story.instances) or listed(notice.ips) or "?",
            groups=listed([group.key for group in opened]) or "?",
        ),
        for_=[group.id for group in opened],
    )


def _open_groups(story: Story, instance: str, ports: frozenset[int] | set[int]) -> Iterator[Evidence]:
    shown = story.one("ec2.instance", instance)
    wanted = {str(one.get("GroupId")) for one in (shown.data.get("SecurityGroups") or () if shown else ())}
    for group in story.dossier.things("ec2.security_group"):
        if group.key in wanted and any(
            _lets_in(rule, ports) for rule in group.data.get("IpPermissions") or ()
        ):
            yield group


def _lets_in(rule: Mapping[str, Any], ports: frozenset[int] | set[int]) -> bool:
    ranges = {str(one.get("CidrIp")) for one in rule.get("IpRanges") or ()}
    ranges |= {str(one.get("CidrIpv6")) for one in rule.get("Ipv6Ranges") or ()}
    if not ranges & _WORLD:
        return False
    low, high = rule.get("FromPort", 0), rule.get("ToPort", 65535)
    return str(rule.get("IpProtocol")) == "-1" or not ports or any(low <= port <= high for port in ports)


CAUSE = Cause(
    id="exposed_service_abused",
    title=msg("An exposed service was abused"),
    source="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    asks=("ec2.instance", "ec2.security_group"),
    judge=judge,
)
