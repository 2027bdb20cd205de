"""The targets of load balancers, from a practice account."""

import pytest

from abusedesk import collect, drill
from abusedesk.aws.read import Reader
from abusedesk.aws.session import open_session
from abusedesk.model import Scope
from drill.drill_folders import ACCOUNT, NOW, instance, sign_in, write

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
WEB, EMPTY = (
    f"arn:aws:elasticloadbalancing:us-east-1:{ACCOUNT}:targetgroup/{name}/0123456789abcdef"
    for name in ("web", "empty")
)
TARGETS = [
    {"Target": {"Id": name, "Port": 80}, "HealthCheckPort": "80", "TargetHealth": {"State": state}}
    for name, state in (("i-0aaaaaaaaaaaaaaa1", "healthy"), ("i-0bbbbbbbbbbbbbbb2", "draining"))
]
FILES = {
    "resources/us-east-1.json": {
        "ec2:instances": [instance()],
        "elbv2:target_groups": [
            {
                "TargetGroupArn": arn,
                "TargetGroupName": arn.split("/")[1],
                "Port": 80,
                "TargetType": "instance",
                "TargetHealthDescriptions": targets,
            }
            for arn, targets in ((WEB, TARGETS), (EMPTY, []))
        ],
    }
}


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Run the collector in one region of a practice account; gives its evidence and row."""
    opened = []

    def one(region, deny=()):
        policy = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
        policy["Statement"] += [{"Effect": "Deny", "Action": list(deny), "Resource": "*"}] if deny else []
        with drill.serve(drill.load(write(tmp_path / "x", FILES)), responder_policy=policy) as server:
            sign_in(monkeypatch, server)
            session = open_session(endpoint_url=server.endpoint_url)
            opened.append(session)
            unit = collect.every()["elbv2_target_health"]
            return collect.run(
                unit, Reader(session, region, unit.reads), Scope(ACCOUNT, region, NOW, NOW), []
            )

    yield one
    for session in opened:
        session.close()


def test_each_target_group_is_one_evidence_with_its_targets_as_aws_describes_them(read):
    evidence, coverage = read("us-east-1")
    assert (coverage.status, coverage.calls) == ("read", 3)
    assert [(one.kind, one.key) for one in evidence] == [
        ("elbv2.target_health", WEB),
        ("elbv2.target_health", EMPTY),
    ]
    assert evidence[0].data == {"TargetGroupArn": WEB, "Targets": TARGETS}
    assert evidence[1].data == {"TargetGroupArn": EMPTY, "Targets": []}


def test_a_region_without_target_groups_is_empty(read):
    evidence, coverage = read("ap-northeast-1")
    assert (evidence, coverage.status) == ([], "empty")


@pytest.mark.parametrize("call", ["DescribeTargetGroups", "DescribeTargetHealth"])
def test_what_is_denied_is_a_gap_that_names_iams_own_action(read, call):
    evidence, coverage = read("us-east-1", deny=[f"elasticloadbalancing:{call}"])
    assert (evidence, coverage.status) == ([], "denied")
    assert f"elasticloadbalancing:{call}" in coverage.why
