"""
What starts instances by itself: Spot requests, fleets, launch templates.

https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-requests.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill.overlay._ec2_describe import describe
from abusedesk.drill.overlay._ec2_things import one, things
from abusedesk.drill.overlay._ec2_turns import end
from abusedesk.drill.paging import page
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from abusedesk.drill.call import Call

_OVER = frozenset({"cancelled", "closed", "failed", "completed"})
_OF_SPOT_FLEET, _OF_FLEET = "aws:ec2spot:fleet-request-id", "aws:ec2:fleet-id"


def cancel_spot_instance_requests(call: Call) -> Mapping[str, Any]:
    """
    Cancel requests; their instances run on.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CancelSpotInstanceRequests.html
    """
    told = []
    for name in call.get("SpotInstanceRequestIds", ()):
        request = one(call, "spot_instance_requests", name)
        if request.get("State") not in _OVER:
            runs = request.get("InstanceId")
            code = "request-canceled-and-instance-running" if runs else "canceled-before-fulfillment"
            request.update(State="cancelled", Status={**request.get("Status", {}), "Code": code})
        told.append({"SpotInstanceRequestId": name, "State": request["State"]})
    return {"CancelledSpotInstanceRequests": told}


def cancel_spot_fleet_requests(call: Call) -> Mapping[str, Any]:
    """
    Cancel Spot Fleets, their instances too where that is asked for.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CancelSpotFleetRequests.html
    """
    done = []
    for name in call.get("SpotFleetRequestIds", ()):
        fleet = one(call, "spot_fleet_request_configs", name)
        before = fleet.get("SpotFleetRequestState", "active")
        if not str(before).startswith("cancelled"):
            state = _ended(call, (_OF_SPOT_FLEET, name), "cancelled")
            fleet["SpotFleetRequestState"] = state
        done.append(
            {
                "SpotFleetRequestId": name,
                "PreviousSpotFleetRequestState": before,
                "CurrentSpotFleetRequestState": fleet["SpotFleetRequestState"],
            }
        )
    return {"SuccessfulFleetRequests": done, "UnsuccessfulFleetRequests": []}


def delete_fleets(call: Call) -> Mapping[str, Any]:
    """
    Delete EC2 Fleets; an instant one only with its instances.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteFleets.html
    """
    done = []
    for name in call.get("FleetIds", ()):
        fleet = one(call, "fleets", name)
        if fleet.get("Type") == "instant" and not call.get("TerminateInstances"):
            raise AwsError(
                "InvalidParameterValue", "NoTerminateInstances is not supported for instant fleets"
            )
        before = fleet.get("FleetState", "active")
        if not str(before).startswith("deleted"):
            fleet["FleetState"] = _ended(call, (_OF_FLEET, name), "deleted")
        done.append({"FleetId": name, "PreviousFleetState": before, "CurrentFleetState": fleet["FleetState"]})
    return {"SuccessfulFleetDeletions": done, "UnsuccessfulFleetDeletions": []}


def _ended(call: Call, tag: tuple[str, str], word: str) -> str:
    """The state of a fleet that is over; its instances, told by tag, run on unless they are to go as well."""
    own = [
        instance
        for instance in things(call, "instances")
        if {"Key": tag[0], "Value": tag[1]} in instance.get("Tags", ())
        and instance["State"]["Name"] not in {"terminated", "shutting-down"}
    ]
    if not own:
        return word
    if not call.get("TerminateInstances"):
        return f"{word}_running"
    for instance in own:
        end(call, instance)
    return f"{word}_terminating"


def describe_launch_template_versions(call: Call) -> Mapping[str, Any]:
    """Every version of a template; where the folder gives none, the first one, empty."""
    template = _template(call)
    named = template["LaunchTemplateId"]
    found = [
        version
        for version in call.account.listed(call.region, "ec2:launch_template_versions")
        if version.get("LaunchTemplateId") == named
    ]
    name = template.get("LaunchTemplateName")
    first = {"LaunchTemplateId": named, "VersionNumber": 1, "DefaultVersion": True, "LaunchTemplateData": {}}
    items = [{"LaunchTemplateName": name, **version} for version in found or [first]]
    wanted = {version for version in call.get("Versions", ()) if str(version).isdigit()}
    shown, more = page(call, [one for one in items if not wanted or str(one["VersionNumber"]) in wanted])
    return {"LaunchTemplateVersions": shown, **more}


def delete_launch_template(call: Call) -> Mapping[str, Any]:
    """Delete a template with all of its versions."""
    template = _template(call)
    pool = things(call, "launch_templates")
    pool[:] = [one for one in pool if one is not template]
    versions = call.account.listed(call.region, "ec2:launch_template_versions")
    versions[:] = [one for one in versions if one.get("LaunchTemplateId") != template["LaunchTemplateId"]]
    return {"LaunchTemplate": template}


def _template(call: Call) -> dict[str, Any]:
    if call.get("LaunchTemplateId"):
        return one(call, "launch_templates", call.get("LaunchTemplateId"))
    name = call.get("LaunchTemplateName")
    for template in things(call, "launch_templates"):
        if template.get("LaunchTemplateName") == name:
            return template
    code = "InvalidLaunchTemplateName.NotFoundException"
    raise AwsError(code, f"The specified launch template, with template name {name}, does not exist.")


ANSWERS: dict[str, Callable[[Call], Mapping[str, Any]]] = {
    "DescribeSpotInstanceRequests": describe("spot_instance_requests", "SpotInstanceRequests"),
    "CancelSpotInstanceRequests": cancel_spot_instance_requests,
    "DescribeSpotFleetRequests": describe("spot_fleet_request_configs", "SpotFleetRequestConfigs"),
    "CancelSpotFleetRequests": cancel_spot_fleet_requests,
    "DescribeFleets": describe("fleets", "Fleets"),
    "DeleteFleets": delete_fleets,
    "DescribeLaunchTemplateVersions": describe_launch_template_versions,
    "DeleteLaunchTemplate": delete_launch_template,
}
