"""The parts of trace by themselves: names of things, addresses, programs, cost, inventory, timeline."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trace_world import (
    ACCOUNT,
    BOTO,
    CI_KEY,
    CLI,
    NOW,
    OFFICE,
    RUNNER,
    TERRAFORM,
    THIEF,
    THIEF_CLI,
    World,
    by_key,
    launched,
    made_key,
    made_user,
    user,
)

from abusedesk import trace
from abusedesk.model import Event
from abusedesk.trace import _agents
from abusedesk.trace._addresses import is_public, network, parsed
from abusedesk.trace._deed import Deed
from abusedesk.trace._dig import things
from abusedesk.trace._facts import moment
from abusedesk.trace._things import shape_of


def deed(action, outcome="success", **record):
    event = Event(
        time=NOW,
        source="cloudtrail",
        id="e1",
        account=ACCOUNT,
        region="eu-west-1",
        action=action,
        outcome=outcome,
    )
    return Deed(event, record, user("x"), NOW)


@pytest.mark.parametrize(
    ("action", "asked", "answer", "named"),
    [
        ("iam:AttachUserPolicy", {"userName": "bob"}, {}, (f"arn:aws:iam::{ACCOUNT}:user/bob", "modified")),
        ("iam:DeleteRole", {"roleName": "r"}, {}, (f"arn:aws:iam::{ACCOUNT}:role/r", "deleted")),
        ("ec2:CreateKeyPair", {}, {"keyName": "k", "keyPairId": "key-1"}, ("key-1", "created")),
        ("ec2:AuthorizeSecurityGroupIngress", {"groupId": "sg-1"}, {}, ("sg-1", "modified")),
        ("ec2:CreateNatGateway", {}, {"natGateway": {"natGatewayId": "nat-1"}}, ("nat-1", "created")),
        (
            "cloudtrail:StopLogging",
            {"name": "main"},
            {},
            (f"arn:aws:cloudtrail:eu-west-1:{ACCOUNT}:trail/main", "modified"),
        ),
        (
            "cloudtrail:StopLogging",
            {"name": f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/org"},
            {},
            (f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/org", "modified"),
        ),
        (
            "guardduty:DeleteDetector",
            {"detectorId": "d1"},
            {},
            (f"arn:aws:guardduty:eu-west-1:{ACCOUNT}:detector/d1", "deleted"),
        ),
        ("s3:PutBucketPolicy", {"bucketName": "b"}, {}, ("arn:aws:s3:::b", "modified")),
        (
            "ses:VerifyEmailIdentity",
            {"emailAddress": "a@example.com"},
            {},
            (f"arn:aws:ses:eu-west-1:{ACCOUNT}:identity/a@example.com", "created"),
        ),
        (
            "ssm:GetParameter",
            {"name": "/prod/key"},
            {},
            (f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/prod/key", "read"),
        ),
        (
            "ecs:CreateCluster",
            {},
            {"cluster": {"clusterArn": f"arn:aws:ecs:eu-west-1:{ACCOUNT}:cluster/c"}},
            (f"arn:aws:ecs:eu-west-1:{ACCOUNT}:cluster/c", "created"),
        ),
    ],
)
def test_call_names_its_thing(action, asked, answer, named):
    found = things(deed(action, requestParameters=asked, responseElements=answer))
    assert [(name, how) for name, _, how in found] == [named]


@pytest.mark.parametrize(
    "action", ["sts:AssumeRole", "ec2:DescribeInstances", "s3:ListBuckets", "ec2:CreateTags"]
)
def test_calls_that_change_nothing_of_ours_name_nothing(action):
    record = {"requestParameters": {"roleArn": f"arn:aws:iam::{ACCOUNT}:role/r", "bucketName": "b"}}
    assert things(deed(action, **record)) == []


def test_refused_call_names_nothing():
    assert things(deed("s3:DeleteBucket", "failure", requestParameters={"bucketName": "b"})) == []


def test_role_handed_to_a_service_is_not_its_thing():
    arn = f"arn:aws:iam::{ACCOUNT}:role/r"
    assert things(deed("glue:CreateJob", requestParameters={"name": "j", "role": arn})) == []


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.text(max_size=20)
    | st.sampled_from([f"arn:aws:ecs:x:{ACCOUNT}:cluster/c"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)
CALLS = [
    "ec2:RunInstances",
    "iam:CreateUser",
    "ecs:CreateCluster",
    "ec2:CreateThing",
    "s3:PutObject",
    "x:DoIt",
]


@given(st.sampled_from(CALLS), JSON, JSON, JSON)
def test_whatever_a_record_holds_names_come_out_as_text(action, asked, answer, resources):
    found = things(deed(action, requestParameters=asked, responseElements=answer, resources=resources))
    assert all(isinstance(name, str) and name for name, _, _ in found)


def test_narrowest_line_of_the_table_is_taken():
    assert shape_of("ec2:AuthorizeSecurityGroupIngress").type == "AWS::EC2::SecurityGroup"
    assert shape_of("iam:PutRolePolicy").type == "AWS::IAM::Role"
    assert shape_of("iam:DetachUserPolicy").type == "AWS::IAM::User"
    assert shape_of("fsx:CreateFileSystem") is None


@pytest.mark.parametrize(
    ("text", "public"),
    [
        ("203.0.113.5", True),
        ("198.18.0.1", True),
        ("10.0.0.1", False),
        ("100.64.3.4", False),
        ("169.254.169.254", False),
        ("2001:db8::1", True),
        ("fe80::1", False),
        ("ec2.amazonaws.com", False),
        ("AWS Internal", False),
        ("", False),
        (None, False),
    ],
)
def test_only_addresses_of_the_internet_are_public(text, public):
    assert is_public(text) is public


@given(st.ip_addresses())
def test_every_address_lies_in_its_own_network(address):
    text = str(address)
    assert parsed(text) == address
    assert network(text) == network(network(text).partition("/")[0])


@pytest.mark.parametrize(
    ("agent", "family"),
    [
        (CLI, "aws-cli"),
        (BOTO, "boto3"),
        (TERRAFORM, "terraform"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0", "browser"),
        ("[S3Console/0.4, aws-internal/3]", "s3console"),
        ("S3 Browser/11.4.5 (https://s3browser.com)", "s3 browser"),
    ],
)
def test_program_is_known_by_its_name(agent, family):
    assert _agents.family(agent) == family


def test_one_program_is_the_same_whatever_command_it_runs():
    one = "aws-cli/2.24.1 md/awscrt#0.23.8 ua/2.1 os/macos#24 md/prompt#off md/command#s3.ls"
    assert _agents.fingerprint(one) == _agents.fingerprint(one.replace("s3.ls", "ec2.run-instances"))
    assert _agents.fingerprint(one) != _agents.fingerprint(one.replace("2.24.1", "2.9.0"))


@pytest.mark.parametrize("text", ["N/A", "no_information", "", None, 7])
def test_words_that_are_no_time_give_none(text):
    assert moment(text) is None


def test_time_without_a_zone_is_utc():
    assert moment("2026-03-01T00:00:00") == datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def raid(told):
    """A raid with a bill, and what trace makes of it."""
    world = World().ordinary()
    actor = by_key("ci", CI_KEY)
    for number, action in enumerate(("sts:GetCallerIdentity", "iam:ListRoles", "ec2:DescribeRegions")):
        world.call(30 - number / 60, actor, action, THIEF, THIEF_CLI)
    world.call(29, actor, "iam:CreateUser", THIEF, THIEF_CLI, **made_user("support"))
    world.call(
        29, actor, "iam:CreateAccessKey", THIEF, THIEF_CLI, **made_key("support", "AKIAROGUEROGUEROGUE1")
    )
    world.person("support", key="AKIAROGUEROGUEROGUE1", console=False, mfa=False, born=1)
    mine = launched("i-0bbb1", "i-0bbb2", region="eu-west-3")
    world.call(28, by_key("support", "AKIAROGUEROGUEROGUE1"), "ec2:RunInstances", THIEF, THIEF_CLI, **mine)
    for day in range(20):
        stamp = (NOW - timedelta(days=day)).date().isoformat()
        bill(world, stamp, "us-east-1", 40.0)
        bill(world, stamp, "eu-west-3", 300.0 if day < 2 else 0.0)
        bill(world, stamp, "sa-east-1", 25.0 if day < 2 else 0.0)
    return told(world, kind="exposed_access_key", access_keys=(CI_KEY,))


def bill(world, day, region, amount):
    data = {"day": day, "region": region, "service": "Amazon EC2", "amount": amount, "unit": "USD"}
    world.thing("ce.cost", f"{day}|{region}|Amazon EC2", data)


def test_cost_counts_only_what_departs_where_the_intruder_was(raid):
    rows = {row.region: row for row in raid.cost.by_region_service}
    assert set(rows) == {"eu-west-3", "sa-east-1"}
    assert rows["eu-west-3"].since == (NOW - timedelta(days=1)).date().isoformat()
    assert (rows["eu-west-3"].usual_per_day, rows["eu-west-3"].peak_per_day) == (0.0, 300.0)
    assert raid.cost.abuse_total == 600.0


def test_cost_of_every_day_is_given(raid):
    assert sum(day.amount for day in raid.cost.by_day) == 20 * 40.0 + 2 * 300.0 + 2 * 25.0


def test_inventory_marks_the_intruders_users_and_no_others(raid):
    users = {one.arn: one for one in raid.inventory.users}
    assert {arn for arn, one in users.items() if one.suspicious} == {user("ci"), user("support")}
    assert "made" in users[user("support")].why
    assert users[user("alice")].why == ""


def test_last_activity_is_the_latest_of_sign_in_and_key_use(raid):
    users = {one.arn: one for one in raid.inventory.users}
    assert users[user("alice")].console_last_sign_in == NOW - timedelta(hours=5)
    assert users[user("alice")].last_activity > users[user("alice")].console_last_sign_in
    assert users[user("ci")].access_keys[0].last_used == NOW - timedelta(hours=3)
    assert users[user("ci")].mfa is False
    assert users[user("alice")].mfa is True


def test_timeline_tells_the_raid_in_order_with_its_proof(raid):
    times = [line.time for line in raid.timeline]
    told = " ".join(line.what.en for line in raid.timeline)
    assert times == sorted(times)
    assert 5 <= len(times) <= 60
    assert "AWS sends its notice." in told
    assert "2 things: i-0bbb1, i-0bbb2" in told
    assert all(line.evidence for line in raid.timeline if "intruder" in line.what.en)


def test_every_line_and_statement_is_there_in_both_languages(raid):
    texts = [line.what for line in raid.timeline] + [cause.statement for cause in raid.root_causes]
    assert all(text.en and text.ja for text in texts)


def test_causes_are_ordered_and_unknown_is_always_among_them(raid):
    confidences = [cause.confidence for cause in raid.root_causes]
    assert confidences == sorted(confidences, reverse=True)
    assert all(0 < one <= 1 for one in confidences)
    assert "unknown" in {cause.kind for cause in raid.root_causes}


def test_evidence_for_the_cause_are_events_of_the_case(raid):
    assert raid.root_causes[0].for_
    assert raid.root_causes[0].against == ()


def test_addresses_of_the_owner_stay_out(raid):
    assert raid.attackers.ips == (THIEF,)
    assert not {OFFICE, RUNNER} & set(raid.attackers.ips)


def test_every_cause_gives_its_own_kind(told):
    causes = trace.every()
    assert "unknown" in causes
    found = told(World().ordinary(), kind="none")
    assert {cause.kind for cause in found.root_causes} <= set(causes)
