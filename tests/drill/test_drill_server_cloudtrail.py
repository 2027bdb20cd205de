import gzip
import json
from datetime import timedelta

import pytest

from drill.drill_clients import client, refusal, serving
from drill.drill_folders import ACCOUNT, NOW, TOML, record, write

TRAIL = 'trail = { bucket = "org-trail", regions = "all" }\n'
MADE = {"instancesSet": {"items": [{"instanceId": "i-0abc", "subnetId": "subnet-1"}]}}
USER = {
    "user": {"userName": "mallory", "userId": "AIDAMALLORY", "arn": f"arn:aws:iam::{ACCOUNT}:user/mallory"}
}
SESSION = {
    "credentials": {"accessKeyId": "ASIASESSION000000001"},
    "assumedRoleUser": {
        "assumedRoleId": "AROADEPLOYER:build",
        "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/deployer/build",
    },
}
SECRET = {
    "eventCategory": "Data",
    "managementEvent": False,
    "resources": [{"type": "AWS::S3::Object", "ARN": "arn:aws:s3:::secrets/a"}],
}


def history():
    yield record("RunInstances", minutes=30, responseElements=MADE)
    yield record("CreateUser", minutes=40, source="iam.amazonaws.com", responseElements=USER)
    role = {"roleArn": f"arn:aws:iam::{ACCOUNT}:role/deployer", "roleSessionName": "build"}
    yield record(
        "AssumeRole", minutes=50, source="sts.amazonaws.com", requestParameters=role, responseElements=SESSION
    )
    root = {
        "type": "Root",
        "arn": f"arn:aws:iam::{ACCOUNT}:root",
        "accountId": ACCOUNT,
        "principalId": ACCOUNT,
    }
    yield record("ConsoleLogin", minutes=60, source="signin.amazonaws.com", userIdentity=root)
    role_session = {
        "type": "AssumedRole",
        "principalId": "AROADEPLOYER:build",
        "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/deployer/build",
        "accessKeyId": "ASIASESSION000000001",
    }
    yield record("StopInstances", minutes=70, userIdentity=role_session)
    yield record("GetObject", minutes=35, source="s3.amazonaws.com", **SECRET)
    yield record("DeleteVpc", minutes=60 * 24 * 91)
    yield record("DescribeVpcs", minutes=5)
    for minute in range(120):
        yield record("DescribeInstances", minutes=200 + minute)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    files = {
        "cloudtrail/us-east-1.jsonl": list(history()),
        "cloudtrail/ap-northeast-1.jsonl": [
            record("RunInstances", minutes=25, region="ap-northeast-1", user_name="bob")
        ],
    }
    return write(tmp_path_factory.mktemp("trail") / "case", files, toml=TOML + TRAIL)


@pytest.fixture(scope="module")
def server(folder):
    with serving(folder, throttle=False) as opened:
        yield opened


def looked_up(server, region="us-east-1", *, until=NOW, **attribute):
    wanted = [{"AttributeKey": key, "AttributeValue": value} for key, value in attribute.items()]
    pages = client(server, "cloudtrail", region).get_paginator("lookup_events")
    return [
        event for page in pages.paginate(LookupAttributes=wanted, EndTime=until) for event in page["Events"]
    ]


def test_management_events_of_ninety_days_come_newest_first(server):
    events = looked_up(server)
    assert len(events) == 126
    assert [event["EventTime"] for event in events] == sorted((e["EventTime"] for e in events), reverse=True)
    names = {event["EventName"] for event in events}
    assert "GetObject" not in names
    assert "DeleteVpc" not in names


def test_a_page_holds_fifty_at_most(server):
    trail = client(server, "cloudtrail")
    first = trail.lookup_events(EndTime=NOW)
    assert len(first["Events"]) == 50
    assert refusal(trail.lookup_events, EndTime=NOW, MaxResults=51) == "InvalidMaxResultsException"


def test_a_token_fits_no_other_question(server):
    trail = client(server, "cloudtrail")
    token = trail.lookup_events(EndTime=NOW)["NextToken"]
    other = NOW - timedelta(minutes=1)
    assert refusal(trail.lookup_events, EndTime=other, NextToken=token) == "InvalidNextTokenException"
    assert refusal(trail.lookup_events, EndTime=NOW, NextToken="made-up") == "InvalidNextTokenException"


def test_one_attribute_is_the_most(server):
    two = [
        {"AttributeKey": "EventName", "AttributeValue": "x"},
        {"AttributeKey": "Username", "AttributeValue": "y"},
    ]
    trail = client(server, "cloudtrail")
    assert refusal(trail.lookup_events, LookupAttributes=two) == "InvalidLookupAttributesException"


