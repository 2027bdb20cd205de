"""Machines of the owner's, after all is kept and contained: stopped, and without a role that he gave them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.translate import text

from ._contain import left_the_host
from ._host import aliases, role_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.model import Affected, Evidence, Step, Text

    from ._situation import Situation

_GIVES = "ec2:AssociateIamInstanceProfile"
_STARTS, _STOPS = "ec2:StartInstances", "ec2:StopInstances"
_RUNS = frozenset({"pending", "running"})


def ended(now: Situation) -> Iterator[Step]:
    """
    A host that is to be built anew, or that he started, is stopped; a profile that he put on is taken off.

    It waits for the copies, since memory is lost, and for the isolation. What AWS does not stop is left out,
    and what would lose the very address that AWS reports: others would get it while the case is open.
    """
    for host in now.owned:
        shown = now.instances.get(host.id)
        if shown is None:
            continue
        place = (host.id, host.region)
        role = role_of(shown, now.roles)
        if _GIVES in now.calls(host) and role is not None and not left_the_host(host, role, now):
            reason = text("The intruder gave {instance} the role {role}.", instance=host.id, role=role)
            yield now.step("eradicate", "replace_instance_profile", place, reason)
        why = _why_stopped(host, now) if _can_stop(shown) and not _loses_reported(shown, now) else None
        if why is not None:
            yield now.step("eradicate", "stop_instance", place, why)


def _why_stopped(host: Affected, now: Situation) -> Text | None:
    calls = now.calls(host)
    # Who stops and starts a machine changes what it runs as it starts; it had been running before.
    if _STARTS in calls and _STOPS not in calls:
        return text("{instance} was stopped until the intruder started it.", instance=host.id)
    if host.how != "used":
        return None
    return text(
        "{instance} is not used again. Though isolated, it still asks its VPC's DNS, by which what is left "
        "on it can send data out. Copy its memory first where that matters: nothing brings it back.",
        instance=host.id,
    )


def _can_stop(shown: Evidence) -> bool:
    """Whether it runs, from a volume that stays, and is no Spot Instance, of which AWS stops few."""
    # https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StopInstances.html
    runs = (shown.data.get("State") or {}).get("Name") in _RUNS
    stays = shown.data.get("RootDeviceType") != "instance-store"
    return runs and stays and shown.data.get("InstanceLifecycle") != "spot"


def _loses_reported(shown: Evidence, now: Situation) -> bool:
    """Whether an address that AWS reports is lent to the instance only as long as it runs."""
    # https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html
    kept = {str(one.data.get("PublicIp")) for one in now.dossier.things("ec2.address")}
    return bool(aliases(shown) & set(now.dossier.notice.ips) - kept)
