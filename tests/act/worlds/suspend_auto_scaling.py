"""A group of which the owner has suspended one process."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT

GROUP = {
    "AutoScalingGroupName": "web",
    "MinSize": 1,
    "MaxSize": 4,
    "DesiredCapacity": 2,
    "Instances": [],
    "SuspendedProcesses": [{"ProcessName": "AZRebalance", "SuspensionReason": "User suspended"}],
}
FILES = {"resources/us-east-1.json": {"autoscaling:auto_scaling_groups": [GROUP]}}
TARGET = Target("web", ACCOUNT, "us-east-1")
