"""An instance that we protect, and whose volume we have copied."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, instance

FILES = {
    "resources/us-east-1.json": {
        "ec2:instances": [
            instance(
                DisableApiTermination=True,
                Tags=[
                    {"Key": "abusedesk", "Value": "under-investigation"},
                    {"Key": "abusedesk-termination-protection", "Value": "on"},
                ],
            )
        ],
        "ec2:snapshots": [
            {
                "SnapshotId": "snap-0aaaaaaaaaaaaaaa1",
                "VolumeId": "vol-0aaaaaaaaaaaaaaa1",
                "OwnerId": ACCOUNT,
                "State": "completed",
                "Tags": [{"Key": "abusedesk", "Value": "snapshot_volumes:i-0aaaaaaaaaaaaaaa1"}],
            }
        ],
    }
}
TARGET = Target("i-0aaaaaaaaaaaaaaa1", ACCOUNT, "us-east-1")


def CHECK(server, session, change):  # noqa: ARG001, N802 # a member of the world, as the law calls it
    """The volume is gone with it, the copy is there."""
    things = server.world.accounts[ACCOUNT].things["us-east-1"]
    assert things["ec2:volumes"] == []
    assert len(things["ec2:snapshots"]) == 1
