"""A user that has a boundary already."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, ADMIN, iam, user

BOUNDARY = {
    "PermissionsBoundaryType": "PermissionsBoundaryPolicy",
    "PermissionsBoundaryArn": "arn:aws:iam::aws:policy/PowerUserAccess",
}
FILES = {"iam.json": iam(users=[user("alice", "AKIAALICE00000000001", ADMIN, PermissionsBoundary=BOUNDARY)])}
TARGET = Target(f"arn:aws:iam::{ACCOUNT}:user/alice", ACCOUNT, "aws-global")
