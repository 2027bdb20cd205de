"""A launch template of two versions."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT

FILES = {
    "resources/us-east-1.json": {
        "ec2:launch_templates": [
            {
                "LaunchTemplateId": "lt-0aaaaaaaaaaaaaaa1",
                "LaunchTemplateName": "miners",
                "LatestVersionNumber": 2,
            }
        ],
        "ec2:launch_template_versions": [
            {
                "LaunchTemplateId": "lt-0aaaaaaaaaaaaaaa1",
                "VersionNumber": number,
                "DefaultVersion": number == 1,
                "LaunchTemplateData": {"InstanceType": "g5.xlarge"},
            }
            for number in (1, 2)
        ],
    }
}
TARGET = Target("lt-0aaaaaaaaaaaaaaa1", ACCOUNT, "us-east-1")
