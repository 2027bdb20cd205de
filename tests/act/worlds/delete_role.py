"""A role with policies that an instance profile holds."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, ADMIN, iam, role

POWER = "arn:aws:iam::aws:policy/PowerUserAccess"
ROLE = role(
    "backdoor",
    Path="/service/",
    Arn=f"arn:aws:iam::{ACCOUNT}:role/service/backdoor",
    RolePolicyList=[{"PolicyName": "x", "PolicyDocument": ADMIN}],
    AttachedManagedPolicies=[{"PolicyName": "PowerUserAccess", "PolicyArn": POWER}],
    PermissionsBoundary={
        "PermissionsBoundaryType": "PermissionsBoundaryPolicy",
        "PermissionsBoundaryArn": POWER,
    },
    RoleLastUsed={"LastUsedDate": "2026-03-05T01:30:00Z", "Region": "us-east-1"},
    InstanceProfileList=[
        {
            "InstanceProfileName": "web",
            "InstanceProfileId": "AIPAWEB",
            "Arn": f"arn:aws:iam::{ACCOUNT}:instance-profile/web",
            "Path": "/",
            "CreateDate": "2025-01-01T00:00:00Z",
            "Roles": [],
        }
    ],
)
FILES = {"iam.json": iam(roles=[ROLE, role("deployer")])}
TARGET = Target(ROLE["Arn"], ACCOUNT, "aws-global")
