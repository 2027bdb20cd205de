"""A VPC of which refused traffic alone is recorded, in a region where buckets must say where they lie."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT

VPC = "vpc-0aaaaaaaaaaaaaaa1"
FILES = {
    "resources/ap-northeast-1.json": {
        "ec2:vpcs": [{"VpcId": VPC, "CidrBlock": "10.0.0.0/16", "IsDefault": False, "State": "available"}],
        "ec2:flow_logs": [
            {
                "FlowLogId": "fl-0aaaaaaaaaaaaaaa1",
                "FlowLogStatus": "ACTIVE",
                "ResourceId": VPC,
                "TrafficType": "REJECT",
                "LogDestinationType": "cloud-watch-logs",
                "LogGroupName": "/vpc/rejected",
            }
        ],
    }
}
TARGET = Target(VPC, ACCOUNT, "ap-northeast-1")


def CHECK(server, session, change):  # noqa: ARG001, N802 # called so, with these, in every world
    bucket = server.world.buckets.by_name[f"abusedesk-flow-logs-{ACCOUNT}-ap-northeast-1"]
    assert bucket.region == "ap-northeast-1"
    first, made = server.world.accounts[ACCOUNT].things["ap-northeast-1"]["ec2:flow_logs"]
    assert (first["TrafficType"], made["TrafficType"]) == ("REJECT", "ALL")
    assert made["LogDestination"] == f"arn:aws:s3:::{bucket.name}"
