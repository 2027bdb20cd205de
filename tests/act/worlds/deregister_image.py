"""An image that is shared, made of a snapshot."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT

FILES = {
    "resources/us-east-1.json": {
        "ec2:images": [
            {
                "ImageId": "ami-0bbbbbbbbbbbbbbb2",
                "Name": "miner",
                "OwnerId": ACCOUNT,
                "State": "available",
                "Public": False,
                "CreationDate": "2026-03-04T00:00:00.000Z",
                "BlockDeviceMappings": [
                    {"DeviceName": "/dev/xvda", "Ebs": {"SnapshotId": "snap-0bbbbbbbbbbbbbbb2"}}
                ],
            }
        ],
        "ec2:snapshots": [{"SnapshotId": "snap-0bbbbbbbbbbbbbbb2", "OwnerId": ACCOUNT, "State": "completed"}],
    }
}
TARGET = Target("ami-0bbbbbbbbbbbbbbb2", ACCOUNT, "us-east-1")


def CHECK(server, session, change):  # noqa: ARG001, N802 # a member of the world, as the law calls it
    """Its snapshot stays: it is evidence."""
    assert len(server.world.accounts[ACCOUNT].things["us-east-1"]["ec2:snapshots"]) == 1
