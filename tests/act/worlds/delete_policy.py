"""A policy of two versions that nobody has any more."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, ADMIN, TRUST, iam

MADE = "2026-03-05T01:00:00Z"
POLICY = {
    "PolicyName": "backdoor",
    "PolicyId": "ANPABACKDOOR000000001",
    "Arn": f"arn:aws:iam::{ACCOUNT}:policy/backdoor",
    "Path": "/",
    "DefaultVersionId": "v2",
    "CreateDate": MADE,
    "PolicyVersionList": [
        {"VersionId": "v1", "IsDefaultVersion": False, "Document": TRUST, "CreateDate": MADE},
        {"VersionId": "v2", "IsDefaultVersion": True, "Document": ADMIN, "CreateDate": MADE},
        {"VersionId": "v3", "IsDefaultVersion": False, "Document": ADMIN, "CreateDate": MADE},
    ],
}
FILES = {"iam.json": iam(policies=[POLICY])}
TARGET = Target(POLICY["Arn"], ACCOUNT, "aws-global")
