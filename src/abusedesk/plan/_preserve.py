"""Evidence first: before an instance is touched, its volumes are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.translate import text

from ._situation import GLOBAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.model import Step

    from ._situation import Situation


def preserve(now: Situation) -> Iterator[Step]:
    """Snapshots of every host broken into, and of one launched instance a region."""
    kept: set[str] = set()
    for host in now.hosts if now.broken_into else ():
        if host.how == "created":
            if host.region in kept:
                continue
            kept.add(host.region)
            reason = text(
                "{instance} stands for the instances that the intruder launched there.", instance=host.id
            )
        else:
            reason = text("{instance} holds the traces of the intruder.", instance=host.id)
        yield now.step("preserve", "snapshot_volumes", (host.id, host.region), reason)
    if now.cause is not None and now.cause.kind == "not_ours":
        for ip in now.dossier.notice.ips:
            reason = text(
                "{ip} and its records show that it was somebody else's at the reported time.", ip=ip
            )
            yield now.step("preserve", "keep_records", (ip, _region(now)), reason)


def _region(now: Situation) -> str:
    return next(iter(now.dossier.notice.regions), GLOBAL)
