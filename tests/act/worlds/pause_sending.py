"""A region that sends mail, out of the sandbox."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT

FILES = {
    "resources/us-east-1.json": {"ses:identities": ["example.com"]},
}
TARGET = Target(f"arn:aws:ses:us-east-1:{ACCOUNT}", ACCOUNT, "us-east-1")


def CHECK(server, session, change):  # noqa: ARG001, N802 # called so, with these, in every world
    assert server.world.accounts[ACCOUNT].things["us-east-1"]["ses:account"]["SendingEnabled"] is False
