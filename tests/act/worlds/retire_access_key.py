"""A key whose programs have signed with its successor since."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, ADMIN, iam, user

ALICE = user("alice", "AKIAALICE00000000001", ADMIN)
ALICE["AccessKeys"].append(
    {
        "AccessKeyId": "AKIAALICE00000000002",
        "SecretAccessKey": "secret",
        "Status": "Active",
        "CreateDate": "2026-03-04T21:00:00Z",
        "LastUsed": {"LastUsedDate": "2026-03-05T01:00:00Z", "ServiceName": "s3", "Region": "us-east-1"},
    }
)
FILES = {"iam.json": iam(users=[ALICE])}
TARGET = Target("AKIAALICE00000000001", ACCOUNT, "aws-global")
