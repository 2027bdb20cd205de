"""A group of two that wants two, and no fewer."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, instance

GROUP = {
    "AutoScalingGroupName": "web",
    "MinSize": 2,
    "MaxSize": 4,
    "DesiredCapacity": 2,
    "Instances": [
        {
            "InstanceId": name,
            "AvailabilityZone": "us-east-1a",
            "LifecycleState": "InService",
            "HealthStatus": "Healthy",
            "ProtectedFromScaleIn": False,
        }
        for name in ("i-0aaaaaaaaaaaaaaa1", "i-0bbbbbbbbbbbbbbb2")
    ],
}
FILES = {
    "resources/us-east-1.json": {
        "ec2:instances": [instance()],
        "autoscaling:auto_scaling_groups": [GROUP],
    }
}
TARGET = Target("i-0aaaaaaaaaaaaaaa1", ACCOUNT, "us-east-1")


def CHECK(server, session, change):  # noqa: ARG001, N802 # a member of the world, as the law calls it
    """The group wants one fewer, so that it replaces nothing."""
    [group] = server.world.accounts[ACCOUNT].things["us-east-1"]["autoscaling:auto_scaling_groups"]
    assert (group["MinSize"], group["DesiredCapacity"]) == (1, 1)
    assert [one["LifecycleState"] for one in group["Instances"]] == ["Standby", "InService"]
