"""A page that AWS reports, beside the owner's own."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT

FILES = {
    "resources/us-east-1.json": {"s3:buckets": [{"Name": "shop-assets"}]},
    "logs/s3/shop-assets/login/index.html": "<p>Your password, please</p>",
    "logs/s3/shop-assets/logo.svg": "<svg/>",
}
TARGET = Target("https://s3.us-east-1.amazonaws.com/shop-assets/login/index.html?x=1", ACCOUNT, "us-east-1")


def CHECK(server, session, change):  # noqa: ARG001, N802 # called so, with these, in every world
    world = server.world
    assert list(world.buckets.objects(world.buckets.by_name["shop-assets"], world.clock.now())) == [
        "logo.svg"
    ]
