"""A user with a device of her own and one that the intruder enabled."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, ADMIN, iam, user

OWN, HIS = (f"arn:aws:iam::{ACCOUNT}:mfa/{name}" for name in ("alice", "phone2"))
DEVICES = [
    {"SerialNumber": OWN, "EnableDate": "2025-07-01T00:00:00Z"},
    {"SerialNumber": HIS, "EnableDate": "2026-03-05T01:00:00Z"},
]
FILES = {"iam.json": iam(users=[user("alice", "AKIAALICE00000000001", ADMIN, MFADevices=DEVICES)])}
TARGET = Target(f"arn:aws:iam::{ACCOUNT}:user/alice", ACCOUNT, "aws-global", (HIS,))
