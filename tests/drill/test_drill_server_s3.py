import json

import pytest

from drill.drill_clients import client, refusal, serving
from drill.drill_folders import ACCOUNT, write

CLOSED = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}
OPEN = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::site/*"}
    ],
}
LOCKED = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Deny",
            "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/alice"},
            "Action": "s3:*",
            "Resource": ["arn:aws:s3:::locked", "arn:aws:s3:::locked/*"],
        }
    ],
}


def account(place):
    files = {
        "resources/us-east-1.json": {
            "s3:buckets": [
                {"Name": "site", "CreationDate": "2024-01-01T00:00:00Z", "Policy": OPEN},
                {"Name": "locked", "CreationDate": "2024-01-01T00:00:00Z", "Policy": LOCKED},
            ]
        },
        "resources/ap-northeast-1.json": {
            "s3:buckets": [
                {
                    "Name": "far",
                    "CreationDate": "2024-01-01T00:00:00Z",
                    "PublicAccessBlockConfiguration": CLOSED,
                }
            ]
        },
        **{f"logs/s3/logs/app/2026/03/0{day}/web.log": f"line {day}\n" for day in (1, 2, 3)},
        "logs/s3/logs/plain key+ü.txt": "x",
        f"logs/s3/logs/AWSLogs/{ACCOUNT}_vpcflowlogs_us-east-1_fl-1_20260304T2300Z_1.log.gz": b"\x1f\x8b",
    }
    return write(place / "case", files)


@pytest.fixture
def changed(tmp_path):
    with serving(account(tmp_path)) as served:
        yield served


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The same account for tests that change nothing."""
    with serving(account(tmp_path_factory.mktemp("s3"))) as served:
        yield served


def test_buckets_lie_in_their_regions(server):
    store = client(server, "s3")
    regions = {one["Name"]: one["BucketRegion"] for one in store.list_buckets()["Buckets"]}
    assert regions == {
        "far": "ap-northeast-1",
        "locked": "us-east-1",
        "logs": "us-east-1",
        "site": "us-east-1",
    }
    assert store.get_bucket_location(Bucket="far")["LocationConstraint"] == "ap-northeast-1"
    assert store.get_bucket_location(Bucket="site")["LocationConstraint"] is None
    assert store.head_bucket(Bucket="far")["BucketRegion"] == "ap-northeast-1"
    assert refusal(store.head_bucket, Bucket="nowhere") == "404"
    assert refusal(store.list_objects_v2, Bucket="nowhere") == "NoSuchBucket"


def test_objects_are_listed_by_prefix_page_and_delimiter(server):
    store = client(server, "s3")
    pages = list(
        store.get_paginator("list_objects_v2").paginate(Bucket="logs", PaginationConfig={"PageSize": 2})
    )
    keys = [item["Key"] for page in pages for item in page["Contents"]]
    assert keys == sorted(keys)
    assert len(keys) == 5
    assert "plain key+ü.txt" in keys
    top = store.list_objects_v2(Bucket="logs", Delimiter="/")
    assert [one["Prefix"] for one in top["CommonPrefixes"]] == ["AWSLogs/", "app/"]
    assert [one["Key"] for one in top["Contents"]] == ["plain key+ü.txt"]
    days = list(
        store.get_paginator("list_objects_v2").paginate(
            Bucket="logs", Prefix="app/2026/03/", Delimiter="/", PaginationConfig={"PageSize": 1}
        )
    )
    assert [one["Prefix"] for page in days for one in page.get("CommonPrefixes", ())] == [
        f"app/2026/03/0{day}/" for day in (1, 2, 3)
    ]
    after = store.list_objects_v2(Bucket="logs", Prefix="app/", StartAfter="app/2026/03/02/web.log")
    assert [one["Key"] for one in after["Contents"]] == ["app/2026/03/03/web.log"]


def test_objects_are_read_whole_and_in_parts(server):
    store = client(server, "s3")
    key = "app/2026/03/02/web.log"
    assert store.get_object(Bucket="logs", Key=key)["Body"].read() == b"line 2\n"
    part = store.get_object(Bucket="logs", Key=key, Range="bytes=0-3")
    assert (part["Body"].read(), part["ContentRange"]) == (b"line", "bytes 0-3/7")
    assert store.head_object(Bucket="logs", Key=key)["ContentLength"] == 7
    assert store.get_object(Bucket="logs", Key="plain key+ü.txt")["Body"].read() == b"x"
    assert refusal(store.get_object, Bucket="logs", Key="none") == "NoSuchKey"


def test_an_objects_date_is_that_in_its_name(server):
    store = client(server, "s3")
    dates = {
        one["Key"].rpartition("/")[2]: one["LastModified"]
        for one in store.list_objects_v2(Bucket="logs")["Contents"]
    }
    flow = next(date for key, date in dates.items() if "vpcflowlogs" in key)
    assert flow.isoformat() == "2026-03-04T23:06:00+00:00"


def test_what_the_folder_says_of_a_bucket_is_answered_and_can_be_changed(changed):
    store = client(changed, "s3")
    assert json.loads(store.get_bucket_policy(Bucket="site")["Policy"]) == OPEN
    assert store.get_bucket_policy_status(Bucket="site")["PolicyStatus"]["IsPublic"] is True
    assert store.get_public_access_block(Bucket="far")["PublicAccessBlockConfiguration"] == CLOSED
    assert refusal(store.get_public_access_block, Bucket="site") == "NoSuchPublicAccessBlockConfiguration"
    store.put_public_access_block(Bucket="site", PublicAccessBlockConfiguration=CLOSED)
    assert store.get_public_access_block(Bucket="site")["PublicAccessBlockConfiguration"] == CLOSED
    store.delete_public_access_block(Bucket="site")
    assert refusal(store.get_public_access_block, Bucket="site") == "NoSuchPublicAccessBlockConfiguration"
    store.delete_bucket_policy(Bucket="site")
    assert refusal(store.get_bucket_policy, Bucket="site") == "NoSuchBucketPolicy"
    assert store.get_bucket_versioning(Bucket="site").get("Status") is None
    store.put_bucket_versioning(Bucket="site", VersioningConfiguration={"Status": "Enabled"})
    assert store.get_bucket_versioning(Bucket="site")["Status"] == "Enabled"
    assert store.get_bucket_acl(Bucket="site")["Grants"][0]["Permission"] == "FULL_CONTROL"


def test_a_bucket_policy_shuts_out_even_an_administrator(server):
    store = client(server, "s3", key="AKIAALICE00000000001")
    assert refusal(store.list_objects_v2, Bucket="locked") == "AccessDenied"
    store.list_objects_v2(Bucket="logs")
    client(server, "s3").list_objects_v2(Bucket="locked")


def test_objects_are_stored_and_removed(changed):
    store = client(changed, "s3")
    store.create_bucket(Bucket="fresh")
    store.put_object(Bucket="fresh", Key="a/b.txt", Body=b"hello", ContentType="text/plain")
    got = store.get_object(Bucket="fresh", Key="a/b.txt")
    assert (got["Body"].read(), got["ContentType"]) == (b"hello", "text/plain")
    assert refusal(store.delete_bucket, Bucket="fresh") == "BucketNotEmpty"
    store.delete_object(Bucket="fresh", Key="a/b.txt")
    store.delete_bucket(Bucket="fresh")
    store.delete_objects(Bucket="logs", Delete={"Objects": [{"Key": "plain key+ü.txt"}]})
    assert store.list_objects_v2(Bucket="logs")["KeyCount"] == 4
