"""Instances: by which names findings know them, which role they lend, and which lost their credentials."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from abusedesk.model import Affected, principal_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from abusedesk.model import Dossier, Evidence, RootCause

_INSTANCE = re.compile(r"\bi-[0-9a-f]{8,17}\b")


def is_up(one: Evidence) -> bool:
    """Whether an instance as EC2 shows it is not terminated."""
    return (one.data.get("State") or {}).get("Name") not in {"terminated", "shutting-down"}


def aliases(one: Evidence) -> set[str]:
    """Interfaces, addresses and names of an instance, its own host name in a log included."""
    names = {one.data.get(name) for name in ("PublicIpAddress", "PrivateIpAddress", "PublicDnsName")}
    for card in one.data.get("NetworkInterfaces") or ():
        names |= {card.get("NetworkInterfaceId"), card.get("PrivateIpAddress")}
        names |= {(card.get("Association") or {}).get("PublicIp")}
    private = str(one.data.get("PrivateDnsName") or "")
    names |= {private, private.partition(".")[0]}
    names |= {tag.get("Value") for tag in one.data.get("Tags") or () if tag.get("Key") == "Name"}
    return {str(name) for name in names if name}


def role_of(one: Evidence, roles: Mapping[str, Evidence]) -> str | None:
    """ARN of the role that an instance lends, by its profile; None without one, or where IAM is unread."""
    profile = str((one.data.get("IamInstanceProfile") or {}).get("Arn") or "")
    for role in roles.values() if profile else ():
        if any(held.get("Arn") == profile for held in role.data.get("InstanceProfileList") or ()):
            return role.key
    name = profile.rpartition("/")[2]
    return next((arn for arn in roles if name and arn.rpartition("/")[2] == name), None)


def lost(
    cause: RootCause, dossier: Dossier, stolen: Collection[str], roles: Mapping[str, Evidence]
) -> Iterator[Evidence]:
    """
    The instances whose credentials the intruder used, by their sessions' name, else by what is said.

    stolen is his credentials; roles are the account's, by ARN.
    """
    if cause.kind != "stolen_instance_credentials":
        return
    instances = dossier.things("ec2.instance")
    names = set(_INSTANCE.findall(cause.statement.en))
    for finding in dossier.findings:
        if not finding.sample and not set(stolen).isdisjoint(finding.credentials):
            sessions = [actor for actor in finding.actors if principal_of(actor) == cause.principal]
            names |= {name for actor in sessions for name in _INSTANCE.findall(actor)}
    lending = [one for one in instances if cause.principal and role_of(one, roles) == cause.principal]
    if not names and len(lending) == 1:
        names = {lending[0].key}
    yield from (one for one in instances if one.key in names and is_up(one))


def used(one: Evidence, cause: RootCause | None) -> Affected:
    """An instance of the owner's that the intruder was at."""
    by = (cause.principal if cause else None) or ""
    since = cause.since if cause else None
    return Affected(id=one.key, type="AWS::EC2::Instance", region=one.region, how="used", by=by, time=since)
