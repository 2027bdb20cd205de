"""A role that the intruder let his own account assume, beside those who may."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, iam, role

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {
                "AWS": ["arn:aws:iam::444455556666:root", f"arn:aws:iam::{ACCOUNT}:root"],
                "Service": "ec2.amazonaws.com",
            },
            "Action": "sts:AssumeRole",
        },
        {"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "sts:TagSession"},
    ],
}
FILES = {"iam.json": iam(roles=[role("deployer", AssumeRolePolicyDocument=TRUST)])}
TARGET = Target(
    f"arn:aws:iam::{ACCOUNT}:role/deployer", ACCOUNT, "aws-global", ("arn:aws:iam::444455556666:root",)
)


def CHECK(server, session, change):  # noqa: N802, ARG001 # a member of the world, called with all of them
    """Those who may are still let in, by the one statement that is left."""
    [left] = change.after["trust"]["Statement"]
    assert left["Principal"] == {"AWS": [f"arn:aws:iam::{ACCOUNT}:root"], "Service": "ec2.amazonaws.com"}
