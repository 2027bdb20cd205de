"""An instance whose metadata anybody on it may read."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, instance

OPTIONS = {
    "State": "applied",
    "HttpTokens": "optional",
    "HttpEndpoint": "enabled",
    "HttpPutResponseHopLimit": 2,
}
FILES = {"resources/us-east-1.json": {"ec2:instances": [instance(MetadataOptions=OPTIONS)]}}
TARGET = Target("i-0aaaaaaaaaaaaaaa1", ACCOUNT, "us-east-1")


def CHECK(server, session, change):  # noqa: ARG001, N802 # a member of the world, as the law calls it
    """Nothing else of it is changed."""
    [held] = server.world.accounts[ACCOUNT].things["us-east-1"]["ec2:instances"]
    assert held["MetadataOptions"] == {**OPTIONS, "HttpTokens": "required"}
