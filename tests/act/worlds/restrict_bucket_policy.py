"""A bucket whose policy lets other accounts in, alone and beside the owner's own role."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT

ARN = "arn:aws:s3:::backups"
OTHER = "444455556666"
OWN = f"arn:aws:iam::{ACCOUNT}:role/deployer"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{OTHER}:root"},
            "Action": "s3:*",
            "Resource": ARN,
        },
        {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [ARN, f"{ARN}/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
        {
            "Sid": "Readers",
            "Effect": "Allow",
            "Principal": {"AWS": [OWN, OTHER, f"arn:aws:iam::{OTHER}:user/x"]},
            "Action": ["s3:GetObject"],
            "Resource": f"{ARN}/*",
        },
    ],
}
FILES = {"resources/us-east-1.json": {"s3:buckets": [{"Name": "backups", "Policy": POLICY}]}}
TARGET = Target(ARN, ACCOUNT, "us-east-1", ("other-accounts",))


def CHECK(server, session, change):  # noqa: ARG001, N802 # called so, with these, in every world
    denial, readers = server.world.buckets.by_name["backups"].facts["Policy"]["Statement"]
    assert denial == POLICY["Statement"][1]
    assert readers["Principal"] == {"AWS": [OWN]}
