"""Stop sharing an EBS snapshot, an image, or an RDS snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.act import Action
from abusedesk.act._shares import READS, WRITES, change_sharing, shared_with
from abusedesk.model import Change, Target
from abusedesk.translate import msg

if TYPE_CHECKING:
    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer


def preview(aws: Reader, target: Target) -> Change:
    """
    With whom it is shared now, in order, and with whom it stays shared.

    target.parts are account ids, ARNs of organizations, and "all" for the public; none of them: everybody.
    """
    now = shared_with(aws, target)
    stay = [one for one in now if target.parts and one not in target.parts]
    return Change("unshare_snapshot", target, {"shared": now}, {"shared": stay})


def apply(aws: Writer, change: Change) -> None:
    """Share it as after."""
    change_sharing(aws, change.target, change.after["shared"])


def revert(aws: Writer, change: Change) -> None:
    """Share it as before."""
    change_sharing(aws, change.target, change.before["shared"])


ACTION = Action(
    id="unshare_snapshot",
    title=msg("Stop sharing a snapshot or image"),
    harm=msg(
        "Those that it was shared with can no longer copy it or start from it; copies already made stay "
        "theirs, and what runs goes on."
    ),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySnapshotAttribute.html",
    wave="services",
    reads=READS,
    writes=WRITES,
    preview=preview,
    apply=apply,
    revert=revert,
)
