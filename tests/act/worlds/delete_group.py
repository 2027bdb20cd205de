"""A group with a member and policies."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, ADMIN, iam, user

GROUP = {
    "GroupName": "backdoor",
    "GroupId": "AGPABACKDOOR000000001",
    "Arn": f"arn:aws:iam::{ACCOUNT}:group/backdoor",
    "Path": "/",
    "CreateDate": "2026-03-05T01:00:00Z",
    "GroupPolicyList": [{"PolicyName": "x", "PolicyDocument": ADMIN}],
    "AttachedManagedPolicies": [
        {"PolicyName": "PowerUserAccess", "PolicyArn": "arn:aws:iam::aws:policy/PowerUserAccess"}
    ],
}
FILES = {
    "iam.json": iam(
        users=[user("alice", "AKIAALICE00000000001", ADMIN), user("bob", GroupList=["backdoor"])],
        groups=[GROUP],
    )
}
TARGET = Target(GROUP["Arn"], ACCOUNT, "aws-global")
