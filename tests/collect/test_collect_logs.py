import hashlib
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abusedesk.collect import _bucket_walk
from abusedesk.collect._log_names import looks_like_log
from abusedesk.collect.collectors import cloudwatch_logs, s3_log_objects
from abusedesk.errors import Absent, Denied
from collect.played_account import BUCKETS, DELIVERED, FLOWS, NOW, Played, earlier_of, listing, objects, run


@pytest.mark.parametrize(
    "key",
    [
        "secure",
        "secure-20260304.gz",
        "web-1/var/log/secure",
        "hosts/i-0abc/auth.log",
        "hosts/i-0abc/auth.log.1",
        "auth.log.2.gz",
        "i-0abc.sshd.log",
        "sshd_2026-03-04.txt",
        "messages-20260301",
        "SYSLOG.1",
        "nginx/access.log",
        "access_log.3.gz",
        "web-01_access_log-20260304.gz",
        "httpd/error_log",
        "apache2/error.log",
        "app/2026/03/04/app.log.gz",
        "logs/web-1/anything.txt",
        "host-logs/2026/03/04/i-0abc.json",
        "audit/audit.log.4",
        "backup.2026-03-04T0210.log",
    ],
)
def test_a_hosts_or_a_programs_log_is_known_by_its_name(key):
    assert looks_like_log(key)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/",
        "img/logo.png",
        "catalog.html",
        "blog/index.html",
        "logs/picture.jpg",
        "dialog.js",
        "dump.sql.gz",
        "reports/2026-03.csv",
        "secure.html",
        "access/key.pem",
        "data.parquet",
        "backup.tar.gz",
    ],
)
def test_what_is_no_log_is_left_alone(key):
    assert not looks_like_log(key)


@given(st.text(max_size=60))
def test_any_key_is_judged_without_an_error(key):
    assert looks_like_log(key) in {True, False}


def found_in(monkeypatch, keys, **settings):
    monkeypatch.setitem(BUCKETS, "host-logs", sorted(keys))
    played = Played(settings.get("answers"))
    evidence, row = run("s3_log_objects", played, settings.get("earlier", earlier_of("s3_log_objects")))
    return {one.key.removeprefix("s3://host-logs/"): one for one in evidence}, row, played


def test_logs_are_found_beside_what_trails_and_flow_logs_deliver(monkeypatch):
    found, row, _ = found_in(monkeypatch, ["a/secure", "z.jpg", "b/auth.log"])
    assert set(found) == {"a/secure", "b/auth.log"}
    assert found["a/secure"].data == {"format": None, "size": 100}
    assert row.status == "read"


def test_what_a_deleted_trail_left_behind_is_read_with_its_format(monkeypatch):
    keys = [DELIVERED, FLOWS, DELIVERED.replace("CloudTrail/", "CloudTrail-Digest/"), "x/sshd.log"]
    found, _, _ = found_in(monkeypatch, keys, earlier=[])
    assert {key: one.data["format"] for key, one in found.items() if not key.startswith("s3:")} == {
        DELIVERED: "cloudtrail",
        FLOWS: "vpc_flow",
        "x/sshd.log": None,
    }


def test_a_load_balancers_log_is_read_and_other_accounts_are_not(monkeypatch):
    mine = "elb/AWSLogs/111122223333/elasticloadbalancing/us-east-1/2026/03/04/111122223333_lb.log.gz"
    found, _, _ = found_in(monkeypatch, [mine, mine.replace("111122223333", "444455556666")])
    assert set(found) == {mine}


def test_delivered_folders_are_skipped_and_not_listed_key_by_key(monkeypatch):
    keys = [f"AWSLogs/111122223333/Config/us-east-1/2026/3/4/{number}.json.gz" for number in range(50)]
    monkeypatch.setattr(_bucket_walk, "MAX_KEYS", 10)
    found, row, _ = found_in(monkeypatch, [*keys, "zz/secure"])
    assert set(found) == {"zz/secure"}
    assert row.status == "read"


def test_a_bucket_with_too_many_keys_is_truncated_and_says_which(monkeypatch):
    monkeypatch.setattr(_bucket_walk, "MAX_KEYS", 3)
    many = [objects(*(f"d/{page}-{number}" for number in range(2))) for page in range(3)]
    _, row, _ = found_in(monkeypatch, [], answers={"s3:ListObjectsV2": many})
    assert row.status == "truncated"
    assert "s3://host-logs" in row.why


def test_a_log_last_written_well_before_the_scope_is_left(monkeypatch):
    old = objects("var/log/secure", modified=NOW - timedelta(days=30))
    found, row, _ = found_in(monkeypatch, [], answers={"s3:ListObjectsV2": [old]})
    assert not found
    assert row.status == "empty"


def test_one_bucket_that_may_not_be_listed_does_not_hide_the_others():
    def answer(asked):
        if asked["Bucket"] == "flows":
            raise Denied("s3:ListBucket")
        return listing(asked)

    evidence, row = run("s3_log_objects", Played({"s3:ListObjectsV2": answer}), earlier_of("s3_log_objects"))
    assert [one.key for one in evidence] == ["s3://host-logs/web-1/var/log/secure-20260304.gz"]
    assert row.status == "denied"
    assert "s3:ListBucket: flows" in row.why


def test_an_object_over_the_limit_is_truncated_and_not_fetched(monkeypatch):
    monkeypatch.setattr(s3_log_objects, "LIMITS", s3_log_objects.LIMITS._replace(one=99))
    _, row, played = found_in(monkeypatch, ["a/secure"])
    assert row.status == "truncated"
    assert "s3:GetObject" not in {call for call, _ in played.asked}


