import json

from abusedesk import collect
from abusedesk.aws.policy import MANAGED_POLICY_LIMIT, read_policy


def test_the_policy_allows_each_action_once_sorted_and_no_call_that_needs_none():
    policy = read_policy(["s3:ListObjectsV2=s3:ListBucket", "iam:ListUsers", "s3:HeadBucket=s3:ListBucket"])
    assert policy["Version"] == "2012-10-17"
    assert policy["Statement"][0]["Action"] == ["iam:ListUsers", "s3:ListBucket"]
    assert policy["Statement"][0]["Resource"] == "*"
    assert read_policy(["sts:GetCallerIdentity"])["Statement"][0]["Action"] == []


def test_the_policy_of_all_collectors_fits_a_managed_policy():
    declared = [read for unit in collect.every().values() for read in unit.reads]
    assert len(json.dumps(read_policy(declared), separators=(",", ":"))) < MANAGED_POLICY_LIMIT
