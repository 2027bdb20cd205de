"""A user with a policy of his own."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT

FILES = {}
TARGET = Target(f"arn:aws:iam::{ACCOUNT}:user/alice", ACCOUNT, "aws-global")
