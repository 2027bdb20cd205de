"""Evidence first: before an instance is touched, its volumes are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.translate import text

from ._situation import GLOBAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.model import Affected, Step

    from ._situation import Situation


def preserve(now: Situation) -> Iterator[Step]:
    """Every host that he was on or launched: kept from vanishing, and its volumes copied."""
    for host in now.hosts if now.broken_into else ():
        place = (host.id, host.region)
        reason = text("{instance} holds the traces of the intruder.", instance=host.id)
        if host.how == "created":
            reason = text(
                "The intruder launched {instance}; its volumes show what he ran, until it is terminated.",
                instance=host.id,
            )
        yield now.step("preserve", "snapshot_volumes", place, reason)
        reason = text("Nobody may terminate {instance} while it is evidence.", instance=host.id)
        yield now.step("preserve", "protect_instance", place, reason)
        if host.how != "created":
            yield from _held(host, now)
    if now.cause is not None and now.cause.kind == "not_ours":
        for ip in now.dossier.notice.ips:
            reason = text(
                "{ip} and its records show that it was somebody else's at the reported time.", ip=ip
            )
            yield now.step("preserve", "keep_records", (ip, _region(now)), reason)


def _held(host: Affected, now: Situation) -> Iterator[Step]:
    """Out of what would replace or go on serving an instance once it is cut off."""
    place = (host.id, host.region)
    for group in now.dossier.things("autoscaling.group"):
        if any(one.get("InstanceId") == host.id for one in group.data.get("Instances") or ()):
            name = str(group.data.get("AutoScalingGroupName"))
            reason = text(
                "{group} would terminate {instance} and launch another.", group=name, instance=host.id
            )
            yield now.step("preserve", "leave_auto_scaling_group", place, reason)
    for group in now.dossier.things("elbv2.target_health"):
        if any((one.get("Target") or {}).get("Id") == host.id for one in group.data.get("Targets") or ()):
            reason = text("A load balancer sends visitors to {instance}.", instance=host.id)
            yield now.step("preserve", "leave_load_balancer", place, reason)


def _region(now: Situation) -> str:
    return next(iter(now.dossier.notice.regions), GLOBAL)
