"""An instance with a profile that lends it a role."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, iam, instance, role

PROFILE = {
    "InstanceProfileName": "web",
    "InstanceProfileId": "AIPAWEBXXXXXXXXXXXXXX",
    "Arn": f"arn:aws:iam::{ACCOUNT}:instance-profile/web",
    "Path": "/",
    "CreateDate": "2025-01-01T00:00:00Z",
    "Roles": [],
}
FILES = {
    "iam.json": iam(roles=[role("web", InstanceProfileList=[PROFILE])]),
    "resources/us-east-1.json": {
        "ec2:instances": [
            instance(
                IamInstanceProfile={"Arn": PROFILE["Arn"], "Id": PROFILE["InstanceProfileId"]},
            )
        ]
    },
}
TARGET = Target("i-0aaaaaaaaaaaaaaa1", ACCOUNT, "us-east-1")
