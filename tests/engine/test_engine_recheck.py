"""What the reported abuse needs is read again from the live account, and nothing is changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from abusedesk import act, drill, engine
from abusedesk.aws.permissions import is_read
from abusedesk.aws.session import open_session
from abusedesk.engine._recheck import READS
from abusedesk.errors import Refused
from abusedesk.model import Affected, Attackers, Recheck, RootCause, Target, Trace
from abusedesk.reply import KEY_IS_GONE
from drill.drill_folders import ACCOUNT, NOW, iam, instance, role, sign_in, user, write

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

KEY, OFF_KEY, GONE_KEY = "AKIAALICE00000000001", "AKIABOB0000000000001", "AKIAGONE000000000001"
DENY = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}
REVOKED = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Deny",
            "Action": ["*"],
            "Resource": ["*"],
            "Condition": {"DateLessThan": {"aws:TokenIssueTime": "2026-03-05T02:00:00Z"}},
        }
    ],
}
PUBLIC = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::example-public/*",
        }
    ],
}
HOST, STOPPED, QUIET = "i-0aaaaaaaaaaaaaaa1", "i-0bbbbbbbbbbbbbbb2", "i-0ccccccccccccccc3"


def host(name, group, state="running", address="203.0.113.10"):
    made = instance(
        name,
        interfaces=0,
        BlockDeviceMappings=[],
        SecurityGroups=[{"GroupId": group, "GroupName": group}],
        PublicIpAddress=address,
    )
    return {**made, "State": {"Code": 16 if state == "running" else 80, "Name": state}}


def group(name, ingress=(), egress=()):
    return {
        "GroupId": name,
        "GroupName": name,
        "Description": name,
        "VpcId": "vpc-0aaaaaaaaaaaaaaa1",
        "IpPermissions": list(ingress),
        "IpPermissionsEgress": list(egress),
    }


def world(low, high):
    return {
        "IpProtocol": "tcp",
        "FromPort": low,
        "ToPort": high,
        "IpRanges": [{"CidrIp": "0.0.0.0/0"}],
        "Ipv6Ranges": [],
    }


def folder(tmp_path, **options):
    bob = user("bob", OFF_KEY)
    bob["AccessKeys"][0]["Status"] = "Inactive"
    files = {
        "iam.json": iam(
            users=[user("alice", KEY), bob, user("denied", None, DENY), user("helper")],
            roles=[
                role(
                    "revoked",
                    RolePolicyList=[{"PolicyName": "AWSRevokeOlderSessions", "PolicyDocument": REVOKED}],
                ),
                role("used"),
            ],
        ),
        "resources/us-east-1.json": {
            "ec2:instances": [
                host(HOST, "sg-0aaaaaaaaaaaaaaa1"),
                host(STOPPED, "sg-0aaaaaaaaaaaaaaa1", "stopped", "203.0.113.11"),
                host(QUIET, "sg-0bbbbbbbbbbbbbbb2", address="203.0.113.12"),
            ],
            "ec2:security_groups": [
                group("sg-0aaaaaaaaaaaaaaa1", [world(22, 22), world(443, 443)]),
                group("sg-0bbbbbbbbbbbbbbb2"),
            ],
            "s3:buckets": [
                {"Name": "example-public", "CreationDate": "2025-01-01T00:00:00Z", "Policy": PUBLIC},
                {"Name": "example-private", "CreationDate": "2025-01-01T00:00:00Z"},
            ],
            "ses:account": {"SendingEnabled": True, "EnforcementStatus": "PROBATION"},
        },
        "resources/ap-northeast-1.json": {
            "ses:account": {"SendingEnabled": False, "EnforcementStatus": "SHUTDOWN"}
        },
    }
    return write(tmp_path / "incident", files, **options)


@pytest.fixture
def serve(tmp_path, monkeypatch):
    servers = []

    def begin(**more):
        server = drill.serve(drill.load(folder(tmp_path)), throttle=False, **more)
        servers.append(server)
        sign_in(monkeypatch, server)
        return engine.Connection(endpoint_url=server.endpoint_url)

    yield begin
    for server in servers:
        server.close()


def case(store, trace, extra="", account=ACCOUNT, activity="Port Scanning"):
    mail = f"""\
