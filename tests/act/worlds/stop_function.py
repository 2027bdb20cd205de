"""A function with a reserve of its own, of which some is kept warm, beside one without."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT

ARN = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:resize"
WARM = {
    "FunctionArn": f"{ARN}:live",
    "RequestedProvisionedConcurrentExecutions": 2,
    "AvailableProvisionedConcurrentExecutions": 2,
    "AllocatedProvisionedConcurrentExecutions": 2,
    "Status": "READY",
}


def function(name="resize", **more):
    return {
        "FunctionName": name,
        "FunctionArn": f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:{name}",
        "Runtime": "python3.12",
        "Role": f"arn:aws:iam::{ACCOUNT}:role/deployer",
        "Handler": "main.run",
        "LastModified": "2026-03-05T01:30:00.000+0000",
        **more,
    }


FUNCTIONS = [
    function(ReservedConcurrentExecutions=5, ProvisionedConcurrencyConfigs=[WARM]),
    function("thumbnail"),
]
FILES = {"resources/us-east-1.json": {"lambda:functions": FUNCTIONS}}
TARGET = Target(ARN, ACCOUNT, "us-east-1")


def CHECK(server, session, change):  # noqa: ARG001, N802 # called so, with these, in every world
    resize, thumbnail = server.world.accounts[ACCOUNT].things["us-east-1"]["lambda:functions"]
    assert resize["ReservedConcurrentExecutions"] == 0
    assert "ReservedConcurrentExecutions" not in thumbnail
