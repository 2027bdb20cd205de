"""The role of an instance or function used from somewhere else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from abusedesk.trace._cause import Cause, judged
from abusedesk.trace._say import clock, listed
from abusedesk.trace._ways import by_way, way_in
from abusedesk.translate import msg, text

if TYPE_CHECKING:
    from abusedesk.model import RootCause
    from abusedesk.trace._story import Story


def judge(story: Story) -> RootCause:
    """A machine's session that called from an address that is none of ours, before anything else happened."""
    used = way_in(story, {"instance", "function"})
    if used is None:
        return judged("stolen_instance_credentials", 0.0)
    machine = (used.deeds[0].event.actor or "").rpartition("/")[2]
    broken = next(
        (one for one in story.breakins if one.instance == machine and one.first.time <= used.since), None
    )
    statement = text(
        "The credentials of role {who}, lent to {machine}, were used from {ips} since {since}.",
        who=used.who,
        machine=machine,
        ips=listed([deed.event.src_ip or "" for deed in used.deeds]),
        since=clock(used.since),
    )
    cause = by_way("stolen_instance_credentials", story, used, 0.4 if broken else 0.88, statement)
    return replace(cause, against=(*cause.against, *((broken.first.event,) if broken else ())))


CAUSE = Cause(
    id="stolen_instance_credentials",
    title=msg("Stolen credentials of an instance or function"),
    source="https://attack.mitre.org/techniques/T1552/005/",
    asks=("ec2.instance", "cloudtrail"),
    judge=judge,
)
