"""What would stop is told from the events, and who could still administer from what IAM shows."""

import json
from dataclasses import replace

import pytest

from abusedesk import engine
from abusedesk.engine._blast import blasts
from abusedesk.engine._rights import Account, ways_in
from abusedesk.engine._understanding import EVENTS
from abusedesk.lake import Lake
from abusedesk.model import Event, Evidence, Investigation, Scope
from drill.drill_folders import ACCOUNT, ADMIN, NOW, role, user
from engine.contained_case import HOST, LEAKED, case, step

ALICE = f"arn:aws:iam::{ACCOUNT}:user/alice"
DEPLOYER = f"arn:aws:iam::{ACCOUNT}:role/ci/deployer"


def event(number, *, days=1.0, **more):
    from datetime import timedelta  # noqa: PLC0415 - here alone

    return Event(
        **{
            "time": NOW - timedelta(days=days),
            "source": "cloudtrail",
            "id": f"e{number}",
            "action": "s3:PutObject",
            "outcome": "success",
            "actor": ALICE,
            "principal": ALICE,
            "credential": LEAKED,
            "src_ip": "192.0.2.10",
            **more,
        }
    )


def used(store, events, target, evidence=()):
    case_id = case(store, (step(1, "deactivate_access_key", target),))
    scope = Scope(ACCOUNT, "aws-global", NOW, NOW)
    store.put(case_id, "investigation", Investigation(responder="", now=NOW, scope=scope))
    store.add_evidence(case_id, evidence)
    with Lake() as lake:
        lake.add(events)
        lake.save(store.folder(case_id) / EVENTS)
    return blasts(store, case_id, store.plan(case_id))[1]


def evidence(kind, key, **data):
    return Evidence(
        collector="x",
        kind=kind,
        key=key,
        account=ACCOUNT,
        region="aws-global",
        call="iam:GetUser",
        asked=NOW,
        sha256="0" * 64,
        data=data,
    )


def test_the_owners_uses_of_a_key_will_stop_and_the_intruders_are_told_apart(store):
    events = [event(number) for number in range(3)]
    events += [event(number, src_ip="203.0.113.66", action="iam:CreateUser") for number in range(3, 5)]
    events += [event(7, outcome="failure"), event(8, days=100), event(9, credential="AKIAOTHER")]
    found = used(store, events, LEAKED)
    assert [(one.what, one.times) for one in found.uses] == [("s3:PutObject", 3)]
    assert (found.count, found.intruder_count, found.known) == (3, 2, True)
    assert found.uses[0].last is not None


def test_uses_are_capped_and_counted(store):
    found = used(store, [event(number, action=f"s3:Get{number}") for number in range(30)], LEAKED)
    assert (len(found.uses), found.count, found.cut) == (20, 30, True)


def test_a_role_is_found_by_its_name_for_sessions_tell_no_path(store):
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/deployer/build-7"
    bare = f"arn:aws:iam::{ACCOUNT}:role/deployer"
    found = used(store, [event(1, actor=session, principal=bare, credential="ASIA1")], DEPLOYER)
    assert [one.by for one in found.uses] == [bare]


def test_what_members_of_a_group_did_stops_with_the_group(store):
    group = f"arn:aws:iam::{ACCOUNT}:group/ops"
    member = evidence("iam.user", ALICE, GroupList=["ops"])
    assert used(store, [event(1)], group, [member]).count == 1


def test_traffic_and_calls_of_a_host_stop_with_it(store):
    lent = f"arn:aws:sts::{ACCOUNT}:assumed-role/web/{HOST}"
    flow = {"action": "ACCEPT", "actor": None, "principal": None, "credential": None, "source": "vpc_flow"}
    events = [
        event(1, actor=lent, principal=f"arn:aws:iam::{ACCOUNT}:role/web", credential="ASIA1"),
        event(2, src_ip="198.51.100.9", dst_ip="10.0.0.10", **flow),
        event(3, src_ip="198.51.100.9", dst_ip="10.0.0.99", **flow),
        event(4, src_ip="203.0.113.66", dst_ip="10.0.0.10", **flow),
    ]
    shown = evidence("ec2.instance", HOST, PrivateIpAddress="10.0.0.10")
    found = used(store, events, HOST, [shown])
    assert (found.count, found.intruder_count) == (2, 1)


def test_what_iam_says_of_the_last_use_is_told_where_no_event_was_read(store):
    case_id = case(store)
    last = {"AccessKeyLastUsed": {"LastUsedDate": "2026-03-04T20:00:00Z"}}
    store.add_evidence(case_id, [evidence("iam.access_key_last_used", LEAKED, **last)])
    found = blasts(store, case_id, store.plan(case_id))[2]
    assert (found.known, found.last_used.isoformat()) == (False, "2026-03-04T20:00:00+00:00")


