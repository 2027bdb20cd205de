"""A key that is off already, beside one that is not."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, ADMIN, iam, user

OFF = {
    "AccessKeyId": "AKIABOB0000000000002",
    "SecretAccessKey": "secret",
    "Status": "Inactive",
    "CreateDate": "2025-02-01T00:00:00Z",
    "LastUsed": {"LastUsedDate": "2026-03-04T20:00:00Z", "ServiceName": "ses", "Region": "us-east-1"},
}
BOB = user("bob", "AKIABOB0000000000001")
BOB["AccessKeys"].append(OFF)
FILES = {"iam.json": iam(users=[user("alice", "AKIAALICE00000000001", ADMIN), BOB])}
TARGET = Target(OFF["AccessKeyId"], ACCOUNT, "aws-global")
