"""Who took a machine's session from its metadata fights with it, and is thrown out with it."""

import json

import pytest

from abusedesk import act, drill, engine
from abusedesk.drill.opponent.player import REFUSALS
from drill.drill_folders import ACCOUNT, ADMIN, NOW, iam, instance, placed, record, role, sign_in, user, write

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
HOST, TAKEN = "i-0aaaaaaaaaaaaaaa1", "ASIAWEBHOST000000001"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/web"
MAIL = f"""\
From: AWS Trust and Safety <trustandsafety@support.aws.com>
To: owner@example.com
Subject: Your AWS Abuse Report [12345678901]
Date: Thu, 05 Mar 2026 02:00:00 +0000
Message-ID: <notice-1@support.aws.com>
Content-Type: text/plain; charset=utf-8

AWS Account ID: {ACCOUNT}
Region: us-east-1
Implicated Resource:EC2 Instance Id: {HOST}
Reported Activity: the credentials of this instance are used from elsewhere
Required Actions: Investigate root cause
""".encode()
MOVES = f"""\
keys = ["{TAKEN}"]

[[move]]
every = 20
as = "{TAKEN}"
call = "ec2:RunInstances"
region = "ap-northeast-1"
with = {{ ImageId = "ami-0aaaaaaaaaaaaaaa1", InstanceType = "g5.12xlarge", MinCount = 1, MaxCount = 1 }}

[[move]]
after = 1
as = "{TAKEN}"
call = "iam:CreateAccessKey"
with = {{ UserName = "helper" }}

[[move]]
every = 3
as = "{TAKEN}"
call = "iam:DeleteRolePolicy"
with = {{ RoleName = "web", PolicyName = "abusedesk-*" }}

[[move]]
when = "denied"
as = "{TAKEN}"
call = "iam:PutRolePolicy"
with = {{ RoleName = "web", PolicyName = "again", PolicyDocument = {json.dumps(json.dumps(ADMIN))} }}
"""


def session(address, key=TAKEN):
    return {
        "sourceIPAddress": address,
        "userIdentity": {
            "type": "AssumedRole",
            "principalId": f"AROAWEBXXXXXXXXXXXXXX:{HOST}",
            "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/web/{HOST}",
            "accountId": ACCOUNT,
            "accessKeyId": key,
            "sessionContext": {
                "sessionIssuer": {
                    "type": "Role",
                    "principalId": "AROAWEBXXXXXXXXXXXXXX",
                    "arn": ROLE,
                    "accountId": ACCOUNT,
                    "userName": "web",
                },
                "attributes": {"creationDate": "2026-03-05T01:15:00Z", "mfaAuthenticated": "false"},
                "ec2RoleDelivery": "2.0",
            },
        },
    }


def events():
    ours = [
        record(
            "DescribeInstances", minutes=60 * 24 * day, **session("203.0.113.10", f"ASIAWEBHOST00000009{day}")
        )
        for day in (9, 5, 2)
    ]
    look = [
        record(name, minutes=50 - at, source="iam.amazonaws.com", **session("198.51.100.66"))
        for at, name in enumerate(("GetUser", "ListUsers", "ListRoles"))
    ]
    arn = f"arn:aws:iam::{ACCOUNT}:user/helper"
    made = record(
        "CreateUser",
        minutes=40,
        source="iam.amazonaws.com",
        requestParameters={"userName": "helper"},
        responseElements={"user": {"userName": "helper", "arn": arn, "path": "/"}},
        **session("198.51.100.66"),
    )
    return [*ours, *look, made]


@pytest.fixture
def server(tmp_path, monkeypatch):
    trust = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    bare = role("web", AssumeRolePolicyDocument={"Version": "2012-10-17", "Statement": [trust]})
    profile = {
        "InstanceProfileName": "web",
        "InstanceProfileId": "AIPAWEB",
        "Arn": f"arn:aws:iam::{ACCOUNT}:instance-profile/web",
        "Path": "/",
        "CreateDate": "2025-01-01T00:00:00Z",
        "Roles": [bare],
    }
    rights = [{"PolicyName": "all", "PolicyDocument": ADMIN}]
    web = {**bare, "RolePolicyList": rights, "InstanceProfileList": [profile]}
    people = [user("alice", "AKIAALICE00000000001", ADMIN), user("helper", policy=ADMIN)]
    files = {
        "iam.json": iam(people, [web]),
        "resources/us-east-1.json": placed(instance()),
        "cloudtrail/us-east-1.jsonl": events(),
    }
    folder = write(tmp_path / "incident", files)
    (folder / "intruder.toml").write_text(MOVES)
    (folder / "notice.eml").write_bytes(MAIL)
    with drill.serve(drill.load(folder), throttle=False, propagation=True, still=True, seed=1) as one:
        sign_in(monkeypatch, one)
        yield one


def test_the_session_of_a_machine_ends_and_what_was_made_with_it_is_gone(store, server):
    connection = engine.Connection(endpoint_url=server.endpoint_url)
    limits = act.Limits(steps=2000, deletions=1000)
    means = engine.Means(wait=server.clock.advance, limits=limits)
    options = engine.Options(connection=connection, now=NOW)
    case_id = engine.respond(store, MAIL, "notice.eml", options).document.case.id
    for phase in ("preserve", "contain", "eradicate"):
        for _ in range(6):
            choice = engine.Choice(phase=phase)
            seen = engine.dry_run(store, case_id, connection, choice.of(store.plan(case_id)), limits)
            ready = [one for one in seen.previews if one.open and one.change is not None and not one.refused]
            if not ready or all(one.waits for one in ready):
                break
            approval = engine.Approval(names=("Hanako",), digest=seen.digest)
            engine.contain(store, case_id, connection, choice, approval, means)
    server.clock.advance(60)
    assert {"ec2:RunInstances", "iam:CreateAccessKey"} <= {
        one.call for one in server.intruder.log if one.done
    }
    assert server.intruder.working() == []
    assert server.intruder.log[-1].outcome in REFUSALS
    things = server.world.accounts[ACCOUNT].things
    up = [
        one["InstanceId"]
        for region in things.values()
        for one in region.get("ec2:instances", ())
        if one["State"]["Name"] not in {"terminated", "shutting-down"}
    ]
    assert up == [HOST]