def people(*users, roles=(), groups=(), policies=(), doors=None, **more):
    return Account(
        account=ACCOUNT,
        users=users,
        roles=roles,
        groups=groups,
        policies=policies,
        doors={one["UserName"]: frozenset({"password"}) for one in users} if doors is None else doors,
        **more,
    )


def trusting(*principals):
    return {
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": list(principals)}, "Action": "sts:AssumeRole"}]
    }


BOB = f"arn:aws:iam::{ACCOUNT}:user/bob"
GROUP = {
    "GroupName": "admins",
    "Arn": f"arn:aws:iam::{ACCOUNT}:group/admins",
    "AttachedManagedPolicies": [
        {"PolicyName": "AdministratorAccess", "PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}
    ],
}
DENY = {"Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}
SOME = {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
ADMIN_ROLE = role("admin", RolePolicyList=[{"PolicyName": "all", "PolicyDocument": ADMIN}])
SET = {"PolicyName": "own", "PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/own"}


@pytest.mark.parametrize(
    ("account", "ways"),
    [
        (people(user("bob", policy=ADMIN)), [{BOB}]),
        (people(user("bob", policy=json.dumps(ADMIN))), [{BOB}]),
        (people(user("bob", policy=SOME)), []),
        (people(user("bob", policy=ADMIN), doors={"bob": frozenset()}), []),
        (people(user("bob", policy=ADMIN), doors={"bob": frozenset({"AKIAB"})}), [{BOB, "AKIAB"}]),
        (
            people(
                user("bob", policy=ADMIN),
                doors={"bob": frozenset({"AKIAB"})},
                known_keys=frozenset({"AKIAB"}),
            ),
            [],
        ),
        (people(user("bob", policy=ADMIN), made=frozenset({BOB})), []),
        (
            people(user("bob", GroupList=["admins"]), groups=(GROUP,)),
            [{BOB, GROUP["Arn"], "arn:aws:iam::aws:policy/AdministratorAccess"}],
        ),
        (
            people(
                user("bob", GroupList=["admins"], UserPolicyList=[{"PolicyDocument": DENY}]), groups=(GROUP,)
            ),
            [],
        ),
        (
            people(
                user("bob", policy=ADMIN, PermissionsBoundary={"PermissionsBoundaryArn": SET["PolicyArn"]}),
                policies=(
                    {
                        "Arn": SET["PolicyArn"],
                        "PolicyVersionList": [{"IsDefaultVersion": True, "Document": SOME}],
                    },
                ),
            ),
            [],
        ),
        (
            people(
                user("bob", AttachedManagedPolicies=[SET]),
                policies=(
                    {
                        "Arn": SET["PolicyArn"],
                        "PolicyVersionList": [{"IsDefaultVersion": True, "Document": ADMIN}],
                    },
                ),
            ),
            [{BOB, SET["PolicyArn"]}],
        ),
        (
            people(
                user("bob", policy=SOME), roles=({**ADMIN_ROLE, "AssumeRolePolicyDocument": trusting(BOB)},)
            ),
            [{BOB, ADMIN_ROLE["Arn"]}],
        ),
        (
            people(
                roles=(
                    {**ADMIN_ROLE, "AssumeRolePolicyDocument": trusting("arn:aws:iam::444455556666:root")},
                )
            ),
            [{"arn:aws:iam::444455556666:root", ADMIN_ROLE["Arn"]}],
        ),
        (people(user("bob", policy=SOME), roles=(ADMIN_ROLE,)), []),
    ],
)
def test_a_way_in_needs_the_rights_and_a_door(account, ways):
    assert set(ways_in(account)) == {frozenset(one) for one in ways}


def test_a_policy_to_contain_is_never_too_long_for_iam():
    for one in engine.policies_to_contain():
        assert len(json.dumps(one, separators=(",", ":"))) <= 6144
    actions = [action for one in engine.policies_to_contain() for action in one["Statement"][0]["Action"]]
    assert len(actions) == len(set(actions))
    assert {"iam:UpdateAccessKey", "cloudtrail:LookupEvents", "iam:ListAccessKeys"} <= set(actions)


def test_a_choice_names_steps_that_the_plan_has():
    from abusedesk.errors import BadInput  # noqa: PLC0415 - here alone

    steps = (step(1, "deactivate_access_key", LEAKED), replace(step(2, "x", "y"), phase="recover"))
    assert [one.step for one in engine.Choice(phase="recover").of(steps)] == [2]
    with pytest.raises(BadInput, match="--phase prevent: the plan has contain, recover"):
        engine.Choice(phase="prevent").of(steps)
