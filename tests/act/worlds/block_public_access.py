"""A bucket that serves a website, and blocks two ways of the four."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT

BUCKET = {
    "Name": "www-example-com",
    "PublicAccessBlockConfiguration": {
        "BlockPublicAcls": True,
        "IgnorePublicAcls": True,
        "BlockPublicPolicy": False,
        "RestrictPublicBuckets": False,
    },
}
FILES = {"resources/us-east-1.json": {"s3:buckets": [BUCKET]}}
TARGET = Target("arn:aws:s3:::www-example-com", ACCOUNT, "us-east-1")
