"""An instance that is lent a role by its profile."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, iam, instance, role

WEB = role(
    "web",
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
FILES = {
    "iam.json": iam(roles=[WEB]),
    "resources/us-east-1.json": {"ec2:instances": [instance()]},
}
TARGET = Target("i-0aaaaaaaaaaaaaaa1", ACCOUNT, "us-east-1")
