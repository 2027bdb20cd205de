"""What a plan aims at, in which order, and at whom it never aims."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abusedesk import plan
from abusedesk.model import (
    AccessKey,
    Affected,
    Attackers,
    Coverage,
    Dossier,
    Finding,
    Inventory,
    Notice,
    RootCause,
    Scope,
    Severity,
    Trace,
    User,
)
from plan.plan_cases import ACCOUNT, ACTIONS, NOW, evidence

ORDER = ("preserve", "contain", "eradicate", "recover", "prevent")
CI, ROGUE, ALICE = (f"arn:aws:iam::{ACCOUNT}:user/{name}" for name in ("ci", "rogue", "alice"))
RESPONDER = f"arn:aws:iam::{ACCOUNT}:user/responder"
CI_KEY, ROGUE_KEY, ALICE_KEY, OWN_KEY = "AKIACI", "AKIAROGUE", "AKIAALICE", "AKIAOWN"
MINER, HOST = "i-0aaaaaaaaaaaaaaa1", "i-0bbbbbbbbbbbbbbb2"


def key(name, owner, status="Active"):
    return evidence("iam.access_key", name, UserName=owner, Status=status)


def instance(name, state="running", **more):
    return evidence("ec2.instance", name, "us-east-1", InstanceId=name, State={"Name": state}, **more)


BASE = (
    key(CI_KEY, "ci"),
    key(ROGUE_KEY, "rogue"),
    key(ALICE_KEY, "alice"),
    key(OWN_KEY, "responder"),
    instance(MINER),
    evidence("iam.login_profile", ALICE, UserName="alice"),
)


def dossier(*more, kind="exposed_access_key", findings=()):
    return Dossier(
        notice=Notice(kind=kind, access_keys=(CI_KEY,), ips=("192.0.2.1",), regions=("us-east-1",)),
        scope=Scope(ACCOUNT, "aws-global", NOW - timedelta(days=30), NOW),
        now=NOW,
        account=ACCOUNT,
        responder=RESPONDER,
        evidence=(*BASE, *more),
        coverage=(Coverage("ec2_instances", "us-east-1", "read"),),
        findings=findings,
    )


def user(arn, key_id, **more):
    keys = (AccessKey(id=key_id, status="Active", created=NOW, last_used=NOW),)
    return User(arn=arn, created=NOW, access_keys=keys, **more)


USERS = Inventory(
    users=(
        user(CI, CI_KEY, suspicious=True),
        user(ROGUE, ROGUE_KEY, suspicious=True),
        user(ALICE, ALICE_KEY, console_last_sign_in=NOW),
        user(RESPONDER, OWN_KEY),
    )
)


def touched(name, how, kind, region="us-east-1"):
    return Affected(id=name, type=kind, region=region, how=how, by=CI, time=NOW, events=(f"e-{name}",))


RAID = Trace(
    root_causes=(RootCause(kind="leaked_access_key", confidence=0.9, principal=CI, credential=CI_KEY),),
    attackers=Attackers(
        principals=(CI, ROGUE), credentials=(CI_KEY, ROGUE_KEY, "ASIASESSION"), ips=("203.0.113.1",)
    ),
    affected=(
        touched(ROGUE, "created", "AWS::IAM::User"),
        touched(MINER, "created", "AWS::EC2::Instance"),
    ),
    inventory=USERS,
)
INNOCENT = {ALICE, ALICE_KEY, RESPONDER, OWN_KEY}


def aimed(steps, *phases):
    return {(step.action, step.target) for step in steps if step.phase in phases}


def test_leaked_key_raid_is_contained_and_what_was_made_is_removed():
    steps = plan.make(dossier(), RAID, ACTIONS)
    assert aimed(steps, "contain") == {
        ("deactivate_access_key", CI_KEY),
        ("deactivate_access_key", ROGUE_KEY),
        ("deny_all_to_principal", ROGUE),
        ("revoke_user_sessions", CI),
        ("isolate_instance", MINER),
    }
    assert aimed(steps, "eradicate") == {
        ("terminate_instance", MINER),
        ("delete_user", ROGUE),
    }
    assert ("delete_access_key", CI_KEY) in aimed(steps, "recover")


def test_steps_are_numbered_in_the_order_of_the_phases():
    steps = plan.make(dossier(), RAID, ACTIONS)
    assert [step.step for step in steps] == list(range(1, len(steps) + 1))
    assert [step.phase for step in steps] == sorted((step.phase for step in steps), key=ORDER.index)


def test_volumes_are_kept_before_an_instance_is_touched():
    first = plan.make(dossier(), RAID, ACTIONS)[0]
    assert (first.phase, first.action, first.target) == ("preserve", "snapshot_volumes", MINER)


def test_everybody_else_gets_new_credentials():
    again = aimed(plan.make(dossier(), RAID, ACTIONS), "recover")
    assert {("rotate_access_key", ALICE_KEY), ("reset_password", ALICE)} <= again
    assert ("rotate_access_key", ROGUE_KEY) not in again


def test_automatic_steps_say_what_the_catalogue_says_and_others_are_by_hand():
    for step in plan.make(dossier(), RAID, ACTIONS):
        assert step.automatic is (step.action in ACTIONS)
        assert step.harm.en
        assert step.reason.en
        if step.automatic:
            facts = ACTIONS[step.action]
            assert (step.writes, step.harm.en, step.reversible) == (
                facts.writes,
                facts.harm,
                facts.reversible,
            )


def test_findings_that_mention_the_target_are_the_reason():
    about = {
        "by_key": Finding(id="f1", rule="r", title="t", severity=Severity.HIGH, credentials=(ROGUE_KEY,)),
        "by_event": Finding(id="f2", rule="r", title="t", severity=Severity.HIGH, events=(f"e-{MINER}",)),
        "sample": Finding(
            id="f3", rule="r", title="t", severity=Severity.INFO, resources=(MINER,), sample=True
        ),
    }
    steps = plan.make(dossier(findings=tuple(about.values())), RAID, ACTIONS)
    because = {(step.action, step.target): step.because for step in steps}
    assert because["deactivate_access_key", ROGUE_KEY] == ("f1",)
    assert because["isolate_instance", MINER] == ("f2",)


@pytest.mark.parametrize("kind", ["not_ours", "authorised_activity", "unknown"])
def test_nothing_is_contained_where_nobody_broke_in(kind):
    quiet = Trace(root_causes=(RootCause(kind=kind, confidence=0.9),), inventory=USERS)
    assert aimed(plan.make(dossier(), quiet, ACTIONS), "contain", "eradicate") == set()


def test_disputed_address_is_kept():
    quiet = Trace(root_causes=(RootCause(kind="not_ours", confidence=0.9),))
    assert ("keep_records", "192.0.2.1") in aimed(plan.make(dossier(), quiet, ACTIONS), "preserve")


def test_key_that_is_public_but_unused_is_deactivated_all_the_same():
    quiet = Trace(root_causes=(RootCause(kind="leaked_access_key", confidence=0.6, credential=CI_KEY),))
    assert aimed(plan.make(dossier(), quiet, ACTIONS), "contain") == {("deactivate_access_key", CI_KEY)}


def test_inactive_key_and_terminated_instance_need_nothing():
    gone = (key(CI_KEY, "ci", "Inactive"), instance(MINER, "terminated"))
    rest = tuple(one for one in BASE if one.key not in {CI_KEY, MINER})
    case = dossier()
    case = Dossier(
        notice=case.notice,
        scope=case.scope,
        now=NOW,
        account=ACCOUNT,
        evidence=(*rest, *gone),
        coverage=case.coverage,
    )
    steps = plan.make(case, RAID, ACTIONS)
    targets = {target for _, target in aimed(steps, "contain", "eradicate")}
    assert MINER not in targets
    assert ("deactivate_access_key", CI_KEY) not in aimed(steps, "contain")


def test_stolen_user_who_can_sign_in_is_denied_everything():
    cause = RootCause(kind="stolen_console_password", confidence=0.9, principal=CI)
    story = Trace(root_causes=(cause,), attackers=Attackers(principals=(CI,)), inventory=USERS)
    assert ("deny_all_to_principal", CI) in aimed(plan.make(dossier(), story, ACTIONS), "contain")


def test_shared_role_only_loses_its_open_sessions():
    role = f"arn:aws:iam::{ACCOUNT}:role/ops"
    story = Trace(
        root_causes=RAID.root_causes,
        attackers=Attackers(principals=(CI, role), credentials=(CI_KEY,)),
        inventory=USERS,
    )
    contained = aimed(plan.make(dossier(), story, ACTIONS), "contain")
    assert ("revoke_role_sessions", role) in contained
    assert ("deny_all_to_principal", role) not in contained


def test_host_that_was_broken_into_is_isolated_stopped_and_built_anew_but_never_deleted():
    door = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    group = evidence("ec2.security_group", "sg-1", "us-east-1", IpPermissions=[door])
    host = instance(HOST, SecurityGroups=[{"GroupId": "sg-1"}])
    story = Trace(
        root_causes=(RootCause(kind="host_compromised_by_bruteforce", confidence=0.9),),
        attackers=Attackers(ips=("203.0.113.1",)),
        affected=(touched(HOST, "used", "AWS::EC2::Instance"),),
        inventory=USERS,
    )
    steps = plan.make(dossier(group, host), story, ACTIONS)
    assert aimed(steps, "contain") == {("isolate_instance", HOST)}
    assert aimed(steps, "eradicate") == {("stop_instance", HOST)}
    assert ("rebuild_instance", HOST) in aimed(steps, "recover")
    assert ("close_port_to_world", "sg-1") in aimed(steps, "prevent")


def test_own_key_that_leaked_is_replaced_not_cut_off():
    story = Trace(
        root_causes=(
            RootCause(kind="leaked_access_key", confidence=0.9, principal=RESPONDER, credential=OWN_KEY),
        ),
        attackers=Attackers(principals=(RESPONDER,), credentials=(OWN_KEY,)),
        inventory=USERS,
    )
    steps = plan.make(dossier(), story, ACTIONS)
    assert not {target for _, target in aimed(steps, "contain", "eradicate")} & {OWN_KEY, RESPONDER}
    assert ("replace_own_access_key", OWN_KEY) in aimed(steps, "recover")


def test_last_administrator_is_never_denied():
    policies = [{"PolicyName": "AdministratorAccess"}]
    admin = evidence("iam.user", CI, UserName="ci", AttachedManagedPolicies=policies)
    cause = RootCause(kind="stolen_console_password", confidence=0.9, principal=CI)
    story = Trace(root_causes=(cause,), attackers=Attackers(principals=(CI,)), inventory=USERS)
    alone = aimed(plan.make(dossier(admin), story, ACTIONS), "contain")
    other = evidence("iam.user", ALICE, UserName="alice", AttachedManagedPolicies=policies)
    with_another = aimed(plan.make(dossier(admin, other), story, ACTIONS), "contain")
    assert ("deny_all_to_principal", CI) not in alone
    assert ("deny_all_to_principal", CI) in with_another


def test_plan_is_the_same_for_the_same_case():
    assert plan.make(dossier(), RAID, ACTIONS) == plan.make(dossier(), RAID, ACTIONS)


THINGS = {ROGUE: "AWS::IAM::User", MINER: "AWS::EC2::Instance", "key-1": "AWS::EC2::KeyPair"}


@given(
    st.sets(st.sampled_from([CI, ROGUE])),
    st.sets(st.sampled_from([CI_KEY, ROGUE_KEY, "ASIAX"])),
    st.dictionaries(
        st.sampled_from(sorted(THINGS)), st.sampled_from(["created", "modified", "read", "used"])
    ),
    st.sampled_from(["leaked_access_key", "stolen_console_password", "not_ours", "unknown"]),
)
def test_nobody_but_the_intruder_is_ever_aimed_at(principals, credentials, things, kind):
    story = Trace(
        root_causes=(RootCause(kind=kind, confidence=0.5, principal=CI, credential=CI_KEY),),
        attackers=Attackers(principals=tuple(sorted(principals)), credentials=tuple(sorted(credentials))),
        affected=tuple(touched(name, how, THINGS[name]) for name, how in things.items()),
        inventory=USERS,
    )
    targets = {target for _, target in aimed(plan.make(dossier(), story, ACTIONS), "contain", "eradicate")}
    assert not targets & INNOCENT
    assert targets <= principals | credentials | set(things) | {CI_KEY}
