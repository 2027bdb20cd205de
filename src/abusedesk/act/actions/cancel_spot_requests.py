"""Cancel a Spot request, so that it starts no instance again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.act import Action
from abusedesk.errors import Absent
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from ._ec2 import evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.aws.read import Page, Reader
    from abusedesk.aws.write import Writer
    from abusedesk.model import Evidence

_REQUESTS = "ec2:DescribeSpotInstanceRequests"
_OVER = frozenset({"cancelled", "closed", "failed"})


def preview(aws: Reader, target: Target) -> Change:
    """The request's state now, and cancelled; one that is over stays as it is."""
    state = str(_request(aws, target).data["SpotInstanceRequests"][0]["State"])
    after = state if state in _OVER else "cancelled"
    return Change("cancel_spot_requests", target, {"state": state}, {"state": after})


def keep(aws: Reader, change: Change) -> Iterator[Evidence]:
    """The request with what it asked for."""
    page = _request(aws, change.target)
    data = page.data["SpotInstanceRequests"][0]
    yield evidence(change, "ec2.spot_instance_request", change.target.id, page, data)


def apply(aws: Writer, change: Change) -> None:
    """Cancel it."""
    if _request(aws, change.target).data["SpotInstanceRequests"][0]["State"] not in _OVER:
        aws.one("ec2:CancelSpotInstanceRequests", SpotInstanceRequestIds=[change.target.id])


def _request(aws: Reader | Writer, target: Target) -> Page:
    page = aws.one(_REQUESTS, SpotInstanceRequestIds=[target.id])
    if not page.data["SpotInstanceRequests"]:
        raise Absent(f"there is no Spot request {target.id} in {aws.region}", "empty")
    return page


ACTION = Action(
    id="cancel_spot_requests",
    title=msg("Cancel a Spot request"),
    harm=msg(
        "The request starts no instance any more. The instance that it started runs on until it is "
        "terminated by itself."
    ),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CancelSpotInstanceRequests.html",
    wave="network",
    reads=(_REQUESTS,),
    writes=("ec2:CancelSpotInstanceRequests",),
    preview=preview,
    apply=apply,
    irreversible=msg("a cancelled Spot request cannot be opened again; a new one can be made like it"),
    keep=keep,
)
