"""A group that wants instances but has none: launching fails."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT

ARN = f"arn:aws:autoscaling:us-east-1:{ACCOUNT}:autoScalingGroup:1:autoScalingGroupName/miners"
GROUP = {
    "AutoScalingGroupName": "miners",
    "AutoScalingGroupARN": ARN,
    "MinSize": 1,
    "MaxSize": 20,
    "DesiredCapacity": 20,
    "Instances": [],
}
FILES = {"resources/us-east-1.json": {"autoscaling:auto_scaling_groups": [GROUP]}}
TARGET = Target(ARN, ACCOUNT, "us-east-1")
