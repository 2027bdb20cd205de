"""An instance with two volumes."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, instance

DISKS = [
    {
        "DeviceName": f"/dev/xvd{letter}",
        "Ebs": {"VolumeId": f"vol-0{letter * 16}", "DeleteOnTermination": True},
    }
    for letter in "ab"
]
FILES = {
    "resources/us-east-1.json": {
        "ec2:instances": [instance(BlockDeviceMappings=DISKS, RootDeviceType="ebs")],
        "ec2:snapshots": [
            {
                "SnapshotId": "snap-0ccccccccccccccc1",
                "VolumeId": f"vol-0{'a' * 16}",
                "OwnerId": ACCOUNT,
                "State": "completed",
                "Tags": [{"Key": "made-by", "Value": "nightly backup"}],
            }
        ],
    }
}
TARGET = Target("i-0aaaaaaaaaaaaaaa1", ACCOUNT, "us-east-1")


def CHECK(server, session, change):  # noqa: ARG001, N802 # a member of the world, as the law calls it
    """One image, one snapshot of each volume, and the owner's own is where it was."""
    things = server.world.accounts[ACCOUNT].things["us-east-1"]
    assert len(things["ec2:images"]) == 1
    assert sorted(one["VolumeId"][4:6] for one in things["ec2:snapshots"]) == ["0a", "0a", "0b"]
    assert {one["State"] for one in things["ec2:snapshots"]} == {"completed"}
