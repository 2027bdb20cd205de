import csv
import io
from datetime import UTC, datetime

import pytest

from drill.drill_clients import client, refusal, serving
from drill.drill_folders import ACCOUNT, ADMIN, iam, role, user, write

NEW_POLICY = "arn:aws:iam::aws:policy/SomethingBrandNew"


def account(place):
    people = iam(
        [
            user(
                "alice",
                "AKIAALICE00000000001",
                ADMIN,
                PasswordLastUsed="2026-03-04T09:00:00Z",
                LoginProfile={"CreateDate": "2025-06-01T00:00:00Z", "PasswordResetRequired": False},
                MFADevices=[
                    {
                        "SerialNumber": f"arn:aws:iam::{ACCOUNT}:mfa/alice",
                        "EnableDate": "2025-07-01T00:00:00Z",
                    }
                ],
                GroupList=["staff"],
                Tags=[{"Key": "team", "Value": "web"}],
                AttachedManagedPolicies=[{"PolicyName": "SomethingBrandNew", "PolicyArn": NEW_POLICY}],
            ),
            {**user("bob", "AKIABOB0000000000001"), "LoginProfile": None, "PasswordLastUsed": None},
        ],
        roles=[
            role(
                "deployer",
                RoleLastUsed={"LastUsedDate": "2026-03-03T00:00:00Z", "Region": "us-east-1"},
                InstanceProfileList=[
                    {
                        "InstanceProfileName": "web",
                        "InstanceProfileId": "AIPAWEB",
                        "Arn": f"arn:aws:iam::{ACCOUNT}:instance-profile/web",
                        "Path": "/",
                        "CreateDate": "2025-01-01T00:00:00Z",
                        "Roles": [],
                    }
                ],
                Path="/service/",
                Arn=f"arn:aws:iam::{ACCOUNT}:role/service/deployer",
            )
        ],
        groups=[
            {
                "GroupName": "staff",
                "GroupId": "AGPASTAFF",
                "Arn": f"arn:aws:iam::{ACCOUNT}:group/staff",
                "Path": "/",
                "CreateDate": "2025-01-01T00:00:00Z",
                "AttachedManagedPolicies": [
                    {"PolicyName": "ReadOnlyAccess", "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}
                ],
            }
        ],
        policies=[
            {
                "PolicyName": "own",
                "PolicyId": "ANPAOWN",
                "Arn": f"arn:aws:iam::{ACCOUNT}:policy/own",
                "Path": "/",
                "DefaultVersionId": "v2",
                "CreateDate": "2025-01-01T00:00:00Z",
                "PolicyVersionList": [
                    {
                        "VersionId": "v1",
                        "IsDefaultVersion": False,
                        "Document": ADMIN,
                        "CreateDate": "2025-01-01T00:00:00Z",
                    },
                    {
                        "VersionId": "v2",
                        "IsDefaultVersion": True,
                        "Document": ADMIN,
                        "CreateDate": "2025-02-01T00:00:00Z",
                    },
                ],
            }
        ],
        root={
            "AccessKeys": [
                {
                    "AccessKeyId": "AKIAROOT000000000001",
                    "Status": "Active",
                    "CreateDate": "2020-01-01T00:00:00Z",
                    "LastUsed": None,
                }
            ],
            "MFA": True,
            "PasswordLastUsed": "2026-02-01T00:00:00Z",
        },
    )
    return write(place / "case", {"iam.json": people})


@pytest.fixture
def changed(tmp_path):
    with serving(account(tmp_path)) as opened:
        yield opened


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The same account for tests that change nothing."""
    with serving(account(tmp_path_factory.mktemp("iam"))) as opened:
        yield opened


def test_ids_and_dates_are_the_folders_own(server):
    people = client(server, "iam")
    alice = people.get_user(UserName="alice")["User"]
    assert alice["UserId"] == "AIDAALICEXXXXXXXXXXXX"
    assert alice["CreateDate"] == datetime(2025, 1, 1, tzinfo=UTC)
    assert alice["PasswordLastUsed"] == datetime(2026, 3, 4, 9, tzinfo=UTC)
    listed = {one["UserName"]: one for one in people.list_users()["Users"]}
    assert listed["alice"]["PasswordLastUsed"] == alice["PasswordLastUsed"]
    assert "PasswordLastUsed" not in listed["bob"]
    found = people.get_role(RoleName="deployer")["Role"]
    assert found["RoleId"] == "AROADEPLOYERXXXXXXXXX"
    assert found["Arn"] == f"arn:aws:iam::{ACCOUNT}:role/service/deployer"
    assert found["RoleLastUsed"] == {"LastUsedDate": datetime(2026, 3, 3, tzinfo=UTC), "Region": "us-east-1"}


def test_a_log_in_profile_that_is_null_does_not_exist(server):
    people = client(server, "iam")
    assert people.get_login_profile(UserName="alice")["LoginProfile"]["CreateDate"] == datetime(
        2025, 6, 1, tzinfo=UTC
    )
    assert refusal(people.get_login_profile, UserName="bob") == "NoSuchEntity"


def test_keys_say_when_they_were_last_used(changed):
    people = client(changed, "iam")
    used = people.get_access_key_last_used(AccessKeyId="AKIABOB0000000000001")
    assert used["UserName"] == "bob"
    assert used["AccessKeyLastUsed"] == {
        "LastUsedDate": datetime(2026, 3, 4, 20, tzinfo=UTC),
        "ServiceName": "ec2",
        "Region": "us-east-1",
    }
    client(changed, "sts", "ap-northeast-1", key="AKIABOB0000000000001").get_caller_identity()
    used = people.get_access_key_last_used(AccessKeyId="AKIABOB0000000000001")["AccessKeyLastUsed"]
    assert (used["ServiceName"], used["Region"]) == ("sts", "ap-northeast-1")
    assert used["LastUsedDate"].isoformat().startswith("2026-03-05T02:1")


def test_devices_say_since_when_they_are_enabled(server):
    devices = client(server, "iam").list_mfa_devices(UserName="alice")["MFADevices"]
    assert [one["EnableDate"] for one in devices] == [datetime(2025, 7, 1, tzinfo=UTC)]


def details(server, *wanted):
    pages = client(server, "iam").get_paginator("get_account_authorization_details")
    found = {}
    for page in pages.paginate(Filter=list(wanted), PaginationConfig={"PageSize": 2}):
        for name in ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"):
            found.setdefault(name, []).extend(page.get(name, ()))
    return found


def test_the_authorization_details_hold_everything_in_pages(server):
    found = details(server)
    alice, bob = found["UserDetailList"]
    assert alice["GroupList"] == ["staff"]
    assert alice["Tags"] == [{"Key": "team", "Value": "web"}]
    assert alice["UserPolicyList"] == [{"PolicyName": "own", "PolicyDocument": ADMIN}]
    assert "PasswordLastUsed" not in alice
    assert bob["AttachedManagedPolicies"] == []
    assert found["RoleDetailList"][0]["InstanceProfileList"][0]["InstanceProfileId"] == "AIPAWEB"
    assert found["RoleDetailList"][0]["AssumeRolePolicyDocument"]["Statement"]
    policies = {one["PolicyName"]: one for one in found["Policies"]}
    assert set(policies) == {"own", "ReadOnlyAccess", "SomethingBrandNew"}
    assert [one["VersionId"] for one in policies["own"]["PolicyVersionList"] if one["IsDefaultVersion"]] == [
        "v2"
    ]


def test_the_authorization_details_can_be_filtered(server):
    found = details(server, "Role", "LocalManagedPolicy")
    assert found["UserDetailList"] == []
    assert [one["RoleName"] for one in found["RoleDetailList"]] == ["deployer"]
    assert [one["PolicyName"] for one in found["Policies"]] == ["own"]


def test_the_credential_report_has_the_root_row_and_all_of_awss_columns(server):
    people = client(server, "iam")
    people.generate_credential_report()
    assert people.generate_credential_report()["State"] == "COMPLETE"
    rows = list(csv.DictReader(io.StringIO(people.get_credential_report()["Content"].decode())))
    by_name = {row["user"]: row for row in rows}
    assert list(by_name) == ["<root_account>", "alice", "bob"]
    assert len(rows[0]) == 22
    root = by_name["<root_account>"]
    assert root["arn"] == f"arn:aws:iam::{ACCOUNT}:root"
    assert root["password_enabled"] == "not_supported"
    assert root["password_last_used"] == "2026-02-01T00:00:00+00:00"
    assert (root["mfa_active"], root["access_key_1_active"], root["access_key_2_active"]) == (
        "true",
        "true",
        "false",
    )
    assert root["access_key_1_last_used_date"] == "N/A"
    alice = by_name["alice"]
    assert alice["password_enabled"] == "true"
    assert alice["password_last_changed"] == "2025-06-01T00:00:00+00:00"
    assert alice["mfa_active"] == "true"
    assert alice["access_key_1_last_used_date"] == "2026-03-04T20:00:00+00:00"
    assert by_name["bob"]["password_last_used"] == "N/A"


def test_the_account_summary_knows_roots_keys_and_mfa(server):
    summary = client(server, "iam").get_account_summary()["SummaryMap"]
    assert summary["AccountMFAEnabled"] == 1
    assert summary["AccountAccessKeysPresent"] == 1
    assert summary["MFADevicesInUse"] == 1


def test_a_user_is_deleted_only_when_nothing_hangs_on_it(changed):
    people = client(changed, "iam")
    people.create_user(UserName="mallory")
    key = people.create_access_key(UserName="mallory")["AccessKey"]
    people.create_login_profile(UserName="mallory", Password="Abcdef123456!")
    people.add_user_to_group(UserName="mallory", GroupName="staff")
    people.put_user_policy(
        UserName="mallory",
        PolicyName="p",
        PolicyDocument='{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}',
    )
    undo = [
        lambda: people.delete_login_profile(UserName="mallory"),
        lambda: people.delete_access_key(UserName="mallory", AccessKeyId=key["AccessKeyId"]),
        lambda: people.delete_user_policy(UserName="mallory", PolicyName="p"),
        lambda: people.remove_user_from_group(UserName="mallory", GroupName="staff"),
    ]
    for step in undo:
        assert refusal(people.delete_user, UserName="mallory") == "DeleteConflict"
        step()
    people.delete_user(UserName="mallory")
    assert refusal(people.get_user, UserName="mallory") == "NoSuchEntity"


def test_a_deactivated_key_signs_no_more(changed):
    people = client(changed, "iam")
    people.create_user(UserName="temp")
    key = people.create_access_key(UserName="temp")["AccessKey"]
    assert key["CreateDate"].isoformat().startswith("2026-03-05T02:1")
    client(changed, "sts", key=key["AccessKeyId"]).get_caller_identity()
    people.update_access_key(UserName="temp", AccessKeyId=key["AccessKeyId"], Status="Inactive")
    assert (
        refusal(client(changed, "sts", key=key["AccessKeyId"]).get_caller_identity) == "InvalidClientTokenId"
    )
    people.update_access_key(UserName="temp", AccessKeyId=key["AccessKeyId"], Status="Active")
    client(changed, "sts", key=key["AccessKeyId"]).get_caller_identity()


def test_a_deny_all_policy_stops_its_user(changed):
    people = client(changed, "iam")
    people.create_user(UserName="stopped")
    people.put_user_policy(
        UserName="stopped",
        PolicyName="all",
        PolicyDocument='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
    )
    key = people.create_access_key(UserName="stopped")["AccessKey"]["AccessKeyId"]
    client(changed, "iam", key=key).list_users()
    people.put_user_policy(
        UserName="stopped",
        PolicyName="no",
        PolicyDocument='{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}',
    )
    assert refusal(client(changed, "iam", key=key).list_users) == "AccessDenied"


def test_a_users_boundary_can_be_set_and_taken_away(changed):
    people = client(changed, "iam")
    arn = f"arn:aws:iam::{ACCOUNT}:policy/own"
    people.put_user_permissions_boundary(UserName="bob", PermissionsBoundary=arn)
    assert people.get_user(UserName="bob")["User"]["PermissionsBoundary"]["PermissionsBoundaryArn"] == arn
    people.delete_user_permissions_boundary(UserName="bob")
    assert "PermissionsBoundary" not in people.get_user(UserName="bob")["User"]
