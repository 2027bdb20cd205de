"""An instance with two interfaces in a group that lets everything out."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, instance

FILES = {"resources/us-east-1.json": {"ec2:instances": [instance()]}}
TARGET = Target("i-0aaaaaaaaaaaaaaa1", ACCOUNT, "us-east-1")


def CHECK(server, session, change):  # noqa: ARG001, N802 # a member of the world, as the law calls it
    """Every interface wears one group, which lets nothing through over IPv4 or IPv6."""
    things = server.world.accounts[ACCOUNT].things["us-east-1"]
    [held] = things["ec2:instances"]
    worn = {group["GroupId"] for one in held["NetworkInterfaces"] for group in one["Groups"]}
    [group] = [one for one in things["ec2:security_groups"] if one["GroupId"] in worn]
    assert len(held["NetworkInterfaces"]) == 2
    assert (group["IpPermissions"], group["IpPermissionsEgress"]) == ([], [])
