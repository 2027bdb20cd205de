"""A role with a policy of its own."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, ADMIN, iam, role

FILES = {
    "iam.json": iam(roles=[role("deployer", RolePolicyList=[{"PolicyName": "own", "PolicyDocument": ADMIN}])])
}
TARGET = Target(f"arn:aws:iam::{ACCOUNT}:role/deployer", ACCOUNT, "aws-global")