@pytest.mark.parametrize(
    ("attribute", "value", "names"),
    [
        ("EventName", "RunInstances", ["RunInstances"]),
        ("Username", "root", ["ConsoleLogin"]),
        ("Username", "build", ["StopInstances"]),
        ("AccessKeyId", "ASIASESSION000000001", ["StopInstances"]),
        ("EventSource", "iam.amazonaws.com", ["CreateUser"]),
        ("ResourceName", "i-0abc", ["RunInstances"]),
        ("ResourceName", "mallory", ["CreateUser"]),
        ("ResourceName", f"arn:aws:iam::{ACCOUNT}:user/mallory", ["CreateUser"]),
        ("ResourceName", "deployer", ["AssumeRole"]),
        ("ResourceName", "ASIASESSION000000001", ["AssumeRole"]),
        ("ResourceType", "AWS::EC2::Instance", ["RunInstances"]),
        ("ResourceType", "AWS::IAM::Role", ["AssumeRole"]),
    ],
)
def test_each_attribute_finds_its_events(server, attribute, value, names):
    assert [event["EventName"] for event in looked_up(server, **{attribute: value})] == names


def test_the_record_is_handed_over_as_it_was_written(server, folder):
    event = looked_up(server, EventName="CreateUser")[0]
    lines = (folder / ACCOUNT / "cloudtrail" / "us-east-1.jsonl").read_text().splitlines()
    assert event["CloudTrailEvent"] in lines


def test_each_region_has_a_history_of_its_own(server):
    assert [event["Username"] for event in looked_up(server, "ap-northeast-1")] == ["bob"]


def test_more_than_two_requests_a_second_in_one_region_are_throttled(folder):
    with serving(folder) as slow:
        trail = client(slow, "cloudtrail")
        codes = []
        for _ in range(4):
            try:
                trail.lookup_events(MaxResults=1)
                codes.append("")
            except trail.exceptions.ClientError as error:
                codes.append(error.response["Error"]["Code"])
        assert codes[:2] == ["", ""]
        assert "ThrottlingException" in codes
        client(slow, "cloudtrail", "ap-northeast-1").lookup_events(MaxResults=1)


def test_a_call_made_here_is_in_the_history_with_what_it_touched(server):
    client(server, "iam", key="AKIAALICE00000000001").create_user(UserName="newcomer")
    later = NOW + timedelta(days=1)
    found = looked_up(server, until=later, ResourceName="newcomer")
    assert [(event["EventName"], event["Username"]) for event in found] == [("CreateUser", "alice")]
    told = json.loads(found[0]["CloudTrailEvent"])
    assert told["userIdentity"]["accessKeyId"] == "AKIAALICE00000000001"
    assert told["responseElements"]["user"]["userName"] == "newcomer"
    assert found[0]["EventTime"] >= NOW


def test_a_refused_call_is_in_the_history_with_its_error(server):
    people = client(server, "iam", key="AKIABOB0000000000001")
    assert refusal(people.delete_user, UserName="alice") == "AccessDenied"
    found = looked_up(server, until=NOW + timedelta(days=1), EventName="DeleteUser")
    assert json.loads(found[0]["CloudTrailEvent"])["errorCode"] == "AccessDenied"


def test_no_secret_reaches_the_history(server):
    client(server, "iam").create_user(UserName="keyholder")
    made = client(server, "iam").create_access_key(UserName="keyholder")["AccessKey"]
    found = looked_up(server, until=NOW + timedelta(days=1), ResourceName=made["AccessKeyId"])
    assert [event["EventName"] for event in found] == ["CreateAccessKey"]
    assert made["SecretAccessKey"] not in found[0]["CloudTrailEvent"]


def delivered(server, bucket="org-trail"):
    store = client(server, "s3")
    for page in store.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for item in page.get("Contents", ()):
            body = store.get_object(Bucket=bucket, Key=item["Key"])["Body"].read()
            assert len(body) == item["Size"]
            yield item, json.loads(gzip.decompress(body))["Records"]


def test_the_trail_delivers_every_management_record_but_the_last_minutes(server):
    objects = list(delivered(server))
    names = [one["eventName"] for _, records in objects for one in records]
    assert names.count("DescribeInstances") == 120
    assert names.count("RunInstances") == 2
    assert "DescribeVpcs" not in names
    assert "GetObject" not in names


def test_trail_objects_lie_where_aws_puts_them(server):
    for item, records in delivered(server):
        region = records[0]["awsRegion"]
        last = max(one["eventTime"] for one in records)
        prefix = f"AWSLogs/{ACCOUNT}/CloudTrail/{region}/"
        assert item["Key"].startswith(prefix)
        assert f"/{ACCOUNT}_CloudTrail_{region}_20" in item["Key"]
        assert item["Key"].endswith(".json.gz")
        assert (
            last <= item["LastModified"].strftime("%Y-%m-%dT%H:%M:%SZ") <= NOW.strftime("%Y-%m-%dT%H:%M:%SZ")
        )


