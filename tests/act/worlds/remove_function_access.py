"""A function that anybody calls by its URL, and another account and the owner's bucket by its policy."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT

ARN = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:resize"
OTHER = "444455556666"


def statement(sid, principal, action="lambda:InvokeFunction", **condition):
    made = {"Sid": sid, "Effect": "Allow", "Principal": principal, "Action": action, "Resource": ARN}
    return {**made, "Condition": condition} if condition else made


OWN = statement(
    "uploads",
    {"Service": "s3.amazonaws.com"},
    StringEquals={"AWS:SourceAccount": ACCOUNT},
    ArnLike={"AWS:SourceArn": "arn:aws:s3:::uploads"},
)
HIS = statement("partner", {"AWS": f"arn:aws:iam::{OTHER}:root"})
OPEN = statement(
    "FunctionURLAllowPublicAccess",
    "*",
    "lambda:InvokeFunctionUrl",
    StringEquals={"lambda:FunctionUrlAuthType": "NONE"},
)
FUNCTION = {
    "FunctionName": "resize",
    "FunctionArn": ARN,
    "Runtime": "python3.12",
    "Policy": {"Version": "2012-10-17", "Id": "default", "Statement": [OPEN, HIS, OWN]},
}
URL = {
    "FunctionArn": ARN,
    "AuthType": "NONE",
    "Cors": {"AllowOrigins": ["*"]},
    "InvokeMode": "BUFFERED",
    "CreationTime": "2026-03-05T01:30:00.000Z",
    "LastModifiedTime": "2026-03-05T01:30:00.000Z",
}
FILES = {"resources/us-east-1.json": {"lambda:functions": [FUNCTION], "lambda:function_url_configs": [URL]}}
TARGET = Target(ARN, ACCOUNT, "us-east-1", ("url", "partner", "FunctionURLAllowPublicAccess"))


def CHECK(server, session, change):  # noqa: ARG001, N802 # called so, with these, in every world
    things = server.world.accounts[ACCOUNT].things["us-east-1"]
    assert things["lambda:function_url_configs"] == []
    assert things["lambda:functions"][0]["Policy"]["Statement"] == [OWN]
