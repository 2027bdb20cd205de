"""A group that nobody wears."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, instance

FILES = {
    "resources/us-east-1.json": {
        "ec2:instances": [instance()],
        "ec2:security_groups": [
            {
                "GroupId": "sg-0bbbbbbbbbbbbbbb2",
                "GroupName": "open",
                "Description": "open",
                "OwnerId": ACCOUNT,
                "VpcId": "vpc-0aaaaaaaaaaaaaaa1",
                "IpPermissions": [
                    {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
                ],
                "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
            }
        ],
    }
}
TARGET = Target("sg-0bbbbbbbbbbbbbbb2", ACCOUNT, "us-east-1")


def CHECK(server, session, change):  # noqa: ARG001, N802 # a member of the world, as the law calls it
    """Its rules were saved."""
    assert change.before["group"]["IpPermissions"][0]["FromPort"] == 22