def test_nothing_is_delivered_while_logging_is_stopped(tmp_path):
    named = {"name": "management-events"}
    told = [
        record("CreateVpc", minutes=300),
        record("StopLogging", minutes=240, source="cloudtrail.amazonaws.com", requestParameters=named),
        record("CreateKeyPair", minutes=200),
        record("StartLogging", minutes=120, source="cloudtrail.amazonaws.com", requestParameters=named),
        record("CreateSubnet", minutes=60),
    ]
    folder = write(tmp_path / "case", {"cloudtrail/us-east-1.jsonl": told}, toml=TOML + TRAIL)
    with serving(folder, throttle=False) as served:
        names = {one["eventName"] for _, records in delivered(served) for one in records}
        assert names == {"CreateVpc", "StartLogging", "CreateSubnet"}
        assert len(looked_up(served)) == 5
        status = client(served, "cloudtrail").get_trail_status(Name="management-events")
        assert status["IsLogging"] is True
        client(served, "cloudtrail").stop_logging(Name="management-events")
        assert status["LatestDeliveryTime"] > status["StartLoggingTime"]
        status = client(served, "cloudtrail").get_trail_status(Name="management-events")
        assert status["IsLogging"] is False
        assert status["StartLoggingTime"] < status["StopLoggingTime"] <= status["LatestDeliveryTime"]
        assert status["TimeLoggingStopped"].startswith(status["StopLoggingTime"].strftime("%Y-%m-%dT%H:%M"))


def test_a_trail_that_never_logged_has_no_times(tmp_path):
    folder = write(tmp_path / "case", {}, toml=TOML + TRAIL)
    with serving(folder, throttle=False) as served:
        trails = client(served, "cloudtrail")
        bucket = trails.describe_trails()["trailList"][0]["S3BucketName"]
        trails.create_trail(Name="second", S3BucketName=bucket)
        status = trails.get_trail_status(Name="second")
        assert status["IsLogging"] is False
        assert not {"StartLoggingTime", "StopLoggingTime", "LatestDeliveryTime"} & set(status)
        trails.start_logging(Name="second")
        assert "StartLoggingTime" in trails.get_trail_status(Name="second")


def test_data_events_are_delivered_where_the_selectors_cover_them(tmp_path):
    selectors = [
        {
            "ReadWriteType": "All",
            "IncludeManagementEvents": True,
            "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::secrets/"]}],
        }
    ]
    other = {**SECRET, "resources": [{"type": "AWS::S3::Object", "ARN": "arn:aws:s3:::public/a"}]}
    told = [
        record("GetObject", minutes=35, source="s3.amazonaws.com", **SECRET),
        record("PutObject", minutes=36, source="s3.amazonaws.com", **other),
    ]
    files = {
        "cloudtrail/us-east-1.jsonl": told,
        "resources/us-east-1.json": {"cloudtrail:event_selectors": selectors},
    }
    folder = write(tmp_path / "case", files, toml=TOML + TRAIL)
    with serving(folder, throttle=False) as served:
        names = [one["eventName"] for _, records in delivered(served) for one in records]
        assert names == ["GetObject"]
        answer = client(served, "cloudtrail").get_event_selectors(TrailName="management-events")
        assert answer["EventSelectors"][0]["DataResources"][0]["Values"] == ["arn:aws:s3:::secrets/"]


def test_a_trail_of_all_regions_is_seen_from_each_of_them(server):
    trails = client(server, "cloudtrail", "ap-northeast-1").describe_trails()["trailList"]
    assert [(one["S3BucketName"], one["HomeRegion"]) for one in trails] == [("org-trail", "us-east-1")]
    own = client(server, "cloudtrail", "ap-northeast-1").describe_trails(includeShadowTrails=False)
    assert own["trailList"] == []


def test_without_a_trail_there_is_event_history_alone(tmp_path):
    folder = write(tmp_path / "case", {"cloudtrail/us-east-1.jsonl": [record("CreateVpc", minutes=100)]})
    with serving(folder, throttle=False) as served:
        assert client(served, "cloudtrail").describe_trails()["trailList"] == []
        assert len(looked_up(served)) == 1
        assert client(served, "s3").list_buckets()["Buckets"] == []


def test_a_week_of_many_regions_stays_near_a_thousand_objects(tmp_path):
    told = {
        region: [record("CreateVpc", minutes=20 + 14 * number, region=region) for number in range(720)]
        for region in ("us-east-1", "ap-northeast-1")
    }
    files = {f"cloudtrail/{region}.jsonl": records for region, records in told.items()}
    folder = write(tmp_path / "case", files, toml=TOML + TRAIL)
    with serving(folder, throttle=False) as served:
        objects = list(delivered(served))
    assert 100 < len(objects) <= 1000
    assert sum(len(records) for _, records in objects) == 2 * 720
