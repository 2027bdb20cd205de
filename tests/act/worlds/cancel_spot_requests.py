"""A persistent Spot request with an instance that runs."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, instance

FILES = {
    "resources/us-east-1.json": {
        "ec2:instances": [instance(InstanceLifecycle="spot", SpotInstanceRequestId="sir-0aaaaaa1")],
        "ec2:spot_instance_requests": [
            {
                "SpotInstanceRequestId": "sir-0aaaaaa1",
                "InstanceId": "i-0aaaaaaaaaaaaaaa1",
                "State": "active",
                "Status": {"Code": "fulfilled"},
                "Type": "persistent",
            }
        ],
    }
}
TARGET = Target("sir-0aaaaaa1", ACCOUNT, "us-east-1")


def CHECK(server, session, change):  # noqa: ARG001, N802 # a member of the world, as the law calls it
    """Its instance runs on, which is evidence."""
    [held] = server.world.accounts[ACCOUNT].things["us-east-1"]["ec2:instances"]
    assert held["State"]["Name"] == "running"
