from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from drill.drill_clients import client, refusal, serving
from drill.drill_folders import ACCOUNT, TOML, iam, role, user, write

DENY_KMS = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "kms:*", "Resource": "*"}]}
READ_ONLY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": ["ec2:Describe*", "iam:List*"], "Resource": "*"},
        {
            "Effect": "Allow",
            "Action": "iam:GetUser",
            "Resource": f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}",
        },
        {
            "Effect": "Deny",
            "Action": "iam:ListRoles",
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:RequestedRegion": "us-east-1"}},
        },
    ],
}
EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    people = iam(
        [
            user("alice", "AKIAALICE00000000001", EVERYTHING),
            user("bob", "AKIABOB0000000000001", READ_ONLY),
            user("carol", "AKIACAROL00000000001", GroupList=["readers"]),
            user(
                "dave",
                "AKIADAVE000000000001",
                EVERYTHING,
                PermissionsBoundary={
                    "PermissionsBoundaryType": "PermissionsBoundaryPolicy",
                    "PermissionsBoundaryArn": f"arn:aws:iam::{ACCOUNT}:policy/edge",
                },
            ),
            {**user("eve"), "AccessKeys": [{"AccessKeyId": "AKIAEVE0000000000001", "Status": "Inactive"}]},
        ],
        roles=[
            role(
                "auditor",
                RolePolicyList=[{"PolicyName": "deny", "PolicyDocument": DENY_KMS}],
                AttachedManagedPolicies=[
                    {"PolicyName": "ReadOnlyAccess", "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}
                ],
            )
        ],
        groups=[
            {
                "GroupName": "readers",
                "GroupId": "AGPAREADERS",
                "Arn": f"arn:aws:iam::{ACCOUNT}:group/readers",
                "Path": "/",
                "CreateDate": "2025-01-01T00:00:00Z",
                "GroupPolicyList": [{"PolicyName": "read", "PolicyDocument": READ_ONLY}],
            }
        ],
        policies=[
            {
                "PolicyName": "edge",
                "PolicyId": "ANPAEDGE",
                "Arn": f"arn:aws:iam::{ACCOUNT}:policy/edge",
                "Path": "/",
                "DefaultVersionId": "v1",
                "CreateDate": "2025-01-01T00:00:00Z",
                "PolicyVersionList": [
                    {
                        "VersionId": "v1",
                        "IsDefaultVersion": True,
                        "Document": READ_ONLY,
                        "CreateDate": "2025-01-01T00:00:00Z",
                    }
                ],
            }
        ],
        root={
            "AccessKeys": [
                {
                    "AccessKeyId": "AKIAROOT000000000001",
                    "Status": "Active",
                    "CreateDate": "2020-01-01T00:00:00Z",
                }
            ],
            "MFA": False,
            "PasswordLastUsed": "2026-02-01T00:00:00Z",
        },
    )
    folder = write(
        tmp_path_factory.mktemp("access") / "case",
        {"iam.json": people},
        toml=TOML + 'deny = ["ce:GetCostAndUsage", "s3:ListAllMyBuckets"]\n',
    )
    with serving(folder) as opened:
        yield opened


def test_the_responder_is_a_role_session_that_iam_does_not_list(server):
    who = client(server, "sts").get_caller_identity()
    assert who["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/abusedesk-responder/practice"
    names = {one["RoleName"] for one in client(server, "iam").list_roles()["Roles"]}
    assert names == {"auditor"}


def test_what_incident_toml_denies_is_refused_in_each_services_own_way(server):
    period = {"Start": "2026-03-01", "End": "2026-03-02"}
    costs = client(server, "ce")
    code = refusal(
        costs.get_cost_and_usage, TimePeriod=period, Granularity="DAILY", Metrics=["UnblendedCost"]
    )
    assert code == "AccessDeniedException"
    assert refusal(client(server, "s3").list_buckets) == "AccessDenied"


def test_each_answer_bears_the_practice_accounts_clock(server):
    headers = client(server, "sts").get_caller_identity()["ResponseMetadata"]["HTTPHeaders"]
    assert headers["date"].startswith("Thu, 05 Mar 2026 02:1")


@pytest.mark.parametrize(
    ("service", "operation", "code"),
    [
        ("iam", "list_users", "InvalidClientTokenId"),
        ("ec2", "describe_instances", "AuthFailure"),
        ("cloudtrail", "lookup_events", "UnrecognizedClientException"),
        ("guardduty", "list_detectors", "UnrecognizedClientException"),
        ("s3", "list_buckets", "InvalidAccessKeyId"),
    ],
)
@pytest.mark.parametrize("key", ["AKIAUNKNOWN000000001", "AKIAEVE0000000000001"])
def test_an_unknown_or_inactive_key_is_refused_in_each_protocol(server, service, operation, code, key):
    assert refusal(getattr(client(server, service, key=key), operation)) == code


@pytest.mark.parametrize(
    ("service", "operation", "code"),
    [
        ("ec2", "describe_instances", "AuthFailure"),
        ("cloudtrail", "lookup_events", "UnrecognizedClientException"),
        ("sts", "get_caller_identity", "InvalidClientTokenId"),
    ],
)
def test_a_region_that_is_not_opted_in_refuses(server, service, operation, code):
    assert refusal(getattr(client(server, service, "af-south-1"), operation)) == code


def test_global_services_answer_whatever_the_region(server):
    assert client(server, "iam", "eu-west-1").list_users()["Users"]


def test_regions_say_whether_they_are_opted_in(server):
    regions = client(server, "ec2").describe_regions(AllRegions=True)["Regions"]
    status = {one["RegionName"]: one["OptInStatus"] for one in regions}
    assert status["us-east-1"] == "opt-in-not-required"
    assert status["af-south-1"] == "not-opted-in"
    enabled = client(server, "ec2").describe_regions()["Regions"]
    assert {one["RegionName"] for one in enabled} == {"us-east-1", "ap-northeast-1"}
    listed = client(server, "account").list_regions(RegionOptStatusContains=["ENABLED_BY_DEFAULT"])["Regions"]
    assert {one["RegionName"] for one in listed} == {"us-east-1", "ap-northeast-1"}


@pytest.mark.parametrize("key", ["AKIABOB0000000000001", "AKIACAROL00000000001", "AKIADAVE000000000001"])
def test_policies_of_user_group_and_boundary_are_enforced(server, key):
    client(server, "ec2", key=key).describe_instances()
    people = client(server, "iam", key=key)
    people.list_users()
    assert refusal(people.list_roles) == "AccessDenied"
    assert refusal(people.create_user, UserName="mallory") == "AccessDenied"
    assert refusal(client(server, "ec2", key=key).create_security_group, GroupName="x", Description="x") == (
        "UnauthorizedOperation"
    )
    assert refusal(client(server, "cloudtrail", key=key).describe_trails) == "AccessDeniedException"
    client(server, "sts", key=key).get_caller_identity()


def test_a_refusal_names_the_caller_and_the_action(server):
    people = client(server, "iam", key="AKIABOB0000000000001")
    with pytest.raises(
        people.exceptions.ClientError, match=f"arn:aws:iam::{ACCOUNT}:user/bob.*iam:CreateUser"
    ):
        people.create_user(UserName="mallory")


def test_policy_variables_stand_for_the_caller(server):
    people = client(server, "iam", key="AKIABOB0000000000001")
    assert people.get_user(UserName="bob")["User"]["UserName"] == "bob"
    assert refusal(people.get_user, UserName="alice") == "AccessDenied"


def test_a_session_may_do_what_its_role_may(server):
    given = client(server, "sts", key="AKIAALICE00000000001").assume_role(
        RoleArn=f"arn:aws:iam::{ACCOUNT}:role/auditor", RoleSessionName="night-shift"
    )
    key, token = given["Credentials"]["AccessKeyId"], given["Credentials"]["SessionToken"]
    assert key.startswith("ASIA")
    who = client(server, "sts", key=key, token=token).get_caller_identity()
    assert who["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/auditor/night-shift"
    client(server, "ec2", key=key, token=token).describe_instances()
    assert refusal(client(server, "kms", key=key, token=token).list_keys) == "AccessDeniedException"
    used = client(server, "iam").get_role(RoleName="auditor")["Role"]["RoleLastUsed"]
    assert used["LastUsedDate"].isoformat().startswith("2026-03-05T02:1")


def test_a_role_that_does_not_trust_the_caller_cannot_be_assumed(server):
    stranger = client(server, "sts", key="AKIAALICE00000000001")
    arn = f"arn:aws:iam::{ACCOUNT}:role/nothing"
    assert refusal(stranger.assume_role, RoleArn=arn, RoleSessionName="xx") == "AccessDenied"


def test_roots_key_may_do_everything(server):
    who = client(server, "sts", key="AKIAROOT000000000001").get_caller_identity()
    assert who["Arn"] == f"arn:aws:iam::{ACCOUNT}:root"
    assert client(server, "iam", key="AKIAROOT000000000001").list_users()["Users"]


def test_the_responder_can_be_held_to_a_policy(tmp_path):
    folder = write(tmp_path / "case")
    policy = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "iam:ListUsers", "Resource": "*"}],
    }
    with serving(folder, responder_policy=policy) as held:
        assert client(held, "iam").list_users()["Users"]
        assert refusal(client(held, "iam").list_roles) == "AccessDenied"
        client(held, "sts").get_caller_identity()


