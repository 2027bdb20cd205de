"""A function with a layer of the owner's on each side of the intruder's."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT

ARN = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:resize"
FIRST, LAST = (f"arn:aws:lambda:us-east-1:{ACCOUNT}:layer:{name}:3" for name in ("common", "fonts"))
HIS = "arn:aws:lambda:us-east-1:444455556666:layer:helper:1"
FUNCTION = {
    "FunctionName": "resize",
    "FunctionArn": ARN,
    "Runtime": "python3.12",
    "Layers": [{"Arn": one} for one in (FIRST, HIS, LAST)],
    "LastModified": "2026-03-05T01:30:00.000+0000",
}
FILES = {"resources/us-east-1.json": {"lambda:functions": [FUNCTION]}}
TARGET = Target(ARN, ACCOUNT, "us-east-1", (HIS,))


def CHECK(server, session, change):  # noqa: ARG001, N802 # called so, with these, in every world
    assert change.after["layers"] == [FIRST, LAST]
