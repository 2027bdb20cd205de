"""Collectors over botocore itself, on moto's account: parameters and answers are AWS's own shapes."""

from datetime import timedelta

import boto3
import pytest
from moto import mock_aws

from abusedesk import collect
from abusedesk.aws.read import Reader
from abusedesk.aws.session import open_session
from abusedesk.model import Scope

REGION = "eu-west-1"
# moto does not play these calls; their parameters are checked against botocore's models elsewhere.
UNPLAYED = {"cloudtrail_event_history", "cost", "guardduty", "permissions", "ses_account"}


@pytest.fixture
def account(monkeypatch):
    monkeypatch.setenv("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    with mock_aws():
        iam = boto3.client("iam", region_name="us-east-1")
        iam.create_user(UserName="anna")
        iam.create_access_key(UserName="anna")
        iam.create_login_profile(UserName="anna", Password="invented-Pass-1")
        iam.put_user_policy(
            UserName="anna",
            PolicyName="p",
            PolicyDocument='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}',
        )
        s3 = boto3.client("s3", region_name="us-east-1")
        s3.create_bucket(Bucket="host-logs")
        s3.put_object(Bucket="host-logs", Key="web-1/var/log/secure", Body=b"line\n" * 300_000)
        boto3.client("cloudtrail", region_name=REGION)
        logs = boto3.client("logs", region_name=REGION)
        logs.create_log_group(logGroupName="/app/web")
        logs.create_log_stream(logGroupName="/app/web", logStreamName="web-1")
        session = open_session(case_id="test")
        now = session.now()
        logs.put_log_events(
            logGroupName="/app/web",
            logStreamName="web-1",
            logEvents=[
                {"timestamp": int(now.timestamp() * 1000) - 5000, "message": "Failed password for root"}
            ],
        )
        yield session
        session.close()


def rows(session, until):
    found, coverage = [], {}
    caller = session.caller()
    units = collect.every()
    waiting = [name for name in units if name not in UNPLAYED]
    while waiting:
        name = waiting.pop(0)
        unit = units[name]
        if any(before in waiting for before in unit.after):
            waiting.append(name)
            continue
        region = REGION if unit.regional else "aws-global"
        scope = Scope(caller.account, region, until - timedelta(days=7), until)
        evidence, coverage[name] = collect.run(unit, Reader(session, region, unit.reads), scope, found)
        found += evidence
    return found, coverage


def test_every_collector_reads_an_account_through_botocore(account):
    until = account.now() + timedelta(minutes=1)
    found, coverage = rows(account, until)
    bad = {
        name: (row.status, row.why) for name, row in coverage.items() if row.status not in {"read", "empty"}
    }
    assert not bad
    by_kind = {}
    for one in found:
        by_kind.setdefault(one.kind, []).append(one)
    assert by_kind["iam.user"][0].data["UserPolicyList"][0]["PolicyDocument"]["Statement"]
    assert by_kind["iam.login_profile"][0].data["UserName"] == "anna"
    assert by_kind["iam.access_key"][0].key == by_kind["iam.access_key_last_used"][0].key
    assert by_kind["ec2.vpc"]
    assert by_kind["ec2.region"]
    assert by_kind["log.object"][0].data == {"format": None, "size": 1_500_000}
    assert [one.key for one in by_kind["log.cloudwatch"]] == ["cloudwatch//app/web/web-1"]
    assert {one.data["user"] for one in by_kind["iam.credential_report"]} >= {"anna"}
