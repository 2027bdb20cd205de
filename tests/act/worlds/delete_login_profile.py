"""A user with a console password."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, ADMIN, iam, user

PROFILE = {"CreateDate": "2026-03-05T01:00:00Z", "PasswordResetRequired": True}
FILES = {
    "iam.json": iam(users=[user("alice", "AKIAALICE00000000001", ADMIN), user("bob", LoginProfile=PROFILE)])
}
TARGET = Target(f"arn:aws:iam::{ACCOUNT}:user/bob", ACCOUNT, "aws-global")
