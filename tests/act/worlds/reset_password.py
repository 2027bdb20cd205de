"""A user who signs in to the console."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, ADMIN, iam, user

PROFILE = {"CreateDate": "2025-06-01T00:00:00Z", "PasswordResetRequired": False}
FILES = {"iam.json": iam(users=[user("alice", policy=ADMIN, LoginProfile=PROFILE)])}
TARGET = Target(f"arn:aws:iam::{ACCOUNT}:user/alice", ACCOUNT, "aws-global")