def test_listing_starts_at_the_scopes_first_day_and_stops_after_its_last():
    played = Played(
        {
            "s3:ListObjectsV2": [
                objects(DELIVERED),
                objects(DELIVERED.replace("2026/03/04", "2026/04/01")),
                objects("never/asked/for"),
            ]
        }
    )
    evidence, _ = run("cloudtrail_objects", played, earlier_of("cloudtrail_objects"))
    asked = [parameters for call, parameters in played.asked if call == "s3:ListObjectsV2"]
    assert len(evidence) == 1
    assert len(asked) == 2
    assert asked[0]["StartAfter"] == "AWSLogs/111122223333/CloudTrail/us-east-1/2026/02/25/"


def test_flow_logs_in_hive_folders_with_a_prefix_are_found(monkeypatch):
    key = (
        "net/AWSLogs/aws-account-id=111122223333/aws-service=vpcflowlogs/aws-region=us-east-1/"
        "year=2026/month=03/day=04/hour=09/x.log.gz"
    )
    setting = {
        "FlowLogId": "fl-1",
        "LogDestinationType": "s3",
        "LogDestination": "arn:aws:s3:::flows/net/",
        "DestinationOptions": {"HiveCompatiblePartitions": True},
    }
    monkeypatch.setitem(BUCKETS, "flows", [key, key.replace("2026", "2024")])
    earlier = earlier_of("flow_log_objects", Played({"ec2:DescribeFlowLogs": [{"FlowLogs": [setting]}]}))
    evidence, row = run("flow_log_objects", Played(), earlier)
    assert [one.key for one in evidence] == [f"s3://flows/{key}"]
    assert row.status == "read"


def test_flow_logs_that_go_where_we_cannot_read_are_said(monkeypatch):
    settings = [
        {"FlowLogId": "fl-9", "LogDestinationType": "kinesis-data-firehose"},
        {"FlowLogId": "fl-8", "LogDestinationType": "s3", "LogDestination": "arn:aws:s3:::flows"},
    ]
    monkeypatch.setitem(BUCKETS, "flows", [FLOWS.replace(".log.gz", ".log.parquet")])
    earlier = earlier_of("flow_log_objects", Played({"ec2:DescribeFlowLogs": [{"FlowLogs": settings}]}))
    evidence, row = run("flow_log_objects", Played(), earlier)
    assert evidence == []
    assert row.status == "failed"
    assert "fl-9" in row.why
    assert "Parquet" in row.why


def test_a_region_without_flow_logs_is_empty_and_says_why():
    _, row = run("flow_log_objects", Played())
    assert (row.status, row.calls) == ("empty", 0)
    assert "no flow logs" in row.why


def test_a_streams_lines_are_sealed_as_they_stood_over_empty_pages():
    kept = {}

    def seal(chunks):
        data = b"".join(chunks)
        kept[hashlib.sha256(data).hexdigest()] = data
        return hashlib.sha256(data).hexdigest()

    evidence, row = run("cloudwatch_logs", Played(), earlier_of("cloudwatch_logs"), seal=seal)
    assert [one.key for one in evidence] == ["cloudwatch//app/web/web-1"]
    assert kept[evidence[0].sha256] == b"one\ntwo\n"
    assert row.status == "read"


def test_only_scope_is_asked_of_cloudwatch():
    played = Played()
    run("cloudwatch_logs", played, earlier_of("cloudwatch_logs"))
    asked = next(parameters for call, parameters in played.asked if call == "logs:FilterLogEvents")
    assert asked["endTime"] == int(NOW.timestamp() * 1000)
    assert asked["startTime"] == int((NOW - timedelta(days=7)).timestamp() * 1000)


def test_a_group_beyond_the_limit_is_truncated_and_named(monkeypatch):
    monkeypatch.setattr(cloudwatch_logs, "_READING", cloudwatch_logs._READING._replace(max_events=1))
    evidence, row = run("cloudwatch_logs", Played(), earlier_of("cloudwatch_logs"))
    assert len(evidence) == 1
    assert row.status == "truncated"
    assert "/app/web" in row.why


def test_groups_that_flow_logs_and_trails_write_to_are_left_to_their_collectors():
    arn = "arn:aws:logs:us-east-1:111122223333:log-group:trail-group:*"
    account = Played(
        {"cloudtrail:DescribeTrails": [{"trailList": [{"TrailARN": "t", "CloudWatchLogsLogGroupArn": arn}]}]}
    )
    played = Played(
        {
            "logs:DescribeLogGroups": [
                {"logGroups": [{"logGroupName": "trail-group"}, {"logGroupName": "flows"}]}
            ]
        }
    )
    evidence, row = run("cloudwatch_logs", played, earlier_of("cloudwatch_logs", account))
    assert evidence == []
    assert row.status == "empty"


def test_a_group_that_vanished_meanwhile_does_not_stop_the_next():
    def answer(asked):
        if asked["logGroupName"] == "/app/web":
            raise Absent("gone", "empty")
        return [{"events": [{"logStreamName": "s", "message": "m"}]}]

    played = Played({"logs:FilterLogEvents": answer})
    evidence, row = run("cloudwatch_logs", played)
    assert [one.key for one in evidence] == ["cloudwatch/flows/s"]
    assert row.status == "read"
