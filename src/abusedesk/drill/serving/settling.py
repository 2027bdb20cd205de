"""What the folder implies but does not say, put in place by the overlays when they are first asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.drill import overlay
from abusedesk.drill.call import Call, Forward
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from abusedesk.drill.state.world import World

_FIRST = (
    ("ec2", "DescribeInstances"),
    ("guardduty", "ListDetectors"),
    ("ses", "GetSendQuota"),
    ("support", "DescribeCases"),
)


def settle(world: World) -> None:
    """Ask each overlay that settles its things, in every region; nothing is recorded."""
    overlays = overlay.every()
    for account in world.accounts.values():
        for region in account.facts.opted_in:
            for service, operation in _FIRST:
                call = Call(
                    world=world,
                    account=account,
                    region=region,
                    service=service,
                    operation=operation,
                    parameters={},
                    principal=world.responder,
                    request_id="settling",
                )
                try:
                    overlays[service].answers[operation](call)
                except (AwsError, Forward):
                    continue
