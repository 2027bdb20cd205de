"""An instance that nothing protects and that shuts down for good."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, instance

FILES = {
    "resources/us-east-1.json": {"ec2:instances": [instance(InstanceInitiatedShutdownBehavior="terminate")]}
}
TARGET = Target("i-0aaaaaaaaaaaaaaa1", ACCOUNT, "us-east-1")


def CHECK(server, session, change):  # noqa: ARG001, N802 # a member of the world, as the law calls it
    """It may still be stopped: that is what comes later."""
    [held] = server.world.accounts[ACCOUNT].things["us-east-1"]["ec2:instances"]
    assert held["DisableApiTermination"] is True
    assert not held.get("DisableApiStop")
