"""A snapshot that the owner shares with his backup account, and the intruder with his own and everybody."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT

BACKUP, HIS = "777788889999", "444455556666"
SNAPSHOT = {
    "SnapshotId": "snap-0aaaaaaaaaaaaaaa1",
    "VolumeId": "vol-0aaaaaaaaaaaaaaa1",
    "State": "completed",
    "OwnerId": ACCOUNT,
    "VolumeSize": 8,
    "Encrypted": False,
    "CreateVolumePermissions": [{"UserId": BACKUP}, {"UserId": HIS}, {"Group": "all"}],
}
FILES = {"resources/us-east-1.json": {"ec2:snapshots": [SNAPSHOT]}}
TARGET = Target("snap-0aaaaaaaaaaaaaaa1", ACCOUNT, "us-east-1", (HIS, "all"))


def CHECK(server, session, change):  # noqa: ARG001, N802 # called so, with these, in every world
    assert change.after["shared"] == [BACKUP]
