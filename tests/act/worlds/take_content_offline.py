"""A page in a website's bucket, whose key a policy would take for a pattern."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT

POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "Site",
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::www-example-com/*",
        }
    ],
}
BUCKET = {
    "Name": "www-example-com",
    "Policy": POLICY,
    "IndexDocument": {"Suffix": "index.html"},
}
FILES = {
    "resources/us-east-1.json": {"s3:buckets": [BUCKET]},
    "logs/s3/www-example-com/bank/$ign-in/index.html": "<p>Your password, please</p>",
    "logs/s3/www-example-com/index.html": "<p>Welcome</p>",
}
TARGET = Target(
    "http://www-example-com.s3-website-us-east-1.amazonaws.com/bank/%24ign-in/", ACCOUNT, "us-east-1"
)


def CHECK(server, session, change):  # noqa: ARG001, N802 # called so, with these, in every world
    own, denial = server.world.buckets.by_name["www-example-com"].facts["Policy"]["Statement"]
    assert own == POLICY["Statement"][0]
    assert denial["Resource"] == "arn:aws:s3:::www-example-com/bank/${$}ign-in/index.html"
