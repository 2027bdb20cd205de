"""A trail that the intruder deleted: it is made again, with a bucket of our own."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT

FILES = {}
TARGET = Target(f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/management-events", ACCOUNT, "us-east-1")


def CHECK(server, session, change):  # noqa: ARG001, N802 # called so, with these, in every world
    [trail] = server.world.accounts[ACCOUNT].trails.values()
    assert (trail.name, trail.regions) == ("management-events", None)
    assert trail.logs_at(server.world.clock.now())
    facts = server.world.buckets.by_name[f"abusedesk-trail-{ACCOUNT}"].facts
    assert all(facts["PublicAccessBlockConfiguration"].values())
    assert facts["Status"] == "Enabled"
