"""A user with two credentials for services, of which one is off already."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT


def credential(number, status, service="codecommit.amazonaws.com", user="alice"):
    return {
        "UserName": user,
        "Status": status,
        "ServiceUserName": f"{user}+{number}-at-{ACCOUNT}",
        "CreateDate": "2026-03-05T01:00:00Z",
        "ServiceSpecificCredentialId": f"ACCA00000000000000{number:02}",
        "ServiceName": service,
    }


FILES = {
    "resources/us-east-1.json": {
        "iam:service_specific_credentials": [
            credential(1, "Active"),
            credential(2, "Inactive"),
            credential(3, "Active", "bedrock.amazonaws.com"),
            credential(4, "Active", user="bob"),
        ]
    }
}
TARGET = Target(f"arn:aws:iam::{ACCOUNT}:user/alice", ACCOUNT, "aws-global")
