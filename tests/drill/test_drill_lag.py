"""IAM's eventual consistency, and the clock that tests move."""

import json
import time

import pytest

from drill.drill_clients import client, refusal, serving
from drill.drill_folders import ACCOUNT, ADMIN, iam, role, user, write

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

KEY = "AKIAALICE00000000001"
DENY = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}})
ALLOW = json.dumps(ADMIN)
NOBODY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"}],
    }
)
DEPLOYER = f"arn:aws:iam::{ACCOUNT}:role/deployer"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    people = [user("alice", KEY, ADMIN), user("bob", "AKIABOB0000000000001")]
    files = {"iam.json": iam(people, [role("deployer")])}
    return write(tmp_path_factory.mktemp("lag") / "incident", files)


@pytest.fixture
def server(folder):
    with serving(folder, propagation=True, still=True) as opened:
        yield opened


def holds_after(server, works):
    """Seconds until works() no longer gives what it gives now."""
    first, start = works(), server.clock.now()
    for _ in range(80):
        server.clock.advance(0.1)
        if works() != first:
            return (server.clock.now() - start).total_seconds()
    return None


def outcome(call, /, **parameters):
    try:
        call(**parameters)
    except call.__self__.exceptions.ClientError as error:
        return error.response["Error"]["Code"]
    return "done"


def test_an_inactive_key_is_shown_at_once_and_refused_some_seconds_later(server):
    client(server, "iam").update_access_key(UserName="alice", AccessKeyId=KEY, Status="Inactive")
    [shown] = client(server, "iam").list_access_keys(UserName="alice")["AccessKeyMetadata"]
    assert shown["Status"] == "Inactive"
    his = client(server, "ec2", key=KEY)
    assert outcome(his.describe_instances) == "done"
    assert 2 <= holds_after(server, lambda: outcome(his.describe_instances)) <= 9
    assert refusal(his.describe_instances) == "AuthFailure"


def test_a_deny_holds_some_seconds_later_and_its_removal_too(server):
    ours, his = client(server, "iam"), client(server, "iam", key=KEY)
    ours.put_user_policy(UserName="alice", PolicyName="deny", PolicyDocument=DENY)
    assert ours.list_user_policies(UserName="alice")["PolicyNames"] == ["own", "deny"]
    assert outcome(his.list_users) == "done"
    server.clock.advance(6)
    assert refusal(his.list_users) == "AccessDenied"
    ours.delete_user_policy(UserName="alice", PolicyName="deny")
    assert refusal(his.list_users) == "AccessDenied"
    server.clock.advance(6)
    assert outcome(his.list_users) == "done"


def test_within_the_delay_he_can_remove_the_deny_and_it_never_holds_for_long(server):
    ours, his = client(server, "iam"), client(server, "iam", key=KEY)
    ours.put_user_policy(UserName="alice", PolicyName="deny", PolicyDocument=DENY)
    his.delete_user_policy(UserName="alice", PolicyName="deny")
    server.clock.advance(12)
    assert outcome(his.list_users) == "done"


def test_trust_group_boundary_managed_policy_and_a_new_key_follow_late_too(server):
    ours = client(server, "iam")
    mine = client(server, "sts", key=KEY)
    ours.update_assume_role_policy(RoleName="deployer", PolicyDocument=NOBODY)
    assumed = {"RoleArn": DEPLOYER, "RoleSessionName": "late"}
    assert outcome(mine.assume_role, **assumed) == "done"
    server.clock.advance(6)
    assert refusal(mine.assume_role, **assumed) == "AccessDenied"
    made = ours.create_access_key(UserName="bob")["AccessKey"]["AccessKeyId"]
    assert refusal(client(server, "sts", key=made).get_caller_identity) == "InvalidClientTokenId"
    ours.create_group(GroupName="admins")
    ours.put_group_policy(GroupName="admins", PolicyName="all", PolicyDocument=ALLOW)
    ours.add_user_to_group(GroupName="admins", UserName="bob")
    server.clock.advance(6)
    bobs = client(server, "iam", key=made)
    assert outcome(bobs.list_users) == "done"
    arn = ours.create_policy(PolicyName="nothing", PolicyDocument=DENY)["Policy"]["Arn"]
    ours.put_user_permissions_boundary(UserName="bob", PermissionsBoundary=arn)
    assert outcome(bobs.list_users) == "done"
    server.clock.advance(6)
    assert refusal(bobs.list_users) == "AccessDenied"


def test_aws_s_own_policies_hold_for_those_who_have_them(server):
    ours = client(server, "iam")
    ours.attach_user_policy(UserName="bob", PolicyArn="arn:aws:iam::aws:policy/IAMReadOnlyAccess")
    bobs = client(server, "iam", key="AKIABOB0000000000001")
    assert refusal(bobs.list_users) == "AccessDenied"
    server.clock.advance(6)
    assert outcome(bobs.list_users) == "done"


def test_a_deleted_user_s_key_lives_on_for_the_delay(server):
    ours, bobs = client(server, "iam"), client(server, "sts", key="AKIABOB0000000000001")
    ours.delete_access_key(UserName="bob", AccessKeyId="AKIABOB0000000000001")
    ours.delete_user(UserName="bob")
    assert outcome(bobs.get_caller_identity) == "done"
    server.clock.advance(6)
    assert refusal(bobs.get_caller_identity) == "InvalidClientTokenId"


def delays(folder, seed):
    with serving(folder, propagation=True, still=True, seed=seed) as opened:
        client(opened, "iam").put_user_policy(UserName="alice", PolicyName="deny", PolicyDocument=DENY)
        his = client(opened, "iam", key=KEY)
        return holds_after(opened, lambda: outcome(his.list_users))


def test_the_same_seed_gives_the_same_delay_and_another_seed_another(folder):
    assert delays(folder, 3) == delays(folder, 3)
    assert len({delays(folder, seed) for seed in range(4)}) > 1


def test_without_propagation_a_change_holds_at_once(folder):
    with serving(folder) as opened:
        client(opened, "iam").update_access_key(UserName="alice", AccessKeyId=KEY, Status="Inactive")
        assert refusal(client(opened, "ec2", key=KEY).describe_instances) == "AuthFailure"


def test_a_still_clock_stands_while_real_time_passes_and_moves_as_told(folder):
    with serving(folder, still=True) as opened:
        first = opened.clock.now()
        began = time.monotonic()
        while time.monotonic() - began < 0.02:
            assert opened.clock.now() == first
        opened.clock.advance(3600)
        assert (opened.clock.now() - first).total_seconds() == 3600
        client(opened, "sts").get_caller_identity()
        assert opened.clock.now() > first


def test_begun_again_the_account_is_as_its_folder_has_it(folder):
    with serving(folder, propagation=True) as opened:
        state = opened.state()
        client(opened, "iam").put_user_policy(UserName="alice", PolicyName="deny", PolicyDocument=DENY)
        assert opened.state() != state
        opened.begin_again()
        assert opened.state() == state
