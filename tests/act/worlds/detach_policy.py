"""A user with managed and inline policies, of which some are the intruder's and one is AWS's quarantine."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, ADMIN, iam, user

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
OWN = f"arn:aws:iam::{ACCOUNT}:policy/backdoor"
QUARANTINE = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3"
KEPT = "arn:aws:iam::aws:policy/ReadOnlyAccess"
POLICY = {
    "PolicyName": "backdoor",
    "PolicyId": "ANPABACKDOOR000000001",
    "Arn": OWN,
    "Path": "/",
    "DefaultVersionId": "v1",
    "CreateDate": "2026-03-05T01:00:00Z",
    "PolicyVersionList": [
        {
            "VersionId": "v1",
            "IsDefaultVersion": True,
            "Document": ADMIN,
            "CreateDate": "2026-03-05T01:00:00Z",
        }
    ],
}
FILES = {
    "iam.json": iam(
        users=[
            user(
                "alice",
                "AKIAALICE00000000001",
                ADMIN,
                AttachedManagedPolicies=[
                    {"PolicyName": arn.rpartition("/")[2], "PolicyArn": arn}
                    for arn in (ADMINISTRATOR, OWN, QUARANTINE, KEPT)
                ],
            )
        ],
        policies=[POLICY],
    )
}
TARGET = Target(
    f"arn:aws:iam::{ACCOUNT}:user/alice", ACCOUNT, "aws-global", (ADMINISTRATOR, OWN, "own", "never-there")
)


def CHECK(server, session, change):  # noqa: N802, ARG001 # a member of the world, called with all of them
    """What was not named is still attached."""
    held = server.state()[ACCOUNT]["iam"]["users"]["alice"]["managed_policies"]
    assert sorted(held) == sorted([QUARANTINE, KEPT])