From: AWS Trust and Safety <trustandsafety@support.aws.com>
To: owner@example.com
Subject: Your AWS Abuse Report [12345678901]
Date: Thu, 05 Mar 2026 01:00:00 +0000
Message-ID: <notice-1@support.aws.com>
Content-Type: text/plain; charset=utf-8

AWS Account ID: {account}
Region: us-east-1
Reported Activity: {activity}
{extra}
"""
    [received] = engine.receive(store, mail.encode(), "notice.eml", arrived=NOW)
    store.put(received.case.id, "trace", trace)
    return received.case.id


def caused(kind, **more):
    attackers = more.pop("attackers", Attackers())
    affected = more.pop("affected", ())
    cause = RootCause(kind=kind, confidence=0.9, since=NOW - timedelta(days=1), for_=("event-1",), **more)
    return Trace(root_causes=(cause,), attackers=attackers, affected=tuple(affected))


def touched(name, type_="AWS::EC2::Instance", how="created"):
    return Affected(id=name, type=type_, region="us-east-1", how=how, by="x", time=NOW)


def holds(rows, question):
    return {one.target.rpartition("/")[2]: one.holds for one in rows if one.question == question}


def test_every_declared_call_is_a_read():
    assert all(is_read(one) for one in READS)
    allowed = {one for each in engine.policy_to_read()["Statement"] for one in each["Action"]}
    assert {one.rpartition("=")[2] for one in READS} <= allowed


def test_a_key_is_off_when_it_is_inactive_or_gone_and_not_while_it_is_active(store, serve):
    trace = caused(
        "leaked_access_key", credential=KEY, attackers=Attackers(credentials=(KEY, OFF_KEY, GONE_KEY))
    )
    rows = engine.recheck(store, case(store, trace), serve())
    assert holds(rows, "key_off") == {KEY: False, OFF_KEY: True, GONE_KEY: True}
    [gone] = [one for one in rows if one.target == GONE_KEY]
    assert gone.why.en == KEY_IS_GONE


def test_a_temporary_key_is_said_to_be_unreadable(store, serve):
    trace = caused("stolen_instance_credentials", credential="ASIAINVENTED00000001")
    rows = engine.recheck(store, case(store, trace), serve())
    assert holds(rows, "key_off") == {"ASIAINVENTED00000001": None}


def test_an_identity_is_off_when_a_policy_denies_it_all_or_it_is_gone(store, serve):
    arn = f"arn:aws:iam::{ACCOUNT}"
    made = [touched(f"{arn}:user/{one}", "AWS::IAM::User") for one in ("helper", "denied", "vanished")]
    attackers = Attackers(principals=(f"{arn}:role/used", f"{arn}:role/revoked", f"{arn}:user/alice"))
    rows = engine.recheck(
        store, case(store, caused("leaked_access_key", affected=made, attackers=attackers)), serve()
    )
    assert holds(rows, "principal_denied") == {
        "helper": False,
        "denied": True,
        "vanished": True,
        "used": False,
        "revoked": True,
    }


def test_what_the_plan_does_is_seen(store, serve):
    trace = caused("leaked_access_key", credential=KEY, affected=[touched(HOST)])
    connection, case_id = serve(), case(store, trace)
    before = engine.recheck(store, case_id, connection)
    assert [one.holds for one in before] == [False, False]
    session = open_session(endpoint_url=connection.endpoint_url)
    for name, target in (("deactivate_access_key", Target(KEY, ACCOUNT, "aws-global")),):
        action = act.every()[name]
        act.apply(action, session, act.preview(action, session, target))
    assert holds(engine.recheck(store, case_id, connection), "key_off") == {KEY: True}


def test_a_host_is_cut_off_when_it_is_stopped_gone_or_isolated(store, serve):
    made = [touched(one) for one in (HOST, STOPPED, QUIET, "i-0ddddddddddddddd4")]
    rows = engine.recheck(store, case(store, caused("leaked_access_key", affected=made)), serve())
    assert holds(rows, "instance_cut_off") == {
        HOST: False,
        STOPPED: True,
        QUIET: True,
        "i-0ddddddddddddddd4": True,
    }
    assert holds(rows, "port_closed") == {}


def test_the_log_in_port_of_a_host_that_was_broken_into_must_be_closed(store, serve):
    trace = caused(
        "host_compromised_by_bruteforce", affected=[touched(HOST, how="used"), touched(STOPPED, how="used")]
    )
    rows = engine.recheck(store, case(store, trace), serve())
    assert holds(rows, "port_closed") == {HOST: False, STOPPED: True}
    [why] = [one.why.en for one in rows if one.question == "port_closed" and one.holds is False]
    assert "tcp 22-22" in why
    assert "443" not in why


def test_a_service_that_was_abused_is_looked_at_on_the_reported_host(store, serve):
    extra = f"Implicated Resource:EC2 Instance Id: {HOST} [203.0.113.10]"
    rows = engine.recheck(
        store, case(store, caused("exposed_service_abused"), extra, activity="Open Proxy"), serve()
    )
    assert holds(rows, "port_closed") == {HOST: False}
    assert holds(rows, "instance_cut_off") == {}


def test_whether_a_reported_address_is_held_is_said(store, serve):
    trace = caused("not_ours")
    held = case(store, trace, "EC2 Instance Id: i-0eeeeeeeeeeeeeee5 [203.0.113.99]")
    assert holds(engine.recheck(store, held, serve()), "address_not_held") == {"203.0.113.99": True}


def test_content_is_gone_when_a_bucket_is_no_longer_public(store, serve):
    made = [
        touched(f"arn:aws:s3:::{one}", "AWS::S3::Bucket", "modified")
        for one in ("example-public", "example-private")
    ]
    rows = engine.recheck(store, case(store, caused("public_storage", affected=made)), serve())
    assert holds(rows, "content_gone") == {"example-public": False, "example-private": True}


@pytest.mark.parametrize(("region", "off"), [("us-east-1", False), ("ap-northeast-1", True)])
def test_sending_is_off_when_ses_sends_nothing(store, serve, region, off):
    mail_id = case(store, caused("mail_credentials_leaked"))
    connection = serve()
    notice, mail = store.notices(mail_id)[0]
    store.add_notice(
        mail_id,
        replace(notice, kind="ses_credentials", regions=(region,)),
        replace(mail, message_id="<2@x>"),
        b"x",
    )
    rows = engine.recheck(store, mail_id, connection)
    assert {one.target: one.holds for one in rows if one.question == "sending_off"}[region] is off


def test_what_is_denied_is_none_and_says_what_is_missing(store, serve):
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "*", "Resource": "*"},
            {"Effect": "Deny", "Action": ["iam:ListAccessKeys", "ec2:DescribeInstances"], "Resource": "*"},
        ],
    }
    trace = caused("leaked_access_key", credential=KEY, affected=[touched(HOST)])
    rows = engine.recheck(store, case(store, trace), serve(responder_policy=policy))
    assert [one.holds for one in rows] == [None, None]
    assert "iam:ListAccessKeys" in rows[0].why.en
    assert "ec2:DescribeInstances" in rows[1].why.en


def test_rechecks_are_kept_with_their_evidence_in_the_store_and_the_journal(store, serve):
    case_id = case(store, caused("leaked_access_key", credential=KEY))
    [row] = engine.recheck(store, case_id, serve())
    assert store.get_all(case_id, "rechecks", Recheck) == (row,)
    assert set(row.evidence) <= {one.id for one in store.evidence(case_id)}
    assert row.evidence
    assert [one.kind for one in store.journal(case_id).entries()][-1] == "rechecked"


def test_another_accounts_credentials_are_refused(store, serve):
    case_id = case(store, caused("unknown"), account="999999999999")
    with pytest.raises(Refused, match="999999999999"):
        engine.recheck(store, case_id, serve())


def test_a_case_without_a_cause_asks_nothing_of_the_account(store, serve):
    assert engine.recheck(store, case(store, Trace()), serve()) == ()
