"""What single actions owe beyond the law of test_act_law."""

import pytest

from abusedesk import act, drill
from abusedesk.aws.read import Reader
from abusedesk.aws.session import open_session
from abusedesk.errors import Absent, Denied, Refused
from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, iam, instance, placed, role, sign_in, write

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

ISOLATED = Target("i-0aaaaaaaaaaaaaaa1", ACCOUNT, "us-east-1")


def second_instance():
    made = instance("i-0bbbbbbbbbbbbbbb2", interfaces=1, BlockDeviceMappings=[])
    [card] = made["NetworkInterfaces"]
    card["NetworkInterfaceId"] = "eni-0bbbbbbbbbbbbbb01"
    card["Attachment"]["AttachmentId"] = "eni-attach-b"
    card["PrivateIpAddress"] = "10.0.0.21"
    del card["Ipv6Addresses"]
    return {**made, "PrivateIpAddress": "10.0.0.21", "PublicIpAddress": "203.0.113.21"}


SECOND = "i-0bbbbbbbbbbbbbbb2"
RESOURCES = placed(instance(), second_instance())
SERVICE_ROLE = role(
    "AWSServiceRoleForSupport",
    Path="/aws-service-role/support.amazonaws.com/",
    Arn=f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport",
)


@pytest.fixture
def serve(tmp_path, monkeypatch):
    """Serve a small account and open a session on it; more is handed to drill.serve."""
    servers = []
    files = {"iam.json": iam(roles=[role("deployer"), SERVICE_ROLE]), "resources/us-east-1.json": RESOURCES}
    folder = write(tmp_path / "incident", files)

    def begin(**more):
        server = drill.serve(drill.load(folder), throttle=False, **more)
        servers.append(server)
        sign_in(monkeypatch, server)
        return open_session(endpoint_url=server.endpoint_url, case_id="test")

    yield begin
    for server in servers:
        server.close()


def test_every_interface_is_isolated_and_the_group_lets_nothing_through(serve):
    session = serve()
    action = act.every()["isolate_instance"]
    change = act.preview(action, session, ISOLATED)
    assert len(change.before["interfaces"]) == 2
    act.apply(action, session, change)
    reader = Reader(session, "us-east-1", ["ec2:DescribeInstances", "ec2:DescribeSecurityGroups"])
    described = reader.one("ec2:DescribeInstances").data["Reservations"][0]["Instances"][0]
    worn = {group["GroupId"] for one in described["NetworkInterfaces"] for group in one["Groups"]}
    assert len(worn) == 1
    [group] = reader.one("ec2:DescribeSecurityGroups", GroupIds=list(worn)).data["SecurityGroups"]
    assert (group["IpPermissions"], group["IpPermissionsEgress"]) == ([], [])


def test_reverting_one_of_two_isolations_keeps_the_group_for_the_other(serve):
    session = serve()
    action, one = act.every()["isolate_instance"], ISOLATED
    other = Target(SECOND, ACCOUNT, "us-east-1")
    first = act.preview(action, session, one)
    act.apply(action, session, first)
    second = act.preview(action, session, other)
    assert second.needed
    act.apply(action, session, second)
    act.revert(action, session, first)
    assert not act.preview(action, session, other).needed
    act.revert(action, session, second)
    assert act.preview(action, session, other) == second


@pytest.mark.parametrize(
    ("name", "target", "error"),
    [
        ("deactivate_access_key", "AKIANOBODY0000000001", (Absent, Denied)),
        ("deny_all_to_principal", f"arn:aws:iam::{ACCOUNT}:root", Refused),
        ("deny_all_to_principal", SERVICE_ROLE["Arn"], Refused),
        ("isolate_instance", "i-0fffffffffffffff9", Absent),
    ],
)
def test_a_target_that_is_not_there_or_must_not_be_touched_is_named(serve, name, target, error):
    region = "us-east-1" if name == "isolate_instance" else "aws-global"
    with pytest.raises(error):
        act.preview(act.every()[name], serve(), Target(target, ACCOUNT, region))
