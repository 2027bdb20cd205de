"""Actions on shares, mail and logging: what they leave alone, and give back; and the rights that all need."""

from dataclasses import replace
from functools import partial

import pytest

from abusedesk import act, drill
from abusedesk.aws.permissions import operation, permission
from abusedesk.errors import Denied, Refused
from act.act_account import REGION, begin, played, preview, there_and_back
from act.act_law import worlds
from drill.drill_clients import client, refusal
from drill.drill_folders import ACCOUNT, TOML, write

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

ACTIONS = act.every()
OTHER = "444455556666"


@pytest.fixture(scope="module")
def playing(tmp_path_factory):
    with played(tmp_path_factory.mktemp("played") / "first") as opened:
        yield opened


@pytest.fixture
def at(tmp_path, playing):
    """Let the server play an account with resources in us-east-1; gives it and the session."""
    return partial(begin, playing, tmp_path / "incident")


SHARED = {
    "ami-0aaaaaaaaaaaaaaa1": (
        "ec2:images",
        {
            "ImageId": "ami-0aaaaaaaaaaaaaaa1",
            "OwnerId": ACCOUNT,
            "State": "available",
            "LaunchPermissions": [{"Group": "all"}, {"UserId": OTHER}],
        },
    ),
    f"arn:aws:rds:us-east-1:{ACCOUNT}:snapshot:nightly": (
        "rds:db_snapshots",
        {
            "DBSnapshotIdentifier": "nightly",
            "DBSnapshotAttributes": [{"AttributeName": "restore", "AttributeValues": ["all", OTHER]}],
        },
    ),
    f"arn:aws:rds:us-east-1:{ACCOUNT}:cluster-snapshot:weekly": (
        "rds:db_cluster_snapshots",
        {
            "DBClusterSnapshotIdentifier": "weekly",
            "DBClusterSnapshotAttributes": [{"AttributeName": "restore", "AttributeValues": ["all", OTHER]}],
        },
    ),
}


@pytest.mark.parametrize("target", SHARED)
def test_whatever_is_shared_ends_and_begins_again_with_those_that_are_named(at, target):
    key, thing = SHARED[target]
    _, session = at({key: [thing]})
    change = preview(session, "unshare_snapshot", target, "all")
    assert (change.before["shared"], change.after["shared"]) == ([OTHER, "all"], [OTHER])
    applied, after = there_and_back(session, change)
    assert (applied, after) == (change.after, change)
    assert preview(session, "unshare_snapshot", target).after == {"shared": []}


def test_mail_that_aws_itself_paused_is_not_let_go_again(at):
    server, session = at({"ses:account": {"SendingEnabled": True, "EnforcementStatus": "HEALTHY"}})
    target = f"arn:aws:ses:us-east-1:{ACCOUNT}"
    change = preview(session, "pause_sending", target)
    act.apply(ACTIONS["pause_sending"], session, change)
    server.world.accounts[ACCOUNT].things[REGION]["ses:account"]["EnforcementStatus"] = "SHUTDOWN"
    with pytest.raises(Refused, match="only AWS"):
        act.revert(ACTIONS["pause_sending"], session, change)
    assert refusal(client(server, "ses").update_account_sending_enabled, Enabled=True)
    assert not preview(session, "pause_sending", target).needed


TRAIL = {
    "Name": "audit",
    "S3BucketName": "audit-records",
    "TrailARN": f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/audit",
    "HomeRegion": REGION,
    "IsMultiRegionTrail": False,
    "IncludeGlobalServiceEvents": False,
}


@pytest.mark.parametrize(("parts", "wide"), [((), False), (("multi-region",), True)])
def test_a_stopped_trail_records_again_where_it_did_and_everywhere_when_asked(at, parts, wide):
    server, session = at({"cloudtrail:trail_list": [TRAIL]})
    client(server, "cloudtrail").stop_logging(Name="audit")
    change = preview(session, "enable_trail", TRAIL["TrailARN"], *parts)
    assert change.before == {
        "trail": {"name": "audit", "bucket": "audit-records", "multi_region": False},
        "logging": False,
    }
    assert (change.after["logging"], change.after["trail"]["multi_region"]) == (True, wide)
    applied, after = there_and_back(session, change)
    assert (applied, after) == (change.after, change)


def test_an_account_with_a_trail_of_every_region_needs_no_other(at):
    _, session = at({"cloudtrail:trail_list": [{**TRAIL, "IsMultiRegionTrail": True}]})
    assert not preview(session, "enable_trail", ACCOUNT, region="aws-global").needed


def test_a_bucket_with_records_outlives_the_way_back_and_is_used_again(at):
    server, session = at()
    change = preview(session, "enable_trail", ACCOUNT, region="aws-global")
    act.apply(ACTIONS["enable_trail"], session, change)
    bucket = f"abusedesk-trail-{ACCOUNT}"
    client(server, "s3").put_object(Bucket=bucket, Key="AWSLogs/x.json.gz", Body=b"records")
    act.revert(ACTIONS["enable_trail"], session, change)
    assert client(server, "cloudtrail").describe_trails()["trailList"] == []
    assert client(server, "s3").get_object(Bucket=bucket, Key="AWSLogs/x.json.gz")
    again = preview(session, "enable_trail", ACCOUNT, region="aws-global")
    assert (again.before["bucket"], again.before["trail"]) == (True, None)
    act.apply(ACTIONS["enable_trail"], session, again)
    assert not preview(session, "enable_trail", ACCOUNT, region="aws-global").needed


