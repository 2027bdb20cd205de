"""A role that another account may assume too."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, iam, role

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": ["arn:aws:iam::444455556666:root"], "Service": "ec2.amazonaws.com"},
            "Action": "sts:AssumeRole",
        },
        {
            "Sid": "Own",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
            "Action": "sts:AssumeRole",
            "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
        },
    ],
}
FILES = {"iam.json": iam(roles=[role("deployer", AssumeRolePolicyDocument=TRUST)])}
TARGET = Target(f"arn:aws:iam::{ACCOUNT}:role/deployer", ACCOUNT, "aws-global")
