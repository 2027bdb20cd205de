"""An instance whose address is its own, and an Elastic IP on it."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, instance

FILES = {
    "resources/us-east-1.json": {
        "ec2:instances": [instance(RootDeviceType="ebs")],
        "ec2:addresses": [
            {
                "AllocationId": "eipalloc-0aaaaaaaaaaaaaaa1",
                "AssociationId": "eipassoc-0aaaaaaaaaaaaaaa1",
                "InstanceId": "i-0aaaaaaaaaaaaaaa1",
                "PublicIp": "203.0.113.10",
            }
        ],
    }
}
TARGET = Target("i-0aaaaaaaaaaaaaaa1", ACCOUNT, "us-east-1")


def CHECK(server, session, change):  # noqa: ARG001, N802 # a member of the world, as the law calls it
    """It has stopped, not only begun to."""
    [held] = server.world.accounts[ACCOUNT].things["us-east-1"]["ec2:instances"]
    assert held["State"]["Name"] == "stopped"