def test_a_bucket_that_another_trail_uses_stays(at):
    server, session = at()
    first = preview(session, "enable_trail", ACCOUNT, region="aws-global")
    act.apply(ACTIONS["enable_trail"], session, first)
    arn = f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/management-events"
    second = preview(session, "enable_trail", arn)
    act.apply(ACTIONS["enable_trail"], session, second)
    act.revert(ACTIONS["enable_trail"], session, first)
    assert client(server, "s3").head_bucket(Bucket=f"abusedesk-trail-{ACCOUNT}")
    assert not act.preview(ACTIONS["enable_trail"], session, second.target).needed


def test_cloudtrail_refuses_a_bucket_that_it_may_not_write_to(at):
    server, _ = at({"s3:buckets": [{"Name": "shut"}]})
    trails = client(server, "cloudtrail")
    made = {"Name": "audit", "S3BucketName": "shut"}
    assert refusal(trails.create_trail, **made) == "InsufficientS3BucketPolicyException"


def test_a_suspended_detector_goes_on_and_is_suspended_again(at):
    server, session = at(files={"guardduty/us-east-1.json": {"Findings": []}})
    watch = client(server, "guardduty")
    [detector] = watch.list_detectors()["DetectorIds"]
    watch.update_detector(DetectorId=detector, Enable=False)
    arn = f"arn:aws:guardduty:us-east-1:{ACCOUNT}:detector/{detector}"
    change = preview(session, "enable_guardduty", arn)
    assert change.before == {"detector": "DISABLED"}
    applied, after = there_and_back(session, change)
    assert (applied, after) == (change.after, change)
    assert watch.list_detectors()["DetectorIds"] == [detector]


def test_flow_logs_of_the_owner_s_own_are_enough(at):
    own = {
        "FlowLogId": "fl-0aaaaaaaaaaaaaaa1",
        "ResourceId": "vpc-0aaaaaaaaaaaaaaa1",
        "TrafficType": "ALL",
        "FlowLogStatus": "ACTIVE",
    }
    vpc = {"VpcId": "vpc-0aaaaaaaaaaaaaaa1", "CidrBlock": "10.0.0.0/16"}
    _, session = at({"ec2:vpcs": [vpc], "ec2:flow_logs": [own]})
    assert not preview(session, "enable_flow_logs", vpc["VpcId"]).needed


def test_an_alarm_that_was_silenced_is_heard_again_and_silenced_again(at):
    measured = {"MetricName": "CPUUtilization", "Namespace": "AWS/EC2"}
    alarm = {"AlarmName": "cpu", **measured, "ActionsEnabled": False}
    rule = {"AlarmName": "both", "AlarmRule": "ALARM(cpu)", "ActionsEnabled": False}
    things = {"cloudwatch:metric_alarms": [alarm], "cloudwatch:composite_alarms": [rule]}
    _, session = at(things)
    for name in ("cpu", f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:both"):
        change = preview(session, "restore_alarm", name)
        assert change.needed
        applied, after = there_and_back(session, change)
        assert (applied, after) == (change.after, change)


MINE = (
    "block_public_access", "close_bucket_to_writers", "delete_ses_identity", "enable_flow_logs",
    "enable_guardduty", "enable_trail", "pause_sending", "remove_content", "remove_function_access",
    "remove_function_layer", "restore_alarm", "restrict_bucket_policy", "stop_function",
    "take_content_offline", "unshare_snapshot",
)  # fmt: skip


def letting(*declared):
    """The policy that allows what is declared and nothing else."""
    return {
        "Statement": [{"Effect": "Allow", "Action": [permission(one) for one in declared], "Resource": "*"}]
    }


@pytest.mark.parametrize("name", MINE)
def test_what_is_declared_is_enough_and_with_one_right_less_it_fails_cleanly_and_goes_on_later(
    tmp_path, playing, name
):
    (server, session), action, world = playing, ACTIONS[name], worlds()[name]
    incident = drill.load(write(tmp_path / "incident", world.FILES, toml=getattr(world, "TOML", TOML)))
    rights = (*action.reads, *action.writes)
    server.begin_again(incident, responder_policy=letting(*rights))
    change = act.preview(action, session, world.TARGET)
    made = act.apply(action, session, change)
    if action.reversible:
        act.revert(action, session, change)
        assert act.preview(action, session, world.TARGET) == change
    for missing in [one for one in action.writes if operation(one) in made]:
        server.begin_again(
            incident,
            responder_policy=letting(*(one for one in rights if permission(one) != permission(missing))),
        )
        with pytest.raises(Denied) as denied:
            act.apply(action, session, change)
        assert denied.value.permission == permission(missing)
        server.world.responder = server.world.accounts[ACCOUNT].people.responder = replace(
            server.world.responder, policies=(letting(*rights),)
        )
        act.finish(action, session, change)
        assert act.preview(action, session, world.TARGET).before == change.after
