"""A Spot Fleet that keeps an instance running."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, instance

FLEET = "sfr-0aaaaaaa-0000-4000-8000-000000000001"
FILES = {
    "resources/us-east-1.json": {
        "ec2:instances": [instance(Tags=[{"Key": "aws:ec2spot:fleet-request-id", "Value": FLEET}])],
        "ec2:spot_fleet_request_configs": [
            {
                "SpotFleetRequestId": FLEET,
                "SpotFleetRequestState": "active",
                "SpotFleetRequestConfig": {
                    "IamFleetRole": f"arn:aws:iam::{ACCOUNT}:role/fleet",
                    "TargetCapacity": 20,
                    "Type": "maintain",
                },
            }
        ],
    }
}
TARGET = Target(FLEET, ACCOUNT, "us-east-1")


def CHECK(server, session, change):  # noqa: ARG001, N802 # a member of the world, as the law calls it
    """Its instance runs on, which is evidence."""
    things = server.world.accounts[ACCOUNT].things["us-east-1"]
    assert things["ec2:instances"][0]["State"]["Name"] == "running"
    assert things["ec2:spot_fleet_request_configs"][0]["SpotFleetRequestState"] == "cancelled_running"
