"""A bucket that everybody may write to, by its policy and by its access control list."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT

ARN = "arn:aws:s3:::uploads"
OWNER = {"ID": "a" * 52}
ALL = "http://acs.amazonaws.com/groups/global/AllUsers"
DEPLOYER = {
    "Sid": "Deployer",
    "Effect": "Allow",
    "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/deployer"},
    "Action": "s3:*",
    "Resource": [ARN, f"{ARN}/*"],
}
ANYBODY = {
    "Sid": "Form",
    "Effect": "Allow",
    "Principal": "*",
    "Action": ["s3:GetObject", "s3:PutObject"],
    "Resource": f"{ARN}/*",
}
WRITERS = {
    "Sid": "Put",
    "Effect": "Allow",
    "Principal": {"AWS": "*"},
    "Action": "s3:Put*",
    "Resource": f"{ARN}/*",
}
POLICY = {"Version": "2012-10-17", "Id": "uploads", "Statement": [WRITERS, DEPLOYER, ANYBODY]}
GRANTS = [
    {"Grantee": {"Type": "CanonicalUser", "ID": OWNER["ID"]}, "Permission": "FULL_CONTROL"},
    {"Grantee": {"Type": "Group", "URI": ALL}, "Permission": "READ"},
    {"Grantee": {"Type": "Group", "URI": ALL}, "Permission": "WRITE"},
]
BUCKET = {"Name": "uploads", "Policy": POLICY, "Owner": OWNER, "Grants": GRANTS}
FILES = {"resources/us-east-1.json": {"s3:buckets": [BUCKET]}}
TARGET = Target(ARN, ACCOUNT, "us-east-1")


def CHECK(server, session, change):  # noqa: ARG001, N802 # called so, with these, in every world
    facts = server.world.buckets.by_name["uploads"].facts
    assert facts["Policy"]["Statement"] == [DEPLOYER, {**ANYBODY, "Action": ["s3:GetObject"]}]
    assert facts["Grants"] == GRANTS[:2]
