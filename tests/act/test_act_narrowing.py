"""Laws of taking rights out of bucket policies, over whatever policies there are."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abusedesk.act._narrowing import given as put_back
from abusedesk.act._narrowing import meant, taken
from abusedesk.act._public import public_writes, without_public_writes, without_public_writing
from abusedesk.act.actions import restrict_bucket_policy
from abusedesk.drill.policy.evaluate import Question
from abusedesk.drill.policy.grants import granted
from abusedesk.model import Target
from drill.drill_folders import ACCOUNT

OTHER, REGION = "444455556666", "us-east-1"
OWN = (*(f"arn:aws:iam::{ACCOUNT}:{name}" for name in ("root", "user/alice", "role/app")), ACCOUNT)
ACTION_NAMES = (
    "s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:PutObjectAcl", "s3:ListBucket",
    "s3:PutBucketPolicy", "s3:GetBucketPolicy", "s3:DeleteBucketPolicy", "s3:AbortMultipartUpload",
    "s3:GetObjectVersion",
)  # fmt: skip
PATTERNS = (
    *ACTION_NAMES, "*", "s3:*", "s3:Put*", "s3:Get*", "s3:*Object", "S3:putobject", "s3:G*", "s3:?utObject",
    "s3:P?tObject", "s3:List*", "s3:**", "s3:D*", "s3:*Object*",
)  # fmt: skip


def one_or_more(values):
    return st.sampled_from(values) | st.lists(st.sampled_from(values), min_size=1, max_size=3)


PRINCIPALS = st.one_of(
    st.just("*"),
    st.builds(
        lambda names: {"AWS": names},
        one_or_more(("*", *OWN, OTHER, f"arn:aws:iam::{OTHER}:root", "AIDAGONE000000000001")),
    ),
    st.just({"Service": "cloudtrail.amazonaws.com"}),
)
CONDITIONS = st.sampled_from(
    [
        None,
        {"StringEquals": {"aws:PrincipalOrgID": "o-example"}},
        {"IpAddress": {"aws:SourceIp": ["192.0.2.0/24"]}},
        {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}},
        {"StringLike": {"aws:Referer": "https://example.com/*"}},
        {"StringLike": {"aws:PrincipalArn": "*"}},
        {"StringNotEquals": {"aws:PrincipalAccount": OTHER}},
    ]
)


@st.composite
def statements(draw):
    made = {
        "Effect": draw(st.sampled_from(["Allow", "Allow", "Allow", "Deny"])),
        "Principal": draw(PRINCIPALS),
        draw(st.sampled_from(["Action", "Action", "Action", "NotAction"])): draw(one_or_more(PATTERNS)),
        "Resource": draw(one_or_more(("arn:aws:s3:::b", "arn:aws:s3:::b/*", "*"))),
    }
    condition, sid = draw(CONDITIONS), draw(st.sampled_from([None, "a", "b"]))
    return {
        **({"Sid": sid} if sid else {}),
        **made,
        **({"Condition": condition} if condition else {}),
    }


POLICIES = st.builds(
    lambda many, alone, around: {**around, "Statement": many[0] if alone and len(many) == 1 else many},
    st.lists(statements(), min_size=1, max_size=4),
    st.booleans(),
    st.sampled_from([{}, {"Version": "2012-10-17"}, {"Version": "2012-10-17", "Id": "p"}]),
)
BY_SID = Target("arn:aws:s3:::b", ACCOUNT, REGION, ("a",))
NARROWINGS = {
    "public": without_public_writing,
    "sid": restrict_bucket_policy._narrow(BY_SID),
    "others": restrict_bucket_policy._narrow(replace(BY_SID, parts=("other-accounts",))),
}


def said(policy, account, arn, action):
    context = {
        "aws:principalaccount": [account],
        "aws:principalarn": [arn],
        "aws:sourceip": ["198.51.100.7"],
        "aws:referer": ["https://example.com/form"],
    }
    asked = Question(action=action, resource="arn:aws:s3:::b/key", context=context)
    return granted(policy or {}, (account, arn), asked)


@pytest.mark.parametrize("name", NARROWINGS)
@settings(max_examples=80, deadline=None)
@given(policy=POLICIES)
def test_what_is_taken_from_a_policy_widens_nothing_denies_nothing_and_goes_back_whole(name, policy):
    narrow = NARROWINGS[name]
    saved, left = meant(policy, narrow), taken(policy, narrow)
    assert meant(left, narrow) == []
    whole = put_back(left, json.loads(json.dumps(saved)), narrow)
    listed = policy["Statement"] if isinstance(policy["Statement"], list) else [policy["Statement"]]
    assert whole == policy if saved else left == {**policy, "Statement": listed}
    assert put_back(whole, saved, narrow) == whole
    for who in ((ACCOUNT, OWN[1]), (OTHER, f"arn:aws:iam::{OTHER}:user/x"), ("", "")):
        for action in ACTION_NAMES:
            before, after = said(policy, *who, action), said(left, *who, action)
            assert after == before or (before, after) == ("allowed", "not allowed")


@settings(max_examples=80, deadline=None)
@given(policy=POLICIES)
def test_the_owner_is_never_locked_out_of_his_bucket(policy):
    """Whom the policy does not deny beforehand, of the account, it does not deny afterwards: IAM decides."""
    for narrow in NARROWINGS.values():
        left = taken(policy, narrow)
        for arn in OWN[:3]:
            for action in ("s3:PutBucketPolicy", "s3:DeleteBucketPolicy", "s3:GetBucketPolicy"):
                if said(policy, ACCOUNT, arn, action) != "denied":
                    assert said(left, ACCOUNT, arn, action) != "denied"


@settings(max_examples=80, deadline=None)
@given(policy=POLICIES)
def test_nobody_without_credentials_may_write_afterwards_and_who_read_still_may(policy):
    left = taken(policy, without_public_writing)
    reads = {"s3:GetObject", "s3:ListBucket", "s3:GetBucketPolicy", "s3:GetObjectVersion"}
    listed = policy["Statement"] if isinstance(policy["Statement"], list) else [policy["Statement"]]
    spared = any("NotAction" in one for one in listed)  # these go whole
    for action in ACTION_NAMES:
        where = {"aws:sourceip": ["198.51.100.7"]}
        asked = Question(action=action, resource="arn:aws:s3:::b/key", context=where)
        before, after = (granted(one or {}, ("", ""), asked) for one in (policy, left))
        if action not in reads:
            assert after != "allowed"
        elif not spared and before == "allowed":
            assert after == "allowed"


def test_full_control_of_everybody_becomes_reading():
    everybody = {"Type": "Group", "URI": "http://acs.amazonaws.com/groups/global/AllUsers"}
    grants = [
        {"Grantee": {"Type": "CanonicalUser", "ID": "a"}, "Permission": "FULL_CONTROL"},
        {"Grantee": everybody, "Permission": "FULL_CONTROL"},
        {"Grantee": everybody, "Permission": "READ"},
    ]
    left = without_public_writes(grants)
    assert public_writes(left) == []
    assert [one["Permission"] for one in left] == ["FULL_CONTROL", "READ", "READ_ACP"]
    assert without_public_writes(left) == left
