"""Cancel a Spot Fleet or delete an EC2 Fleet, so that it starts no instance again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.errors import Absent, Refused
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from ._ec2 import evidence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.aws.read import Page, Reader
    from abusedesk.aws.write import Writer
    from abusedesk.model import Evidence

_SPOT, _FLEETS = "ec2:DescribeSpotFleetRequests", "ec2:DescribeFleets"


def preview(aws: Reader, target: Target) -> Change:
    """
    Whether the fleet is cancelled now, and that it is.

    Refused for an instant EC2 Fleet: it starts nothing again, and can only go with its instances.
    """
    fleet, _ = _fleet(aws, target)
    over = _over(fleet)
    if not over and fleet.get("Type") == "instant":
        raise Refused(
            f"{target.id} is an instant fleet: it starts nothing again, its instances go one by one"
        )
    return Change("cancel_fleet", target, {"cancelled": over}, {"cancelled": True})


def keep(aws: Reader, change: Change) -> Iterator[Evidence]:
    """The fleet with what it asked for."""
    fleet, page = _fleet(aws, change.target)
    kind = "ec2.spot_fleet_request" if _is_spot(change.target) else "ec2.fleet"
    yield evidence(change, kind, change.target.id, page, fleet)


def apply(aws: Writer, change: Change) -> None:
    """Cancel it and leave its instances, which are evidence until their own step."""
    name = change.target.id
    if _over(_fleet(aws, change.target)[0]):
        return
    if _is_spot(change.target):
        answer = aws.one("ec2:CancelSpotFleetRequests", SpotFleetRequestIds=[name], TerminateInstances=False)
        failed = answer.data.get("UnsuccessfulFleetRequests")
    else:
        answer = aws.one("ec2:DeleteFleets", FleetIds=[name], TerminateInstances=False)
        failed = answer.data.get("UnsuccessfulFleetDeletions")
    if failed:
        raise Refused(
            f"AWS did not cancel {name}: {failed[0].get('Error', {}).get('Code', 'it said not why')}"
        )


def _is_spot(target: Target) -> bool:
    if not target.id.startswith(("sfr-", "fleet-")):
        raise Refused(f"{target.id} is neither a Spot Fleet nor an EC2 Fleet")
    return target.id.startswith("sfr-")


def _fleet(aws: Reader | Writer, target: Target) -> tuple[Mapping[str, Any], Page]:
    if _is_spot(target):
        page = aws.one(_SPOT, SpotFleetRequestIds=[target.id])
        found = page.data["SpotFleetRequestConfigs"]
    else:
        page = aws.one(_FLEETS, FleetIds=[target.id])
        found = page.data["Fleets"]
    if not found:
        raise Absent(f"there is no fleet {target.id} in {aws.region}", "empty")
    return found[0], page


def _over(fleet: Mapping[str, Any]) -> bool:
    state = str(fleet.get("SpotFleetRequestState") or fleet.get("FleetState") or "")
    return state.startswith(("cancelled", "deleted", "failed"))


ACTION = Action(
    id="cancel_fleet",
    title=msg("Cancel a Spot Fleet or EC2 Fleet"),
    harm=msg(
        "The fleet starts no instance any more and keeps no number of them. Its instances run on until they "
        "are terminated one by one."
    ),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CancelSpotFleetRequests.html",
    wave="network",
    reads=(_SPOT, _FLEETS),
    writes=("ec2:CancelSpotFleetRequests", "ec2:DeleteFleets"),
    preview=preview,
    apply=apply,
    irreversible=msg("a cancelled fleet cannot be started again; a new one can be made like it"),
    keep=keep,
)