def test_two_incidents_of_one_account_do_not_mix(tmp_path):
    one = write(tmp_path / "one", {"iam.json": iam([user("anna", "AKIAANNA000000000001", EVERYTHING)])})
    two = write(tmp_path / "two", {"iam.json": iam([user("ben", "AKIABEN0000000000001", EVERYTHING)])})
    with serving(one) as first, serving(two) as second:
        client(first, "iam").create_user(UserName="cleo")
        names = [
            sorted(one["UserName"] for one in client(served, "iam").list_users()["Users"])
            for served in (first, second)
        ]
    assert names == [["anna", "cleo"], ["ben"]]


def test_an_unsigned_request_is_refused(server):
    with pytest.raises(HTTPError) as caught:
        urlopen(server.endpoint_url + "/some-bucket/key")  # noqa: S310 # our own server
    with caught.value as answer:
        assert answer.code == 403
        assert b"AccessDenied" in answer.read()


def test_simulation_asks_the_same_policies(server):
    answer = client(server, "iam").simulate_principal_policy(
        PolicySourceArn=f"arn:aws:iam::{ACCOUNT}:user/bob", ActionNames=["ec2:DescribeVpcs", "s3:GetObject"]
    )
    decisions = {one["EvalActionName"]: one["EvalDecision"] for one in answer["EvaluationResults"]}
    assert decisions == {"ec2:DescribeVpcs": "allowed", "s3:GetObject": "implicitDeny"}
