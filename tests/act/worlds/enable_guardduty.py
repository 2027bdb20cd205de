"""A region in which the detector is gone."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT

FILES = {}
TARGET = Target(f"arn:aws:guardduty:us-east-1:{ACCOUNT}", ACCOUNT, "us-east-1")


def CHECK(server, session, change):  # noqa: ARG001, N802 # called so, with these, in every world
    [detector] = server.world.accounts[ACCOUNT].kept["guardduty"]["us-east-1"].values()
    assert detector["facts"]["Status"] == "ENABLED"
