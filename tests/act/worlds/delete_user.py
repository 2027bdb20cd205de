"""A user on whom everything hangs that can."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, ADMIN, iam, user

NAME = "backup-svc"
DENY = {
    "Version": "2012-10-17",
    "Statement": [{"Sid": "AbusedeskDenyAll", "Effect": "Deny", "Action": "*", "Resource": "*"}],
}
POWER = "arn:aws:iam::aws:policy/PowerUserAccess"
DENY_ALL = "arn:aws:iam::aws:policy/AWSDenyAll"
GROUP = {
    "GroupName": "administrators",
    "GroupId": "AGPAADMINISTRATORS001",
    "Arn": f"arn:aws:iam::{ACCOUNT}:group/administrators",
    "Path": "/",
    "CreateDate": "2025-01-01T00:00:00Z",
}
MADE = "2026-03-05T01:00:00Z"
USER = user(
    NAME,
    "AKIABACKUP0000000001",
    LoginProfile={"CreateDate": MADE, "PasswordResetRequired": False},
    MFADevices=[
        {"SerialNumber": f"arn:aws:iam::{ACCOUNT}:mfa/backup", "EnableDate": MADE},
        {"SerialNumber": "GAHT12345678", "EnableDate": MADE},
    ],
    UserPolicyList=[
        {"PolicyName": "abusedesk-deny-all", "PolicyDocument": DENY},
        {"PolicyName": "x", "PolicyDocument": ADMIN},
    ],
    AttachedManagedPolicies=[
        {"PolicyName": arn.rpartition("/")[2], "PolicyArn": arn} for arn in (DENY_ALL, POWER)
    ],
    GroupList=["administrators"],
    PermissionsBoundary={
        "PermissionsBoundaryType": "PermissionsBoundaryPolicy",
        "PermissionsBoundaryArn": POWER,
    },
    Tags=[{"Key": "team", "Value": "ops"}],
)
FILES = {
    "iam.json": iam(users=[user("alice", "AKIAALICE00000000001", ADMIN), USER], groups=[GROUP]),
    "resources/us-east-1.json": {
        "iam:service_specific_credentials": [
            {
                "UserName": NAME,
                "Status": "Active",
                "ServiceUserName": f"{NAME}-at-{ACCOUNT}",
                "CreateDate": MADE,
                "ServiceSpecificCredentialId": "ACCA0000000000000001",
                "ServiceName": "codecommit.amazonaws.com",
            }
        ],
        "iam:certificates": [
            {
                "UserName": NAME,
                "CertificateId": "ASCA0000000000000000000000000001",
                "CertificateBody": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
                "Status": "Active",
                "UploadDate": MADE,
            }
        ],
        "iam:ssh_public_keys": [
            {
                "UserName": NAME,
                "SSHPublicKeyId": "APKA0000000000000001",
                "SSHPublicKeyBody": "ssh-rsa AAAAB3NzaC1yc2E= intruder@example.com",
                "Status": "Active",
                "UploadDate": MADE,
            }
        ],
    },
}
TARGET = Target(f"arn:aws:iam::{ACCOUNT}:user/{NAME}", ACCOUNT, "aws-global")


def CHECK(server, session, change):  # noqa: N802, ARG001 # a member of the world, called with all of them
    """Nothing speaks of the user any more, not even a device without an owner."""
    state = server.state()[ACCOUNT]
    assert list(state["iam"]["users"]) == ["alice"]
    assert NAME not in str(state["iam"])
    assert "mfa/backup" not in str(state)
