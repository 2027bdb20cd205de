"""Actions on identities: what they refuse, in what order they delete, what they save, what holds after."""

import json
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abusedesk import act
from abusedesk.act.actions import _iam_inline, _iam_sessions, _iam_trust, revoke_instance_credentials
from abusedesk.act.actions._iam import identity, is_quarantine, resource
from abusedesk.aws.session import open_session
from abusedesk.drill.policy.evaluate import Question, one_verdict
from abusedesk.errors import Absent, Refused
from abusedesk.model import Target
from act.act_law import worlds
from drill.drill_clients import client, refusal, serving
from drill.drill_folders import ACCOUNT, ADMIN, iam, role, sign_in, user, write

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

IAM = f"arn:aws:iam::{ACCOUNT}:"
QUARANTINE = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3"
QUARANTINED = [{"PolicyName": "AWSCompromisedKeyQuarantineV3", "PolicyArn": QUARANTINE}]
SERVICE_ROLE = role(
    "AWSServiceRoleForSupport",
    Path="/aws-service-role/support.amazonaws.com/",
    Arn=f"{IAM}role/aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport",
)
SSO_ROLE = role(
    "AWSReservedSSO_Admin_0123456789abcdef",
    Path="/aws-reserved/sso.amazonaws.com/",
    Arn=f"{IAM}role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef",
)
ON_USERS = {
    "deny_all_to_principal",
    "deny_by_boundary",
    "revoke_user_sessions",
    "delete_login_profile",
    "deactivate_mfa_device",
    "detach_policy",
    "leave_group",
    "deactivate_service_specific_credential",
    "delete_user",
}
ON_ROLES = {
    "deny_all_to_principal",
    "deny_by_boundary",
    "revoke_role_sessions",
    "empty_role_trust",
    "restore_trust_policy",
    "detach_policy",
    "delete_role",
}
ON_ARNS = ON_USERS | ON_ROLES | {"delete_group", "delete_policy", "delete_identity_provider"}
WITH_PARTS = {"restore_trust_policy", "detach_policy", "leave_group", "deactivate_mfa_device"}
# Their target may be gone: then there is nothing left to do.
DELETING = {"delete_user", "delete_role"}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A session on one small account, for previews only."""
    files = {"iam.json": iam(roles=[role("deployer"), SERVICE_ROLE, SSO_ROLE])}
    folder = write(tmp_path_factory.mktemp("small") / "incident", files)
    with pytest.MonkeyPatch.context() as patch, serving(folder, throttle=False) as server:
        sign_in(patch, server)
        yield open_session(endpoint_url=server.endpoint_url, case_id="test")


@pytest.fixture
def serve(tmp_path, monkeypatch):
    """Serve a folder with files, and open a session on it."""
    with ExitStack() as stack:

        def begin(files):
            folder = write(tmp_path / str(len(list(tmp_path.iterdir()))), files)
            server = stack.enter_context(serving(folder, throttle=False))
            sign_in(monkeypatch, server)
            return server, open_session(endpoint_url=server.endpoint_url, case_id="test")

        yield begin


def target(name, *parts):
    return Target(name if name.startswith("arn:") else IAM + name, ACCOUNT, "aws-global", parts)


def preview(session, action, *of):
    return act.preview(act.every()[action], session, target(*of))


# What is refused


@pytest.mark.parametrize("action", sorted(ON_ARNS))
def test_root_and_aws_own_things_are_refused_before_anything_is_asked(small, action):
    for name in ("root", "arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:s3:::bucket", "AIDAALICE"):
        one = replace(target("root", "x"), id=IAM + name if name == "root" else name)
        with pytest.raises(Refused):
            act.preview(act.every()[action], small, one)


@pytest.mark.parametrize("action", sorted(ON_ARNS))
def test_another_account_s_identity_is_refused(small, action):
    for name in ("user/alice", "role/deployer", "policy/own", "saml-provider/sso", "group/staff"):
        with pytest.raises(Refused):
            preview(small, action, f"arn:aws:iam::444455556666:{name}", "x")


@pytest.mark.parametrize("action", sorted(ON_ROLES))
@pytest.mark.parametrize("made", [SERVICE_ROLE, SSO_ROLE], ids=["service-linked", "identity center"])
def test_a_role_that_only_aws_changes_is_refused(small, action, made):
    with pytest.raises(Refused, match=r"service-linked|Identity Center"):
        preview(small, action, made["Arn"], "x")


@pytest.mark.parametrize("action", sorted(WITH_PARTS))
def test_an_action_on_parts_that_nobody_named_is_refused(small, action):
    with pytest.raises(Refused, match="nobody said which"):
        preview(small, action, "role/deployer" if action in ON_ROLES else "user/alice")


@pytest.mark.parametrize("action", sorted((ON_USERS | ON_ROLES) - DELETING))
def test_an_identity_that_is_not_there_is_absent(small, action):
    with pytest.raises(Absent):
        preview(small, action, "role/nobody" if action in ON_ROLES else "user/nobody", "x")


@pytest.mark.parametrize(
    "action", sorted(DELETING | {"delete_group", "delete_policy", "delete_identity_provider"})
)
def test_what_is_deleted_already_needs_no_deletion(small, action):
    kind = {"delete_policy": "policy", "delete_identity_provider": "saml-provider"}.get(
        action, action.partition("_")[2]
    )
    assert not preview(small, action, f"{kind}/nobody").needed


def test_aws_quarantine_is_neither_detached_nor_deleted_with_its_user(serve):
    people = iam(
        users=[user("alice", "AKIAALICE00000000001", ADMIN), user("eve", AttachedManagedPolicies=QUARANTINED)]
    )
    _, session = serve({"iam.json": people})
    with pytest.raises(Refused, match="only AWS takes it off"):
        preview(session, "detach_policy", "user/eve", "own", QUARANTINE)
    with pytest.raises(Refused, match="only AWS takes it off"):
        preview(session, "delete_user", "user/eve")


def test_our_own_deny_is_not_detached_but_undone(serve):
    _, session = serve({})
    with pytest.raises(Refused, match="is ours"):
        preview(session, "detach_policy", "user/alice", "abusedesk-deny-all")


def test_an_active_key_is_not_deleted(serve):
    _, session = serve({})
    action, key = act.every()["delete_access_key"], Target("AKIABOB0000000000001", ACCOUNT, "aws-global")
    with pytest.raises(Refused, match="is active"):
        act.preview(action, session, key)


@pytest.mark.parametrize("name", ["ASIAALICE00000000001", "user/alice", ""])
def test_what_is_no_long_term_key_is_not_deleted(serve, name):
    _, session = serve({})
    with pytest.raises(Refused, match="no long-term access key"):
        act.preview(act.every()["delete_access_key"], session, Target(name, ACCOUNT, "aws-global"))


def test_a_key_that_may_be_root_s_is_not_said_to_be_gone(serve):
    root = {"AccessKeys": [{"AccessKeyId": "AKIAROOT000000000001"}], "MFA": True, "PasswordLastUsed": None}
    _, session = serve({"iam.json": iam(root=root)})
    key = Target("AKIAROOT000000000001", ACCOUNT, "aws-global")
    with pytest.raises(Refused, match="root has keys"):
        act.preview(act.every()["delete_access_key"], session, key)


def test_a_policy_that_somebody_still_has_is_not_deleted(serve):
    world = worlds()["delete_policy"]
    arn = world.POLICY["Arn"]
    bounded = {"PermissionsBoundaryType": "PermissionsBoundaryPolicy", "PermissionsBoundaryArn": arn}
    attached = [{"PolicyName": "backdoor", "PolicyArn": arn}]
    for more in ({"PermissionsBoundary": bounded}, {"AttachedManagedPolicies": attached}):
        users = [user("alice", "AKIAALICE00000000001", ADMIN), user("eve", **more)]
        _, session = serve({"iam.json": iam(users=users, policies=[world.POLICY])})
        with pytest.raises(Refused, match="still attached: detach it from eve"):
            preview(session, "delete_policy", arn)


# Denying


def test_where_inline_policies_leave_no_room_aws_own_deny_is_attached(serve):
    long = {**ADMIN, "Id": "x" * 1900}
    server, session = serve({"iam.json": iam(users=[user("eve", "AKIAEVE00000000000001"[:20], long)])})
    action, eve = act.every()["deny_all_to_principal"], target("user/eve")
    change = act.preview(action, session, eve)
    assert change.after == {"policy": None, "aws_deny_all": True}
    state = server.state()
    act.apply(action, session, change)
    assert not act.preview(action, session, eve).needed
    act.revert(action, session, change)
    assert server.state() == state


def test_without_room_sessions_cannot_be_revoked_and_it_is_said_so(serve):
    long = {**ADMIN, "Id": "x" * 10000}
    roles = [role("deployer", RolePolicyList=[{"PolicyName": "own", "PolicyDocument": long}])]
    _, session = serve({"iam.json": iam(roles=roles)})
    with pytest.raises(Refused, match="leave no room"):
        preview(session, "revoke_role_sessions", "role/deployer")


@given(st.text(max_size=300), st.text(max_size=300))
def test_iam_s_count_of_a_policy_leaves_white_space_out_and_nothing_else(one, other):
    policy = {"Version": "2012-10-17", "Id": one, "Statement": [{"Sid": other}]}
    spread = json.dumps(policy, indent=4, ensure_ascii=False)
    assert _iam_inline.size(policy) == sum(not char.isspace() for char in spread)


def test_a_policy_of_our_name_that_says_something_else_is_replaced_and_put_back(serve):
    weak = {**ADMIN, "Id": "weak"}
    eve = user("eve", UserPolicyList=[{"PolicyName": "abusedesk-revoke-sessions", "PolicyDocument": weak}])
    server, session = serve({"iam.json": iam(users=[eve])})
    action = act.every()["revoke_user_sessions"]
    state, change = server.state(), act.preview(action, session, target("user/eve"))
    assert change.before == {"policy": weak}
    act.apply(action, session, change)
    assert not act.preview(action, session, target("user/eve")).needed
    act.revert(action, session, change)
    assert server.state() == state


# Sessions

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def test_a_role_s_old_session_ends_and_a_long_term_key_goes_on(serve):
    server, session = serve({"iam.json": iam(users=[user("alice", "AKIAALICE00000000001", ADMIN)])})
    taken = client(server, "sts", key="AKIAALICE00000000001").get_session_token()["Credentials"]
    key, token = taken["AccessKeyId"], taken["SessionToken"]
    old = client(server, "iam", key=key, token=token)
    assert old.list_users()["Users"]
    action = act.every()["revoke_user_sessions"]
    act.apply(action, session, act.preview(action, session, target("user/alice")))
    put = client(server, "iam").get_user_policy(UserName="alice", PolicyName="abusedesk-revoke-sessions")
    said = put["PolicyDocument"]["Statement"][0]["Condition"]
    assert list(said) == ["DateLessThan"]  # no IfExists: it would deny the key as well
    assert refusal(old.list_users) == "AccessDenied"
    assert client(server, "iam", key="AKIAALICE00000000001").list_users()["Users"]


def test_the_cut_off_is_half_a_minute_after_aws_own_clock(serve):
    server, session = serve({})
    action = act.every()["revoke_role_sessions"]
    act.apply(action, session, act.preview(action, session, target("role/deployer")))
    answer = client(server, "iam").get_role_policy(
        RoleName="deployer", PolicyName="abusedesk-revoke-sessions"
    )
    said = answer["PolicyDocument"]["Statement"][0]["Condition"]["DateLessThan"]["aws:TokenIssueTime"]
    asked = parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])
    ahead = datetime.fromisoformat(said) - asked
    assert timedelta(seconds=20) <= ahead <= timedelta(seconds=30)


@given(st.datetimes(datetime(2001, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001 # made aware below
def test_our_own_policy_is_known_again_whatever_its_time_and_no_other_is(moment):
    ours = _iam_sessions.older_than(moment.replace(tzinfo=UTC), _iam_sessions.ANY_SESSION)
    assert _iam_sessions._denies(ours, _iam_sessions.ANY_SESSION, LONG_AGO)
    [statement] = ours["Statement"]
    weaker = {**ours, "Statement": [{**statement, "Action": "s3:*"}]}
    assert not _iam_sessions._denies(weaker, _iam_sessions.ANY_SESSION, LONG_AGO)
    assert not _iam_sessions._denies(ours, ({"StringLike": {"aws:userid": "*"}},), LONG_AGO)


@pytest.mark.parametrize("policy", [None, {}, {"Statement": []}, {"Statement": ["x"]}, "x"])
def test_what_is_no_policy_of_ours_is_told_apart_without_a_fault(policy):
    assert not _iam_sessions._denies(policy, _iam_sessions.ANY_SESSION, LONG_AGO)


def test_a_cut_off_in_the_far_past_denies_nobody_and_does_not_count(serve):
    early = _iam_sessions.older_than(datetime(1990, 1, 1, tzinfo=UTC), _iam_sessions.ANY_SESSION)
    policies = [{"PolicyName": "abusedesk-revoke-sessions", "PolicyDocument": early}]
    _, session = serve({"iam.json": iam(roles=[role("deployer", RolePolicyList=policies)])})
    assert preview(session, "revoke_role_sessions", "role/deployer").needed


def test_the_cut_off_is_moved_when_newer_sessions_were_seen_and_put_back_by_undo(serve):
    earlier = _iam_sessions.older_than(datetime(2026, 3, 5, 1, 0, tzinfo=UTC), _iam_sessions.ANY_SESSION)
    policies = [{"PolicyName": "abusedesk-revoke-sessions", "PolicyDocument": earlier}]
    server, session = serve({"iam.json": iam(roles=[role("deployer", RolePolicyList=policies)])})
    action = act.every()["revoke_role_sessions"]
    assert not preview(session, "revoke_role_sessions", "role/deployer").needed
    assert not preview(session, "revoke_role_sessions", "role/deployer", "2026-03-05T01:00:00Z").needed
    state, again = server.state(), target("role/deployer", "2026-03-05T02:00:00Z")
    change = act.preview(action, session, again)
    assert change.before == {"policy": earlier}
    act.apply(action, session, change)
    assert not act.preview(action, session, again).needed
    act.revert(action, session, change)
    assert server.state() == state


@pytest.mark.parametrize(
    "parts", [("soon",), ("2026-03-05",), ("2026-03-05T02:00:00",), ("2026-03-05T02:00:00Z", "x")]
)
def test_a_part_that_is_no_time_is_refused(small, parts):
    with pytest.raises(Refused, match="is not the one time"):
        preview(small, "revoke_role_sessions", "role/deployer", *parts)


def test_sessions_of_the_future_are_not_revoked(serve):
    server, session = serve({})
    action, state = act.every()["revoke_role_sessions"], server.state()
    change = act.preview(action, session, target("role/deployer", "2036-03-05T02:00:00Z"))
    with pytest.raises(Refused, match="in the future"):
        act.apply(action, session, change)
    assert server.state() == state


def test_only_the_named_instance_s_credentials_are_denied(serve):
    world = worlds()["revoke_instance_credentials"]
    server, session = serve(world.FILES)
    action = act.every()["revoke_instance_credentials"]
    act.apply(action, session, act.preview(action, session, world.TARGET))
    name = f"abusedesk-revoke-{world.TARGET.id}"
    document = client(server, "iam").get_role_policy(RoleName="web", PolicyName=name)["PolicyDocument"]
    told = [one["Condition"] for one in document["Statement"]]
    assert told[0]["ArnEquals"] == {
        "ec2:SourceInstanceARN": f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/{world.TARGET.id}"
    }
    assert told[1]["StringLike"] == {"aws:userid": f"*:{world.TARGET.id}"}
    assert all("DateLessThan" in one for one in told)


@pytest.mark.parametrize(
    ("user_id", "issued", "verdict"),
    [
        ("AROAWEB:i-0aaaaaaaaaaaaaaa1", "2026-03-05T02:00:00Z", "denied"),
        ("AROAWEB:i-0aaaaaaaaaaaaaaa1", "2026-03-05T03:00:00Z", "not allowed"),
        ("AROAWEB:i-0bbbbbbbbbbbbbbb2", "2026-03-05T02:00:00Z", "not allowed"),
        ("AROAWEB:someone", "2026-03-05T02:00:00Z", "not allowed"),
    ],
)
def test_what_denies_an_instance_denies_its_old_credentials_alone(user_id, issued, verdict):
    one = worlds()["revoke_instance_credentials"].TARGET
    conditions = revoke_instance_credentials._conditions(one, identity(target("role/web")))
    policy = _iam_sessions.older_than(datetime(2026, 3, 5, 2, 10, tzinfo=UTC), conditions)
    context = {"aws:userid": [user_id], "aws:tokenissuetime": [issued]}
    assert one_verdict((policy,), Question(action="s3:GetObject", context=context)) == verdict


def test_an_instance_without_a_profile_is_absent(serve):
    world = worlds()["isolate_instance"]
    files = json.loads(json.dumps(world.FILES))
    del files["resources/us-east-1.json"]["ec2:instances"][0]["IamInstanceProfile"]
    _, session = serve(files)
    with pytest.raises(Absent, match="lends it a role"):
        act.preview(act.every()["revoke_instance_credentials"], session, world.TARGET)


# Trust


def test_with_its_trust_emptied_nobody_assumes_the_role_and_afterwards_again(serve):
    server, session = serve({"iam.json": iam(users=[user("alice", "AKIAALICE00000000001", ADMIN)])})
    sts = client(server, "sts", key="AKIAALICE00000000001")

    asked = {"RoleArn": f"{IAM}role/deployer", "RoleSessionName": "one"}
    assert sts.assume_role(**asked)["Credentials"]
    action = act.every()["empty_role_trust"]
    change = act.preview(action, session, target("role/deployer"))
    act.apply(action, session, change)
    assert refusal(sts.assume_role, **asked) == "AccessDenied"
    act.revert(action, session, change)
    assert sts.assume_role(**asked)["Credentials"]


PRINCIPALS = ("444455556666", "arn:aws:iam::444455556666:root", f"{IAM}root", "*", "ec2.amazonaws.com")


@st.composite
def trusts(draw):
    names = st.lists(st.sampled_from(PRINCIPALS), min_size=1, max_size=3, unique=True)
    principal = st.one_of(
        st.just("*"),
        st.builds(lambda given: {"AWS": given if len(given) > 1 else given[0]}, names),
        st.builds(lambda given, more: {"AWS": given, "Service": more}, names, names),
    )
    statement = st.builds(
        lambda effect, who: {"Effect": effect, "Principal": who, "Action": "sts:AssumeRole"},
        st.sampled_from(["Allow", "Deny"]),
        principal,
    )
    listed = draw(st.lists(statement, min_size=1, max_size=3))
    return {
        "Version": "2012-10-17",
        "Statement": listed[0] if draw(st.booleans()) and len(listed) == 1 else listed,
    }


def named(policy, effect="Allow"):
    listed = policy["Statement"] if isinstance(policy["Statement"], list) else [policy["Statement"]]
    for statement in listed:
        if statement["Effect"] == effect:
            who = statement["Principal"]
            for names in [who] if isinstance(who, str) else who.values():
                yield from [names] if isinstance(names, str) else names


@given(trusts(), st.sampled_from(PRINCIPALS))
def test_only_the_principals_named_are_taken_out_and_twice_is_as_once(policy, part):
    left = _iam_trust.without(policy, lambda one: _iam_trust.same(one, part))
    assert not any(_iam_trust.same(one, part) for one in named(left))
    assert left["Statement"]
    rest = [one for one in named(policy) if not _iam_trust.same(one, part)]
    assert list(named(left)) == rest
    if left != _iam_trust.NOBODY:
        assert list(named(left, "Deny")) == list(named(policy, "Deny"))
    assert _iam_trust.without(left, lambda one: _iam_trust.same(one, part)) == left


def test_where_nobody_is_left_the_trust_policy_denies(serve):
    _, session = serve({})
    change = preview(session, "restore_trust_policy", "role/deployer", ACCOUNT)
    assert change.after == {"trust": _iam_trust.NOBODY}


def test_a_principal_that_is_gone_is_not_put_back_with_the_others(serve):
    gone = "AIDAGONE0000000000001"
    trust = {**_iam_trust.NOBODY, "Statement": [{**_iam_trust.NOBODY["Statement"][0], "Effect": "Allow"}]}
    trust["Statement"][0] = {**trust["Statement"][0], "Principal": {"AWS": [gone, f"{IAM}root"]}}
    server, session = serve({"iam.json": iam(roles=[role("deployer", AssumeRolePolicyDocument=trust)])})
    action = act.every()["empty_role_trust"]
    change = act.preview(action, session, target("role/deployer"))
    assert gone in str(change.before)
    act.apply(action, session, change)
    act.revert(action, session, change)
    told = client(server, "iam").get_role(RoleName="deployer")["Role"]["AssumeRolePolicyDocument"]
    assert list(named(told)) == [f"{IAM}root"]


def test_a_user_deleted_meanwhile_is_not_put_back_into_the_trust_policy(serve):
    trust = {**_iam_trust.NOBODY, "Statement": [{**_iam_trust.NOBODY["Statement"][0], "Effect": "Allow"}]}
    trust["Statement"][0] = {**trust["Statement"][0], "Principal": {"AWS": [f"{IAM}user/bob", f"{IAM}root"]}}
    people = iam(users=[user("bob")], roles=[role("deployer", AssumeRolePolicyDocument=trust)])
    server, session = serve({"iam.json": people})
    action, own = act.every()["restore_trust_policy"], client(server, "iam")
    change = act.preview(action, session, target("role/deployer", f"{IAM}user/bob"))
    act.apply(action, session, change)
    own.delete_user(UserName="bob")
    act.revert(action, session, change)
    told = own.get_role(RoleName="deployer")["Role"]["AssumeRolePolicyDocument"]
    assert list(named(told)) == [f"{IAM}root"]


# Deleting


def test_a_user_is_deleted_in_the_order_that_the_api_asks_for_and_what_denies_him_goes_last(serve):
    world = worlds()["delete_user"]
    _, session = serve(world.FILES)
    action = act.every()["delete_user"]
    calls = act.apply(action, session, act.preview(action, session, world.TARGET))
    assert [call.partition(":")[2] for call in calls] == [
        "DeleteLoginProfile",
        "DeleteAccessKey",
        "DeleteSigningCertificate",
        "DeleteSSHPublicKey",
        "DeleteServiceSpecificCredential",
        "DeactivateMFADevice",
        "DeactivateMFADevice",
        "DeleteVirtualMFADevice",
        "DeleteUserPolicy",
        "DetachUserPolicy",
        "RemoveUserFromGroup",
        "DetachUserPolicy",
        "DeleteUserPolicy",
        "DeleteUserPermissionsBoundary",
        "DeleteUser",
    ]


def test_all_that_hung_on_a_deleted_user_is_kept_as_evidence_first(serve):
    world = worlds()["delete_user"]
    _, session = serve(world.FILES)
    action = act.every()["delete_user"]
    change = act.preview(action, session, world.TARGET)
    kept = act.keep(action, session, change)
    assert len({(one.kind, one.key) for one in kept}) == len(kept)
    assert all(len(one.sha256) == 64 and one.asked.tzinfo is not None for one in kept)
    counted = {kind: sum(one.kind == kind for one in kept) for kind in {one.kind for one in kept}}
    assert counted == {
        "iam.user": 1,
        "iam.login_profile": 1,
        "iam.access_key": 1,
        "iam.access_key_last_used": 1,
        "iam.signing_certificate": 1,
        "iam.ssh_public_key": 1,
        "iam.service_specific_credential": 1,
        "iam.mfa_device": 2,
        "iam.user_policy": 2,
        "iam.attached_policy": 2,
        "iam.group_membership": 1,
        "iam.permissions_boundary": 1,
    }
    assert ADMIN in [one.data.get("PolicyDocument") for one in kept]
    assert "intruder@example.com" in str(change.before["ssh_public_keys"])


def test_a_key_made_for_the_user_meanwhile_voids_the_deletion(serve):
    world = worlds()["delete_user"]
    server, session = serve(world.FILES)
    action = act.every()["delete_user"]
    change = act.preview(action, session, world.TARGET)
    client(server, "iam").create_access_key(UserName=world.NAME)
    with pytest.raises(Refused, match="changed since"):
        act.apply(action, session, change)
    with pytest.raises(Refused, match="changed by somebody else"):
        act.finish(action, session, change)


def test_the_key_that_is_deleted_leaves_its_owner_and_last_use_behind(serve):
    world = worlds()["delete_access_key"]
    _, session = serve(world.FILES)
    action = act.every()["delete_access_key"]
    change = act.preview(action, session, world.TARGET)
    [saved] = change.before["access_keys"].values()
    assert (saved["UserName"], saved["Status"], saved["CreateDate"]) == (
        "bob",
        "Inactive",
        "2025-02-01T00:00:00Z",
    )
    assert saved["LastUsed"]["LastUsedDate"] == "2026-03-04T20:00:00Z"
    [kept] = act.keep(action, session, change)
    assert kept.data["LastUsed"]["ServiceName"] == "ses"


def test_a_deleted_policy_leaves_the_documents_of_all_its_versions_behind(serve):
    world = worlds()["delete_policy"]
    _, session = serve(world.FILES)
    change = act.preview(act.every()["delete_policy"], session, world.TARGET)
    versions = change.before["versions"]
    assert sorted(versions) == ["v1", "v2", "v3"]
    assert versions["v2"]["Document"] == ADMIN


def test_an_open_id_connect_provider_comes_back_under_its_arn(serve):
    world = worlds()["delete_identity_provider"]
    server, session = serve(world.FILES)
    action, one = act.every()["delete_identity_provider"], replace(world.TARGET, id=world.OIDC["Arn"])
    state, change = server.state(), act.preview(action, session, one)
    act.apply(action, session, change)
    assert not act.preview(action, session, one).needed
    act.revert(action, session, change)
    assert server.state() == state


# The practice account


def test_nothing_is_deleted_while_something_hangs_on_it(serve):
    group = worlds()["delete_group"].GROUP
    policy = worlds()["delete_policy"].POLICY
    people = iam(
        users=[user("bob", "AKIABOB0000000000001", GroupList=["backdoor"])],
        groups=[group],
        roles=[role("deployer", RolePolicyList=[{"PolicyName": "own", "PolicyDocument": ADMIN}])],
        policies=[policy],
    )
    own = client(serve({"iam.json": people})[0], "iam")
    assert refusal(own.delete_user, UserName="bob") == "DeleteConflict"
    assert refusal(own.delete_group, GroupName="backdoor") == "DeleteConflict"
    assert refusal(own.delete_role, RoleName="deployer") == "DeleteConflict"
    assert refusal(own.delete_policy, PolicyArn=policy["Arn"]) == "DeleteConflict"


def test_a_user_s_other_credentials_stand_in_the_way_too(serve):
    own = client(serve({})[0], "iam")
    made = own.create_user(UserName="eve")["User"]["UserName"]
    own.create_service_specific_credential(UserName=made, ServiceName="codecommit.amazonaws.com")
    key = own.upload_ssh_public_key(UserName=made, SSHPublicKeyBody="ssh-rsa AAAA x")["SSHPublicKey"]
    assert refusal(own.delete_user, UserName=made) == "DeleteConflict"
    own.delete_ssh_public_key(UserName=made, SSHPublicKeyId=key["SSHPublicKeyId"])
    [one] = own.list_service_specific_credentials(UserName=made)["ServiceSpecificCredentials"]
    assert "ServicePassword" not in one
    own.delete_service_specific_credential(
        UserName=made, ServiceSpecificCredentialId=one["ServiceSpecificCredentialId"]
    )
    own.delete_user(UserName=made)
    assert refusal(own.get_user, UserName=made) == "NoSuchEntity"


def test_a_policy_too_long_or_on_a_service_s_role_is_refused(serve):
    own = client(serve({"iam.json": iam(roles=[SERVICE_ROLE])})[0], "iam")
    long = json.dumps({**ADMIN, "Id": "x" * 2000})
    put = {"UserName": "alice", "PolicyName": "x", "PolicyDocument": long}
    assert refusal(own.put_user_policy, **put) == "LimitExceeded"
    put = {"RoleName": SERVICE_ROLE["RoleName"], "PolicyName": "x", "PolicyDocument": json.dumps(ADMIN)}
    assert refusal(own.put_role_policy, **put) == "UnmodifiableEntity"


# Names


@given(st.text(alphabet="abAB/-_.", max_size=20), st.text(alphabet="ab-_.", min_size=1, max_size=10))
def test_a_path_is_no_part_of_the_name(path, name):
    arn = f"{IAM}user/{path.strip('/')}/{name}" if path.strip("/") else f"{IAM}user/{name}"
    assert identity(Target(arn, ACCOUNT, "")).name == name


@given(st.text(max_size=60))
def test_what_is_no_arn_of_iam_is_refused_and_never_a_fault(text):
    with pytest.raises(Refused):
        resource(Target(text, ACCOUNT, ""))


@pytest.mark.parametrize(
    ("arn", "is_one"),
    [
        (QUARANTINE, True),
        ("arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantine", True),
        ("arn:aws-cn:iam::aws:policy/AWSCompromisedKeyQuarantineV9", True),
        (f"{IAM}policy/AWSCompromisedKeyQuarantine", False),
    ],
)
def test_only_aws_own_quarantine_counts_as_such(arn, is_one):
    assert is_quarantine(arn) is is_one
