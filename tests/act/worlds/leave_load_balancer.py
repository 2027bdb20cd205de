"""An instance behind two target groups, on two ports of one, and a classic load balancer."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, instance

WEB, API = (
    f"arn:aws:elasticloadbalancing:us-east-1:{ACCOUNT}:targetgroup/{name}/0123456789abcdef"
    for name in ("web", "api")
)
HEALTHY = {"State": "healthy"}


def target(name, port):
    return {"Target": {"Id": name, "Port": port}, "TargetHealth": HEALTHY, "HealthCheckPort": str(port)}


def group(arn, kind, targets):
    return {
        "TargetGroupArn": arn,
        "TargetGroupName": arn.split("/")[1],
        "Protocol": "HTTP",
        "Port": 80,
        "VpcId": "vpc-0aaaaaaaaaaaaaaa1",
        "TargetType": kind,
        "TargetHealthDescriptions": targets,
    }


FILES = {
    "resources/us-east-1.json": {
        "ec2:instances": [instance()],
        "elbv2:target_groups": [
            group(
                WEB,
                "instance",
                [
                    target(name, port)
                    for name in ("i-0aaaaaaaaaaaaaaa1", "i-0bbbbbbbbbbbbbbb2")
                    for port in (80, 81)
                ],
            ),
            group(API, "ip", [target("10.0.0.10", 8080), target("10.0.0.99", 8080)]),
        ],
        "elb:load_balancers": [
            {
                "LoadBalancerName": "old",
                "Instances": [{"InstanceId": "i-0aaaaaaaaaaaaaaa1"}, {"InstanceId": "i-0bbbbbbbbbbbbbbb2"}],
            }
        ],
    }
}
TARGET = Target("i-0aaaaaaaaaaaaaaa1", ACCOUNT, "us-east-1")


def CHECK(server, session, change):  # noqa: ARG001, N802 # a member of the world, as the law calls it
    """The other targets are served as before."""
    things = server.world.accounts[ACCOUNT].things["us-east-1"]
    left = [
        one["Target"]["Id"]
        for group in things["elbv2:target_groups"]
        for one in group["TargetHealthDescriptions"]
        if one["TargetHealth"]["State"] == "healthy"
    ]
    assert left == ["i-0bbbbbbbbbbbbbbb2", "i-0bbbbbbbbbbbbbbb2", "10.0.0.99"]
    assert things["elb:load_balancers"][0]["Instances"] == [{"InstanceId": "i-0bbbbbbbbbbbbbbb2"}]
